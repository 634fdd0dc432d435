import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { runsFolder } from "./create";
import { isRecord } from "../protocol/guards";
import { runFiles } from "./files";
import { isRunId } from "./names";
import { headOf, type RunHead } from "./runHead";
import {
  holdRecent,
  isSame,
  readIndex,
  recentRows,
  stampOf,
  writeIndex,
  type IndexRow,
  type RunIndex,
  type Stamp,
} from "./runIndex";
import { isRunJson, type RunJson } from "./runJson";
import { sizeOfFiles } from "./sizeOfFiles";

/** Every folder that is named like a run. */
export interface FoundRuns {
  /** Newest first. */
  readonly whole: readonly FoundRun[];
  /** Without a run.json that can be read, newest first. */
  readonly broken: readonly BrokenRun[];
}

export interface FoundRun {
  readonly folder: string;
  readonly run: RunHead;
  readonly sizeBytes: number;
}

export interface BrokenRun {
  readonly id: string;
  readonly folder: string;
  readonly sizeBytes: number;
  /** What is wrong, as the end of a sentence: `its run.json is missing`. */
  readonly why: string;
}

const maxRunBytes = 32 * 2 ** 20;
/** Small files are read many times faster one after the other than by a thread each; others get their turn in between. */
const sliceMs = 12;
/** So many runs without a row, or rows without a run, are cheaper than to write the index again. */
const worthRows = 32;
/** A file that is younger may change without its times showing it: of a file system that counts whole seconds, and of others. */
const settledMs = { seconds: 2_000, parts: 100 } as const;

/** Looks at every run of a root; reads only what the index does not have. Never throws. */
export async function readRuns(root: string): Promise<FoundRuns> {
  const runs = runsFolder(root);
  const names = namesOf(runs);
  const index = names.length > worthRows ? readIndex(root) : new Map<string, IndexRow>();
  const recent = recentRows(root);
  const rows: IndexRow[] = [];
  /** Of them those that the index does not have. */
  const others: IndexRow[] = [];
  const whole: FoundRun[] = [];
  const broken: BrokenRun[] = [];
  let pauseAt = performance.now() + sliceMs;
  for (const id of names) {
    if (performance.now() > pauseAt) {
      await setImmediate();
      pauseAt = performance.now() + sliceMs;
    }
    const folder = `${runs}${path.sep}${id}`;
    const file = `${folder}${path.sep}${runFiles.run}`;
    const stamp = stampOf(file);
    let row = sameRow(index, id, stamp);
    if (row === null) {
      row = sameRow(recent, id, stamp);
      if (row === null) {
        const read = stamp === null ? "is missing" : readRun(file, id);
        if (typeof read === "string") {
          if (isFolder(folder))
            broken.push({ id, folder, sizeBytes: sizeOfFiles(folder), why: `its ${runFiles.run} ${read}` });
          continue;
        }
        row = { stamp: stamp!, head: headOf(read), sizeBytes: sizeOfFiles(folder) };
      }
      others.push(row);
    }
    rows.push(row);
    whole.push({ folder, run: row.head, sizeBytes: row.sizeBytes });
  }
  const gone = index.size - (whole.length - others.length);
  const isIndexDue = names.length > worthRows && others.length + gone > worthRows;
  holdRecent(root, isIndexDue ? noRows : settled(others));
  if (isIndexDue) await writeIndex(root, settled(rows));
  return { whole: whole.sort(newestFirst), broken };
}

/**
 * Bytes of all folders that are named like a run, about: those that the index has are taken at its word, whatever has
 * happened in them since. Null where it is time to write the index. Nothing is read but that: after every run it is asked
 * whether all of them fit, and nearly always they do. Never throws.
 */
export function sizeOfRuns(root: string): number | null {
  const runs = runsFolder(root);
  const names = namesOf(runs);
  const index = names.length > worthRows ? readIndex(root) : new Map<string, IndexRow>();
  let sizeBytes = 0;
  let unknown = 0;
  for (const id of names) {
    const row = index.get(id);
    if (row === undefined && ++unknown > worthRows && names.length > 2 * worthRows) return null;
    sizeBytes += row?.sizeBytes ?? sizeOfFiles(`${runs}${path.sep}${id}`);
  }
  return sizeBytes;
}

function namesOf(runs: string): readonly string[] {
  try {
    return readdirSync(runs).filter(isRunId).sort().reverse();
  } catch {
    return [];
  }
}

/** The run, or what is wrong with it. */
function readRun(file: string, id: string): RunJson | string {
  try {
    if (statSync(file).size > maxRunBytes) return "is too large";
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    // The folder's name is the id, whatever a copied folder says.
    if (isRunJson(value)) return { ...value, id };
    const schema = isRecord(value) ? value["schema"] : null;
    return typeof schema === "string" &&
      /^cyclelens\.run\/\d{1,9}$/.test(schema) &&
      schema !== "cyclelens.run/1"
      ? `is of a later version (${schema})`
      : "is not of a finished run";
  } catch {
    return "cannot be read";
  }
}

const noRows: RunIndex = new Map();

/** What is known of a run whose file has not changed since; null for none. */
function sameRow(rows: RunIndex, id: string, stamp: Stamp | null): IndexRow | null {
  const row = rows.get(id);
  return row !== undefined && stamp !== null && isSame(row.stamp, stamp) ? row : null;
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}

/** The clock of another machine may be ahead: then a run is read anew until that time has come. */
function settled(rows: readonly IndexRow[]): RunIndex {
  const now = Date.now();
  const old = rows.filter(({ stamp: { changedMs } }) => {
    const isOfSeconds = Number.isInteger(changedMs / 1000);
    return changedMs < now - (isOfSeconds ? settledMs.seconds : settledMs.parts);
  });
  return new Map(old.map((row) => [row.head.id, row]));
}

function newestFirst({ run: a }: FoundRun, { run: b }: FoundRun): number {
  return a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : a.id < b.id ? 1 : -1;
}
