import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { recordedRunOf } from "../core/compare/recordedRun";
import type { SideInfo } from "../core/compare/types";
import { CycleLensError } from "../core/errors";
import type { Profile } from "../core/profile/model";
import { isRunFolder, readRun, type ListedRun } from "../runs/list";
import { expandRunFolders, profileFileOf } from "../runs/loadProfile";
import { goneBaseline, pickRun } from "../runs/pickRun";
import type { RunJson } from "../runs/runJson";
import { titleOf } from "../runs/title";
import { loadProfile } from "../server/workerClient";
import type { CliIo } from "./io";

/** One side of a comparison. */
export interface LoadedSide {
  readonly profile: Profile;
  readonly info: SideInfo;
  /** What the guest is called. */
  readonly title: string;
  /** A source file as the profile names it → where it was found on this machine. */
  readonly places: ReadonlyMap<string, string>;
}

/** A larger export is read without what it says of its run. */
const maxExportBytes = 64 * 2 ** 20;

/**
 * A run or a baseline by name, else a file of any supported format, else a run folder. What a run.json or an export
 * says of the run comes along. Throws `not-found` for what is none of them.
 */
export async function loadSide(name: string, root: string, io: CliIo): Promise<LoadedSide> {
  const run = isPath(name) ? null : await pickRun(root, name);
  if (run !== null) return loadRun(run, name, io);
  const file = path.resolve(io.cwd, name);
  const info = await stat(file).catch(() => null);
  const gone = info === null && !isPath(name) ? await goneBaseline(root, name) : null;
  if (gone !== null) throw gone;
  if (info === null)
    throw new CycleLensError(
      "not-found",
      `there is no file, run or baseline named ${name}`,
      isPath(name) || name.endsWith(".json")
        ? `check the path; a baseline is written by: cyclelens baseline export NAME -o ${path.basename(name)}`
        : "list the runs with: cyclelens runs list",
    );
  const folder = info.isDirectory() ? file : path.dirname(file);
  const recorded = (await isRunFolder(folder)) ? await readRun(folder) : null;
  const profile = await load(await expandRunFolders([file]), io);
  if (recorded !== null) return { profile, ...sideOfRun(recorded, name) };
  const exported = await exportedRun(file);
  return {
    profile,
    info: { ...exported, label: name },
    title: exported.guest ?? (await titleOf(null, [file])),
    places: new Map(),
  };
}

/** What can be no run's name is never looked for among them. */
function isPath(name: string): boolean {
  return name.includes("/") || name.includes("\\") || name === "." || name === "..";
}

async function loadRun({ folder, run }: ListedRun, name: string, io: CliIo): Promise<LoadedSide> {
  return {
    profile: await load([await profileFileOf(folder)], io),
    ...sideOfRun(run, name === run.id ? name : `${name} (${run.id})`),
  };
}

function sideOfRun(run: RunJson, label: string): Omit<LoadedSide, "profile"> {
  return {
    info: {
      label,
      guest: run.guest.name,
      commit: run.git === null ? null : `${run.git.commit.slice(0, 40)}${run.git.dirty === true ? "+" : ""}`,
      startedAt: run.startedAt,
      inputDigest: run.input?.sha256 ?? null,
      sources: run.sources,
    },
    title: run.guest.name,
    places: new Map(run.sources.map(({ file, path: at }) => [file, at])),
  };
}

async function load(files: readonly string[], io: CliIo): Promise<Profile> {
  const profile = await loadProfile({ files }, { signal: io.signal });
  if (profile.source.format !== "unknown") return profile;
  throw new CycleLensError(
    "bad-input",
    `${path.basename(files[0]!)} is a program, no profile`,
    "profile it first: cyclelens profile ELF",
  );
}

/** What an export says of the run that it is of. */
async function exportedRun(file: string): Promise<SideInfo> {
  if (!/\.json$/i.test(file) || ((await stat(file).catch(() => null))?.size ?? Infinity) > maxExportBytes)
    return {};
  try {
    return recordedRunOf(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return {};
  }
}
