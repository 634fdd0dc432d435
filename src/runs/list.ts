import { rm, stat } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import { exclusive } from "./exclusive";
import { isRecord } from "../protocol/guards";
import { readJson, runFiles, writeAtomic } from "./files";
import { ioError, runsFolder } from "./create";
import { folderName, isRunId } from "./names";
import { readRuns, sizeOfRuns, type BrokenRun } from "./readRuns";
import type { RunHead } from "./runHead";
import { isRunJson, type RunJson } from "./runJson";
import { sizeOfFiles } from "./sizeOfFiles";

/** A run of a list. */
export interface RunRow {
  readonly folder: string;
  readonly run: RunHead;
  readonly sizeBytes: number;
  /** Names of the baselines that point to it. */
  readonly baselines: readonly string[];
}

/** A run that was asked for by name, with all that its run.json says. */
export interface ListedRun extends RunRow {
  readonly run: RunJson;
}

/** The finished runs below a root, newest first; a folder without a readable run.json is passed over. */
export async function listRuns(root: string): Promise<RunRow[]> {
  return (await listAll(root)).runs;
}

/** The finished runs below a root, and the folders among them that cannot be read, newest first. */
export async function listAll(
  root: string,
): Promise<{ readonly runs: RunRow[]; readonly broken: readonly BrokenRun[] }> {
  // Another thread reads the baselines while this one reads the runs.
  const [baselines, { whole, broken }] = await Promise.all([readBaselines(root), readRuns(root)]);
  const names = new Map<string, string[]>();
  for (const [name, id] of Object.entries(baselines)) names.set(id, [...(names.get(id) ?? []), name]);
  const none: readonly string[] = [];
  const runs = whole.map(({ folder, run, sizeBytes }): RunRow => ({
    folder,
    run,
    sizeBytes,
    baselines: names.get(run.id) ?? none,
  }));
  return { runs, broken };
}

/** All that the run.json of a row says. Throws `bad-input` where it has gone since it was listed. */
export async function wholeRun(row: RunRow): Promise<ListedRun> {
  return { ...row, run: { ...(await readRun(row.folder)), id: row.run.id } };
}

/** A run by id, by baseline, or `last`. Throws `not-found`. */
export async function findRun(root: string, name: string): Promise<ListedRun> {
  const runs = await listRuns(root);
  const found =
    name === "last"
      ? runs[0]
      : runs.find(({ run, baselines }) => run.id === name || baselines.includes(name));
  if (found === undefined) throw noSuchRun(name);
  return wholeRun(found);
}

/** `not-found`, with the way to the names that there are. */
export function noSuchRun(name: string): CycleLensError {
  return new CycleLensError(
    "not-found",
    `there is no run or baseline named ${name}`,
    "list them with: cyclelens runs list",
  );
}

/**
 * Removes the oldest runs, broken ones among them, until all together take at most `maxBytes`; baselines, the newest run
 * and `keep` stay. Gives the ids that went.
 */
export async function pruneRuns(root: string, maxBytes: number, keep?: string): Promise<string[]> {
  if ((sizeOfRuns(root) ?? Infinity) <= maxBytes) return [];
  const { runs, broken } = await listAll(root);
  const listed = [...runs, ...broken].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (listed <= maxBytes) return [];
  // Before anything goes: what the folders take now, not what they took when they were read.
  const rows = [
    ...runs.map(({ folder, run, baselines }) => ({ id: run.id, folder, isBaseline: baselines.length > 0 })),
    ...broken.map(({ folder, id }) => ({ id, folder, isBaseline: false })),
  ].map((row) => ({ ...row, sizeBytes: sizeOfFiles(row.folder) }));
  let total = rows.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const newest = runs[0]?.run.id;
  const removed: string[] = [];
  // Ids begin with their time.
  for (const { id, folder, isBaseline, sizeBytes } of rows.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (total <= maxBytes) break;
    if (isBaseline || id === newest || id === keep) continue;
    try {
      await rm(folder, { recursive: true });
    } catch (error) {
      throw ioError(error, `cannot remove ${folder}`);
    }
    total -= sizeBytes;
    removed.push(id);
  }
  return removed;
}

