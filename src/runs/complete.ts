import { readdir, rename, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import type { ProfileJson } from "../core/profile/json";
import type { Outcome, Profile } from "../core/profile/model";
import { storeArtefacts } from "./artefacts";
import { ioError } from "./create";
import { runFiles, writeAtomic } from "./files";
import { pruneRuns } from "./list";
import { isLockName } from "./lock";
import { isRunId, temporaryPrefix } from "./names";
import type { RunDraft, RunJson } from "./runJson";
import { packedProfile } from "./packedProfile";
import { digestSources } from "./sources";
import type { RunSubject } from "./subject";

const defaultMaxBytes = 2 * 2 ** 30;
/** A third of the time of zlib's own default, and a tenth more bytes. */
const profileLevel = 3;

export interface CompleteOptions {
  /** Prefixes in the profile → folders, for sources that were remapped. */
  readonly sourceMap?: Readonly<Record<string, string>>;
  /** Bytes that all runs together may take; 2 GiB where it is left out. Older ones go, see `pruneRuns`. */
  readonly maxBytes?: number;
}

/** How a tool or the engine ended. */
export interface RunExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly cancelled: boolean;
  readonly durationMs: number | null;
}

/** A run whose profile is there. */
export interface EndedRun {
  readonly draft: RunDraft;
  readonly exit: RunExit | null;
  /** Whether the run was in this program: then the exit code is the guest's, not a tool's. */
  readonly isHeld: boolean;
  readonly profile: Profile;
  /** Its `factsToJson`, where they were asked for anyway. */
  readonly facts?: ProfileJson | undefined;
  readonly subject: RunSubject;
  /** What the tool left in the folder. */
  readonly artefacts: readonly string[];
}

export interface FinishedRun {
  readonly folder: string;
  readonly profile: Profile;
  readonly run: RunJson;
}

/**
 * Writes a run's profile and `run.json` into its temporary folder, compresses the artefacts, gives the folder its name,
 * and removes old runs. Throws `io`.
 */
export async function completeRun(
  folder: string,
  { draft, exit, isHeld, profile, facts, subject, artefacts }: EndedRun,
  options: CompleteOptions = {},
): Promise<FinishedRun> {
  const root = path.dirname(path.dirname(path.dirname(folder)));
  // Compressed on another thread while this one looks for the sources.
  const compressed = packedProfile(profile, profileLevel, facts);
  compressed.catch(() => undefined);
  const body: Omit<RunJson, "id"> = {
    ...draft,
    elf: subject.elf,
    git: subject.git,
    durationMs: exit?.durationMs ?? null,
    exitCode: isHeld ? profile.exitCode : (exit?.exitCode ?? null),
    signal: exit?.signal ?? null,
    outcome: profile.outcome,
    totals: profile.totals,
    sources: await digestSources(profile, rootsOf(draft, root), options.sourceMap ?? {}),
    artefacts: await storeArtefacts(folder, artefacts),
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

/** What a run came to, by its own account and by how it ended. */
export function outcomeOf(outcome: Outcome, draft: RunDraft, exit: RunExit | null): Outcome {
  if (exit?.cancelled) return { status: "cancelled", message: "stopped before its end" };
  if (exit?.signal)
    return { status: "truncated", message: `${draft.engine.name} was ended by ${exit.signal}` };
  const ended = exit !== null && exit.exitCode !== 0;
  if (ended && (outcome.status === "ok" || (outcome.status === "truncated" && outcome.message === null)))
    return { status: "guest-error", message: `${draft.engine.name} ended with exit code ${exit.exitCode}` };
  return outcome;
}

/** Where relative names of the ELF may stand: the package, the workspace, the folders above the ELF. */
function rootsOf(draft: RunDraft, root: string): string[] {
  const { manifestPath, elf } = draft.guest;
  const roots = manifestPath === null ? [root] : [path.dirname(manifestPath), root];
  // `target/elf/riscv64…/release/guest` stands five folders below the package.
  for (let at = path.dirname(elf), i = 0; i < 6; i++, at = path.dirname(at)) roots.push(at);
  return [...new Set(roots)];
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
