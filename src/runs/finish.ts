import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import type { Profile } from "../core/profile/model";
import { ziskemuFiles } from "../toolchains/ziskemu";
import { completeRun, outcomeOf, type CompleteOptions, type FinishedRun, type RunExit } from "./complete";
import { isRecord } from "../protocol/guards";
import { readJson, runFiles } from "./files";
import { heldProfile } from "./heldProfile";
import { loadLeft } from "./loadLeft";
import type { Load } from "./loadProfile";
import { isLockName } from "./lock";
import { isRunDraft, type RunDraft } from "./runJson";
import { readSubject } from "./subject";

export interface FinishOptions extends CompleteOptions {
  /** Imports the files of one run; the worker's client, or `loadProfile` in process. */
  readonly load: Load;
  /** What the one who ran the tool knows to say of the run. */
  readonly warnings?: readonly string[];
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
  const held = await heldProfile(folder, options.load);
  const loaded =
    held ??
    (await loadLeft(folder, names, elf === null ? null : draft.guest.elf, options.load, draft.machine));
  const known = await withRunFacts(loaded, draft, exit, folder, held !== null);
  const said = options.warnings ?? [];
  const profile =
    said.length === 0 ? known : { ...known, warnings: [...new Set([...said, ...known.warnings])] };
  const root = path.dirname(path.dirname(path.dirname(folder)));
  const subject = await readSubject(elf === null ? null : draft.guest.elf, root);
  const run = { draft, exit, isHeld: held !== null, profile, subject, artefacts: names };
  return completeRun(folder, run, options);
}

async function readExit(folder: string): Promise<RunExit | null> {
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

/** What the runner knows and the tool's own files do not say. */
async function withRunFacts(
  profile: Profile,
  draft: RunDraft,
  exit: RunExit | null,
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