/** Removes one run, a broken one too. Throws `not-found`; refuses (`usage`) a baseline. */
export async function deleteRun(root: string, id: string): Promise<void> {
  const broken = (await listAll(root)).broken.find((one) => one.id === id);
  if (broken) return rm(broken.folder, { recursive: true });
  const { folder, baselines } = await findRun(root, id);
  if (baselines.length > 0)
    throw new CycleLensError(
      "usage",
      `${id} is the baseline ${baselines.join(", ")}`,
      "set the baseline to another run, or unset it, first",
    );
  await rm(folder, { recursive: true });
}

/** Baseline name → run id. */
export async function readBaselines(root: string): Promise<Readonly<Record<string, string>>> {
  const value = await readJson(baselineFile(root), 2 ** 20);
  const map: Record<string, string> = Object.create(null) as Record<string, string>;
  if (isRecord(value) && isRecord(value["baselines"]))
    for (const [name, id] of Object.entries(value["baselines"]))
      if (typeof id === "string" && isRunId(id)) map[name] = id;
  return map;
}

/** Points a baseline at a run (id, another baseline, or `last`); gives the run. Throws `not-found`, `usage`, `io`. */
export async function setBaseline(root: string, name: string, run: string): Promise<ListedRun> {
  if (name === "last" || isRunId(name) || folderName(name) !== name)
    throw new CycleLensError(
      "usage",
      `${JSON.stringify(name)} cannot name a baseline`,
      "use letters, digits, - _ and .",
    );
  const found = await findRun(root, run);
  await changeBaselines(root, (baselines) => ({ ...baselines, [name]: found.run.id }));
  return { ...found, baselines: [...new Set([...found.baselines, name])] };
}

/** Takes every baseline name from a run. Throws `io`. */
export async function clearBaselines(root: string, id: string): Promise<void> {
  if (!Object.values(await readBaselines(root)).includes(id)) return;
  await changeBaselines(root, (baselines) =>
    Object.fromEntries(Object.entries(baselines).filter(([, run]) => run !== id)),
  );
}

/** Forgets a baseline's name; its run stays. Gives the id that it pointed at, null where there is no such name. Throws `io`. */
export async function removeBaseline(root: string, name: string): Promise<string | null> {
  let removed = (await readBaselines(root))[name] ?? null;
  if (removed === null) return null;
  await changeBaselines(root, ({ [name]: id, ...others }) => {
    removed = id ?? removed;
    return others;
  });
  return removed;
}

/** Two processes that change baselines at once change them one after the other. */
async function changeBaselines(
  root: string,
  change: (baselines: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
): Promise<void> {
  const file = baselineFile(root);
  try {
    await exclusive(`${file}.lock`, async () => {
      const baselines = change(await readBaselines(root));
      await writeAtomic(file, `${JSON.stringify({ baselines }, null, 2)}\n`);
    });
  } catch (error) {
    throw ioError(error, "cannot write the baseline");
  }
}

/**
 * The root whose `.cyclelens` a folder belongs to: the nearest one above that has it, else the
 * folder itself.
 */
export async function findRoot(folder: string): Promise<string> {
  let at = path.resolve(folder);
  for (;;) {
    const info = await stat(runsFolder(at)).catch(() => null);
    if (info?.isDirectory()) return at;
    const parent = path.dirname(at);
    if (parent === at) return path.resolve(folder);
    at = parent;
  }
}

/** True for a finished run's folder. */
export async function isRunFolder(folder: string): Promise<boolean> {
  return isRunJson(await readJson(path.join(folder, runFiles.run)));
}

/** The run.json of a finished run. Throws `bad-input`. */
export async function readRun(folder: string): Promise<RunJson> {
  const run = await readJson(path.join(folder, runFiles.run));
  if (isRunJson(run)) return run;
  throw new CycleLensError("bad-input", `${folder} is no run folder`, "give a folder below .cyclelens/runs");
}

function baselineFile(root: string): string {
  return path.join(root, ".cyclelens", "baselines.json");
}
