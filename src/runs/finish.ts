import { createHash } from "node:crypto";
import { readdir, readFile, rename, rm, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { CycleLensError } from "../core/errors";
import type { Outcome, Profile } from "../core/profile/model";
import { profileToJson } from "../core/profile/json";
import { ziskemuFiles } from "../toolchains/ziskemu";
import { storeArtefacts } from "./artefacts";
import { ioError } from "./create";
import { digestFile, isRecord, readJson, runFiles, writeAtomic } from "./files";
import { readGit } from "./git";
import { loadLeft } from "./loadLeft";
import type { Load } from "./loadProfile";
import { heldProfile } from "./heldProfile";
import { isLockName } from "./lock";
import { pruneRuns } from "./list";
import { temporaryPrefix, isRunId } from "./names";
import { isRunDraft, type RunDraft, type RunJson } from "./runJson";
import { digestSources } from "./sources";

const defaultMaxBytes = 2 * 2 ** 30;
/** A third of the time of zlib's own default, and a tenth more bytes. */
const profileLevel = 3;

export interface FinishOptions {
  /** Imports the files of one run; the worker's client, or `loadProfile` in process. */
  readonly load: Load;
  /** Prefixes in the profile → folders, for sources that were remapped. */
  readonly sourceMap?: Readonly<Record<string, string>>;
  /** Bytes that all runs together may take; 2 GiB where it is left out. Older ones go, see `pruneRuns`. */
  readonly maxBytes?: number;
  /** Where the run was in this program the profile is there already: nothing is imported. */
  readonly profile?: Profile;
  /** What was read of the guest before the run was over, see `readSubject`; read now where it is left out. */
  readonly subject?: RunSubject;
  /** What the one who ran the tool knows to say of the run. */
  readonly warnings?: readonly string[];
}

/** What a run keeps of the guest itself. */
export interface RunSubject {
  readonly elf: RunJson["elf"];
  readonly git: RunJson["git"];
}

/**
 * Digests the ELF and asks git about the root: both may be done while the guest still runs. `bytes` is what the file
 * holds, where it was read already. Never throws.
 */
export async function readSubject(
  elf: string | null,
  root: string,
  bytes: Uint8Array | null = null,
): Promise<RunSubject> {
  const git = readGit(root).catch(() => null);
  return { elf: elf === null ? null : await digestElf(elf, bytes), git: await git };
}

async function digestElf(file: string, bytes: Uint8Array | null): Promise<RunJson["elf"]> {
  const info = await stat(file).catch(() => null);
  if (info === null) return null;
  const isWhole = bytes?.length === info.size;
  const sha256 = isWhole
    ? createHash("sha256").update(bytes).digest("hex")
    : await digestFile(file).catch(() => null);
  return sha256 === null ? null : { sizeBytes: info.size, sha256, modifiedMs: Math.floor(info.mtimeMs) };
}

export interface FinishedRun {
  readonly folder: string;
  readonly profile: Profile;
  readonly run: RunJson;
}

/**
 * Completes a run: imports what the tool left in the temporary folder, writes `profile.json.gz` and
 * `run.json`, compresses the artefacts, and gives the folder its name. Throws what `load` throws (the
 * folder stays for another try until it is swept), or `io`.
 */
export async function finishRun(folder: string, options: FinishOptions): Promise<FinishedRun> {
  const draft = await readJson(path.join(folder, runFiles.run));
  if (!isRunDraft(draft))
    throw new CycleLensError("bad-input", `${folder} is no run under way`, "profile the guest again");
  const exit = await readExit(folder);
  const names = await artefactNames(folder);
  // The program of a host is no guest: its profiler has named and placed everything already.
  const elf = draft.machine === "host" ? null : await stat(draft.guest.elf).catch(() => null);
  const held = options.profile ?? (await heldProfile(folder, options.load));
  const loaded =
    held ??
    (await loadLeft(folder, names, elf === null ? null : draft.guest.elf, options.load, draft.machine));
  const known = await withRunFacts(loaded, draft, exit, folder, held !== null);
  const said = options.warnings ?? [];
  const profile =
    said.length === 0 ? known : { ...known, warnings: [...new Set([...said, ...known.warnings])] };
  const root = path.dirname(path.dirname(path.dirname(folder)));
  // Compressed on another thread while this one looks for the sources.
  const compressed = promisify(gzip)(profileText(profile), { level: profileLevel });
  compressed.catch(() => undefined);
  const subject = options.subject ?? (await readSubject(elf === null ? null : draft.guest.elf, root));
  const body: Omit<RunJson, "id"> = {
    ...draft,
    elf: subject.elf,
    git: subject.git,
    durationMs: exit?.durationMs ?? null,
    exitCode: held === null ? (exit?.exitCode ?? null) : profile.exitCode,
    signal: exit?.signal ?? null,
    outcome: profile.outcome,
    totals: profile.totals,
    sources: await digestSources(profile, rootsOf(draft, root), options.sourceMap ?? {}),
    artefacts: await storeArtefacts(folder, names),
  };
  try {
    await writeAtomic(path.join(folder, runFiles.profile), await compressed);
    const done = await giveName(folder, body, profile);
    await pruneRuns(root, options.maxBytes ?? defaultMaxBytes, done.run.id).catch(() => undefined);
    return done;
  } catch (error) {
    throw ioError(error, `cannot write the run folder ${folder}`);
  }
}

/** The full `cyclelens.profile/1` text of a profile. */
export function profileText(profile: Profile): string {
  return `${JSON.stringify(profileToJson(profile, { full: true }))}\n`;
}

interface Exit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly cancelled: boolean;
  readonly durationMs: number | null;
}

