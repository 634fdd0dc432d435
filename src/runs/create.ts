import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import { writeAtomic, runFiles } from "./files";
import { isLive, lockFolder } from "./lock";
import { folderName, temporaryPrefix, timeStamp } from "./names";
import type { RunDraft } from "./runJson";

/** `<root>/.cyclelens/runs` */
export function runsFolder(root: string): string {
  return path.join(root, ".cyclelens", "runs");
}

/**
 * Makes the folder of a run that is about to start, under a temporary name and locked by this
 * process, and writes down what is known so far. `finishRun` completes it, `discardRun` forgets it.
 * Leftovers of killed runs are swept first. Throws `io` where the folder cannot be written.
 */
export async function createRun(root: string, draft: RunDraft): Promise<string> {
  const runs = runsFolder(root);
  try {
    await mkdir(runs, { recursive: true });
    await writeFile(path.join(root, ".cyclelens", ".gitignore"), "*\n", { flag: "wx" }).catch(ignoreExisting);
    await sweepRuns(root);
    const id = `${timeStamp(new Date(draft.startedAt))}-${draft.machine}-${folderName(draft.guest.name)}`;
    const folder = path.join(runs, `${temporaryPrefix}${id}-${randomBytes(4).toString("hex")}`);
    await mkdir(folder);
    await lockFolder(folder);
    await writeAtomic(path.join(folder, runFiles.run), `${JSON.stringify(draft, null, 2)}\n`);
    return folder;
  } catch (error) {
    throw ioError(error, `cannot write the run folder ${runs}`);
  }
}

/** Removes temporary folders whose processes are all gone; a live one of another window stays. */
export async function sweepRuns(root: string): Promise<number> {
  const runs = runsFolder(root);
  let swept = 0;
  for (const name of await readdir(runs).catch(() => [])) {
    if (!name.startsWith(temporaryPrefix)) continue;
    const folder = path.join(runs, name);
    if (await isLive(folder)) continue;
    await rm(folder, { recursive: true, force: true }).then(
      () => swept++,
      () => undefined,
    );
  }
  return swept;
}

/** Forgets a run that never came to anything. Only ever removes a temporary run folder. */
export async function discardRun(folder: string): Promise<void> {
  if (path.basename(folder).startsWith(temporaryPrefix)) await rm(folder, { recursive: true, force: true });
}

/** An errno as an error for people; what is one already passes through. */
export function ioError(error: unknown, what: string): CycleLensError {
  if (error instanceof CycleLensError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const hint =
    code === "ENOSPC" || code === "EDQUOT"
      ? "the disk is full: free some space, for example with: cyclelens runs prune"
      : code === "EACCES" || code === "EPERM" || code === "EROFS"
        ? "you have no right to write there: correct the permissions of the folder"
        : "check that the folder exists and can be written";
  return new CycleLensError(
    "io",
    code === undefined ? `${what}: ${String(error)}` : `${what} (${code})`,
    hint,
    {
      cause: error,
    },
  );
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
