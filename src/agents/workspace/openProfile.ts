import { statSync } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { libraryFunctions } from "../../core/analysis/libraryCrates";
import type { SideInfo } from "../../core/compare/types";
import { CycleLensError } from "../../core/errors";
import { crateName } from "../../core/rust/modulePath";
import { mapSourcePath } from "../../core/symbols/sourceMap";
import { runFiles } from "../../runs/files";
import { isRunFolder, readRun } from "../../runs/list";
import type { RunJson } from "../../runs/runJson";
import { sourcePlaces } from "../../runs/sourcePlaces";
import { titleOf } from "../../runs/title";
import { packageOf } from "../../server/packages";
import type { OpenedProfile } from "../../server/profileStore";
import { sourceRoots } from "../../server/sourceRoots";
import { SourceResolver } from "../../server/sources";
import { loadProfile } from "../../server/workerClient";
import type { Guest } from "../../protocol/requests";
import type { AgentProfile } from "../context";
import type { ToolCall } from "../tool";
import type { Folders } from "./folders";
import type { ProfileCache } from "./profileCache";

/** A profile of the agents with what its sources are found by. */
export interface OpenedForAgent extends AgentProfile {
  readonly opened: OpenedProfile;
}

export interface OpenSurroundings {
  readonly folders: Folders;
  readonly cache: ProfileCache<OpenedForAgent>;
  readonly guests: () => Promise<readonly Guest[]>;
  /** Prefixes in the profile → folders, as the user's setting has them. */
  readonly sourceMap: Readonly<Record<string, string>>;
}

/** Opens a run folder or an artefact by its real path. Throws what importers throw. */
export async function openPath(
  file: string,
  ref: string,
  around: OpenSurroundings,
  call: ToolCall,
): Promise<OpenedForAgent> {
  const key = JSON.stringify([
    file,
    ...[file, path.join(file, runFiles.run), path.join(file, runFiles.profile)].map(stateOf),
  ]);
  // Who asked first may go away: others wait for the same load, so it is not ended by one caller's cancel.
  return await unlessCancelled(
    around.cache.get(key, () => load(file, ref, around, call)),
    call.signal,
  );
}

async function load(
  file: string,
  ref: string,
  around: OpenSurroundings,
  call: ToolCall,
): Promise<OpenedForAgent> {
  const run = (await isRunFolder(file)) ? await readRun(file) : null;
  const artefact = run === null ? file : await storedProfile(file, around.folders);
  if (!(await stat(artefact)).isFile())
    throw new CycleLensError(
      "bad-input",
      `${ref} is no profile`,
      "give a file, or a folder below .cyclelens/runs",
    );
  const profile = await loadProfile(
    { files: [artefact], elf: null },
    {
      progress: ({ file: name, readBytes, sizeBytes }) =>
        call.progress(`reading ${name}`, readBytes, sizeBytes),
    },
  );
  if (profile.source.format === "unknown")
    throw new CycleLensError("bad-input", `${ref} is a program, no profile`, "run it with profile_guest");
  return withSources(profile, { file, ref, run }, around);
}

async function withSources(
  profile: OpenedProfile["profile"],
  { file, ref, run }: { readonly file: string; readonly ref: string; readonly run: RunJson | null },
  { folders, guests, sourceMap }: OpenSurroundings,
): Promise<OpenedForAgent> {
  const [places, known] = await Promise.all([sourcePlaces(), guests().catch(() => [])]);
  const from = { files: [file], folder: run === null ? null : file, run, elf: run?.guest.elf ?? null };
  const options = { prefixes: sourceMap, roots: sourceRoots(profile, from, folders.roots, known), ...places };
  const title = run?.guest.name ?? (await titleOf(null, [file]));
  const crates = new Set([crateName(run?.guest.bin ?? title)]);
  if (run?.guest.manifestPath && folders.has(run.guest.manifestPath))
    for (const crate of (await packageOf(run.guest.manifestPath))?.crates ?? []) crates.add(crate);
  const library = libraryFunctions(profile.functions, crates);
  return {
    ref,
    title,
    profile,
    library,
    side: sideOf(ref, run),
    opened: {
      id: ref,
      title,
      profile,
      folder: from.folder,
      run,
      elf: run?.elf ? { path: run.guest.elf, modifiedMs: run.elf.modifiedMs } : null,
      sources: new SourceResolver((source) => mapSourcePath(source, options)),
      library,
      metric: profile.metrics[0]?.id ?? "",
    },
  };
}

function sideOf(ref: string, run: RunJson | null): SideInfo {
  if (run === null) return { label: ref };
  return {
    label: ref,
    guest: run.guest.name,
    commit: run.git?.commit ?? null,
    startedAt: run.startedAt,
    inputDigest: run.input?.sha256 ?? null,
    sources: run.sources,
  };
}

/** The profile that a run keeps; a link out of the workspace is none. */
async function storedProfile(folder: string, folders: Folders): Promise<string> {
  return folders.resolve(path.join(folder, runFiles.profile));
}

/**
 * Tells one state of a file from another; null where there is none. In this thread: of a profile in memory it is all
 * that is asked of the disk, and another thread takes ten times as long to be waited for.
 */
function stateOf(file: string): readonly number[] | null {
  try {
    const info = statSync(file, { throwIfNoEntry: false });
    if (info === undefined) return null;
    // What is written into a folder is no change of what lies in it.
    return info.isFile() ? [info.dev, info.ino, info.size, info.mtimeMs, info.ctimeMs] : [info.dev, info.ino];
  } catch {
    return null;
  }
}

/** Ends the wait, not the work. */
async function unlessCancelled<T>(value: Promise<T>, signal: AbortSignal): Promise<T> {
  const cancelled = new CycleLensError("cancelled", "cancelled", "call the tool again when you need it");
  if (signal.aborted) throw cancelled;
  let stop: (() => void) | undefined;
  try {
    return await Promise.race([
      value,
      new Promise<never>((_, reject) => {
        stop = () => reject(cancelled);
        signal.addEventListener("abort", stop, { once: true });
      }),
    ]);
  } finally {
    if (stop) signal.removeEventListener("abort", stop);
  }
}