async function readExit(folder: string): Promise<Exit | null> {
  const exit = await readJson(path.join(folder, runFiles.exit));
  if (!isRecord(exit)) return null;
  const number = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : null);
  return {
    exitCode: number(exit["exitCode"]),
    signal: typeof exit["signal"] === "string" ? exit["signal"] : null,
    cancelled: exit["cancelled"] === true,
    durationMs: number(exit["durationMs"]),
  };
}

/** What the tool left, without our own book-keeping. The combined log repeats stdout and stderr. */
async function artefactNames(folder: string): Promise<string[]> {
  const own = new Set<string>([
    runFiles.run,
    runFiles.profile,
    runFiles.progress,
    runFiles.exit,
    runFiles.log,
  ]);
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter(
      (entry) =>
        entry.isFile() && !own.has(entry.name) && !isLockName(entry.name) && !entry.name.startsWith("."),
    )
    .map((entry) => entry.name)
    .sort();
}

/** Where relative names of the ELF may stand: the package, the workspace, the folders above the ELF. */
function rootsOf(draft: RunDraft, root: string): string[] {
  const { manifestPath, elf } = draft.guest;
  const roots = manifestPath === null ? [root] : [path.dirname(manifestPath), root];
  // `target/elf/riscv64…/release/guest` stands five folders below the package.
  for (let at = path.dirname(elf), i = 0; i < 6; i++, at = path.dirname(at)) roots.push(at);
  return [...new Set(roots)];
}

/** What the runner knows and the tool's own files do not say. */
async function withRunFacts(
  profile: Profile,
  draft: RunDraft,
  exit: Exit | null,
  folder: string,
  held: boolean,
): Promise<Profile> {
  const output = await readFile(path.join(folder, ziskemuFiles.output)).catch(() => null);
  return {
    ...profile,
    engine: {
      name: draft.engine.name,
      version: draft.engine.version ?? profile.engine.version,
    },
    // A run in our own program ends with the program's code, not the guest's.
    exitCode: (held ? null : exit?.exitCode) ?? profile.exitCode,
    output: {
      ...profile.output,
      publicHex: output === null ? profile.output.publicHex : output.toString("hex"),
    },
    outcome: outcomeOf(profile.outcome, draft, exit),
  };
}

function outcomeOf(outcome: Outcome, draft: RunDraft, exit: Exit | null): Outcome {
  if (exit?.cancelled) return { status: "cancelled", message: "stopped before its end" };
  if (exit?.signal)
    return { status: "truncated", message: `${draft.engine.name} was ended by ${exit.signal}` };
  const ended = exit !== null && exit.exitCode !== 0;
  if (ended && (outcome.status === "ok" || (outcome.status === "truncated" && outcome.message === null)))
    return { status: "guest-error", message: `${draft.engine.name} ended with exit code ${exit.exitCode}` };
  return outcome;
}

/** Two windows may finish in the same second: the first free name wins, and renaming is what decides. */
async function giveName(
  temporary: string,
  body: Omit<RunJson, "id">,
  profile: Profile,
): Promise<FinishedRun> {
  const name = path.basename(temporary);
  const wanted = name.startsWith(temporaryPrefix)
    ? name.slice(temporaryPrefix.length).replace(/-[0-9a-f]{8}$/, "")
    : name;
  if (!isRunId(wanted))
    throw new CycleLensError("bad-input", `${name} is no run folder`, "profile the guest again");
  const leftovers = (await readdir(temporary)).filter(
    (file) => isLockName(file) || file === runFiles.progress,
  );
  for (let attempt = 1; ; attempt++) {
    const id = attempt === 1 ? wanted : `${wanted}-${attempt}`;
    const folder = path.join(path.dirname(temporary), id);
    // A look first: renaming over an empty folder or, on Windows, a file would succeed.
    if (await stat(folder).catch(() => null)) continue;
    const run: RunJson = { ...body, id };
    await writeAtomic(path.join(temporary, runFiles.run), `${JSON.stringify(run, null, 2)}\n`);
    try {
      await rename(temporary, folder);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      if (
        attempt < 1000 &&
        ["EEXIST", "ENOTEMPTY", "EPERM"].includes(code) &&
        (await stat(folder).catch(() => null))
      )
        continue;
      throw error;
    }
    await Promise.all(leftovers.map((file) => unlink(path.join(folder, file)).catch(() => undefined)));
    return { folder, profile, run };
  }
}

/** Removes a temporary folder for good once its profile has been given up. */
export async function dropFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
