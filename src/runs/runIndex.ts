import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { isRecord } from "../protocol/guards";
import { writeAtomic } from "./files";
import { packRows, unpackRows } from "./packRows";
import type { RunHead } from "./runHead";

/**
 * `.cyclelens/runs.index.json`: what was read of each run.json, so that a list of thousands does not read them again. It is
 * never the truth: a row counts only while its run.json is the same file, and what has no row is read. Whoever loses it,
 * breaks it or writes an older one over it costs time and nothing else.
 */
const indexSchema = "cyclelens.runs.index/1";

/** Tells one state of a file from another: any change of its content changes the second. */
export interface Stamp {
  readonly sizeBytes: number;
  /** Milliseconds, with their fraction. */
  readonly changedMs: number;
}

export interface IndexRow {
  /** Of run.json. */
  readonly stamp: Stamp;
  readonly head: RunHead;
  /** Of all files of the folder when it was read. */
  readonly sizeBytes: number;
}

/** By run id. */
export type RunIndex = ReadonlyMap<string, IndexRow>;

const maxBytes = 256 * 2 ** 20;

interface Held {
  readonly stamp: Stamp;
  readonly rows: RunIndex;
}

/** The last ones that this process has read or written; a server is asked again and again. */
const held = new Map<string, Held>();
const mostHeld = 16;

/** Where the index of the runs below a root stands. */
export function indexFile(root: string): string {
  return path.join(root, ".cyclelens", "runs.index.json");
}

/** Null where there is no such file. */
export function stampOf(file: string): Stamp | null {
  try {
    const info = statSync(file, { throwIfNoEntry: false });
    return info?.isFile() ? { sizeBytes: info.size, changedMs: info.ctimeMs } : null;
  } catch {
    return null;
  }
}

/** Whether a file has not changed since. */
export function isSame(a: Stamp, b: Stamp): boolean {
  return a.changedMs === b.changedMs && a.sizeBytes === b.sizeBytes;
}

/** What the index has; empty where it is missing, broken, too large or of another version. */
export function readIndex(root: string): RunIndex {
  const file = indexFile(root);
  const stamp = stampOf(file);
  if (stamp === null || stamp.sizeBytes > maxBytes) return new Map();
  const known = held.get(root);
  if (known && isSame(known.stamp, stamp)) return known.rows;
  const rows = parse(file);
  hold(root, stamp, rows);
  return rows;
}

function parse(file: string): RunIndex {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isRecord(value) && value["schema"] === indexSchema ? unpackRows(value) : new Map();
  } catch {
    // Half a file, or none that can be read: everything is read anew.
    return new Map();
  }
}

/** Never fails the list that it is made for: a folder that cannot be written keeps none. */
export async function writeIndex(root: string, rows: RunIndex): Promise<void> {
  const file = indexFile(root);
  const text = JSON.stringify({ schema: indexSchema, ...packRows(rows) });
  try {
    await writeAtomic(file, text);
    // What lies there now may be another process's: it is read the next time.
    held.delete(root);
  } catch {
    held.delete(root);
  }
}

/** Of runs that the index does not have: those of roots with few, and those that came since it was written. */
const recent = new Map<string, RunIndex>();
/** What this process has read of runs that the index does not have. */
export function recentRows(root: string): RunIndex {
  return recent.get(root) ?? new Map<string, IndexRow>();
}

/** No more of them than an index would soon be written for. */
export function holdRecent(root: string, rows: RunIndex): void {
  recent.delete(root);
  if (rows.size === 0) return;
  recent.set(root, rows);
  if (recent.size > mostHeld) recent.delete(recent.keys().next().value!);
}

function hold(root: string, stamp: Stamp, rows: RunIndex): void {
  held.delete(root);
  held.set(root, { stamp, rows });
  if (held.size > mostHeld) held.delete(held.keys().next().value!);
}
