import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import { runsFolder } from "./create";
import { runFiles } from "./files";
import { listRuns, noSuchRun, readBaselines, wholeRun, type ListedRun, type RunRow } from "./list";
import { notWhole } from "./loadProfile";
import { isRunId } from "./names";

/** As many runs as an error names. */
const mostNamed = 3;

/**
 * A run by id, by baseline, by an unambiguous start of its id, as `last`, or as `last~N`: the N-th before the newest, of
 * the newest one's guest and machine. Null where no run has that name. Throws `usage` for a start that several runs
 * have, `not-found` for a `last~N` that is not there, `bad-input` for a folder whose run.json cannot be read.
 */
export async function pickRun(root: string, name: string): Promise<ListedRun | null> {
  const row = await pickRow(root, name, await listRuns(root));
  return row === null ? null : wholeRun(row);
}

/** As `pickRun`, of what `listRuns` has given: its row, of which nothing more is read. */
export async function pickRow(root: string, name: string, runs: readonly RunRow[]): Promise<RunRow | null> {
  const named =
    runs.find(({ baselines }) => baselines.includes(name)) ?? runs.find(({ run }) => run.id === name);
  if (named !== undefined) return named;
  const back = /^last(?:~(\d{1,6}))?$/.exec(name);
  if (back) return nthLast(runs, Number(back[1] ?? 0));
  // Before starts: the whole id of a broken run may begin the one of another.
  await refuseBroken(root, name);
  const found = name.length < 4 ? [] : runs.filter(({ run }) => run.id.startsWith(name));
  if (found.length === 1) return found[0]!;
  if (found.length > 1)
    throw new CycleLensError(
      "usage",
      `${name} begins the names of ${String(found.length)} runs: ${found
        .slice(0, mostNamed)
        .map(({ run }) => run.id)
        .join(", ")}${found.length > mostNamed ? ", …" : ""}`,
      "write more of it",
    );
  return null;
}

/** As `pickRun`; throws `not-found` too where no run has that name. */
export async function requireRun(root: string, name: string): Promise<ListedRun> {
  const found = await pickRun(root, name);
  if (found !== null) return found;
  throw (await goneBaseline(root, name)) ?? noSuchRun(name);
}

/** What is to be said of a baseline whose run was deleted; null where the name is none. */
export async function goneBaseline(root: string, name: string): Promise<CycleLensError | null> {
  const id = (await readBaselines(root))[name];
  if (id === undefined) return null;
  return new CycleLensError(
    "not-found",
    `the run of the baseline ${name} is gone: ${id}`,
    `point it at another run: cyclelens baseline set ${name} RUN`,
  );
}

function nthLast(runs: readonly RunRow[], back: number): RunRow {
  const [newest] = runs;
  const alike = runs.filter(
    ({ run }) => run.guest.name === newest?.run.guest.name && run.machine === newest.run.machine,
  );
  const found = alike[back];
  if (found !== undefined) return found;
  throw new CycleLensError(
    "not-found",
    newest === undefined
      ? "there are no runs yet"
      : `there ${alike.length === 1 ? "is 1 run" : `are ${String(alike.length)} runs`} of ${newest.run.guest.name}, not ${String(back + 1)}`,
    "profile the guest, or list what there is with: cyclelens runs list",
  );
}

/** A run that is there and cannot be read is told as such. */
async function refuseBroken(root: string, name: string): Promise<void> {
  if (!isRunId(name)) return;
  const folder = path.join(runsFolder(root), name);
  if ((await stat(folder).catch(() => null))?.isDirectory() !== true) return;
  const files: readonly string[] = await readdir(folder).catch(() => []);
  throw notWhole(folder, `${runFiles.run} ${files.includes(runFiles.run) ? "cannot be read" : "is missing"}`);
}
