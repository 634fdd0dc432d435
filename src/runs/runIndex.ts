import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { isRecord, writeAtomic } from "./files";
import { isRunHead, type RunHead } from "./runHead";

/**
 * `.cyclelens/runs.index.json`: what was read of each run.json, so that a list of thousands does not read them again. It is
 * never the truth: a row counts only while its run.json is the same file, and what has no row is read. Whoever loses it,
 * breaks it or writes an older one over it costs time and nothing else.
 */
export const indexSchema = "cyclelens.runs.index/1";

export interface IndexRow {
  /** Of run.json: `stampOf`. */
  readonly stamp: string;
  readonly head: RunHead;
  /** Of all files of the folder when it was read. */
  readonly sizeBytes: number;
}

/** By run id. */
export type RunIndex = ReadonlyMap<string, IndexRow>;

const maxBytes = 256 * 2 ** 20;

interface Held {
  readonly stamp: string;
  readonly rows: RunIndex;
}

/** The last ones that this process has read or written; a server is asked again and again. */
const held = new Map<string, Held>();
const mostHeld = 16;

export function indexFile(root: string): string {
  return path.join(root, ".cyclelens", "runs.index.json");
}

/** Tells one state of a file from another; null where there is no such file. */
export function stampOf(file: string): string | null {
  try {
    const info = statSync(file, { throwIfNoEntry: false });
    return info?.isFile() ? `${info.size} ${info.ctimeMs} ${info.mtimeMs} ${info.ino}` : null;
  } catch {
    return null;
  }
}

/** What the index has; empty where it is missing, broken, too large or of another version. */
export function readIndex(root: string): RunIndex {
  const file = indexFile(root);
  const stamp = stampOf(file);
  if (stamp === null) return new Map();
  const known = held.get(root);
  if (known?.stamp === stamp) return known.rows;
  const rows = parse(file);
  hold(root, stamp, rows);
  return rows;
}

function parse(file: string): RunIndex {
  const rows = new Map<string, IndexRow>();
  try {
    if (statSync(file).size > maxBytes) return rows;
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (!isRecord(value) || value["schema"] !== indexSchema || !Array.isArray(value["rows"])) return rows;
    for (const row of value["rows"] as unknown[]) {
      if (!Array.isArray(row)) continue;
      const [stamp, sizeBytes, head] = row as unknown[];
      if (typeof stamp === "string" && isSize(sizeBytes) && isRunHead(head))
        rows.set(head.id, { stamp, sizeBytes, head });
    }
  } catch {
    // Half a file, or none that can be read: everything is read anew.
  }
  return rows;
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Never fails the list that it is made for: a folder that cannot be written keeps none. */
export async function writeIndex(root: string, rows: RunIndex): Promise<void> {
  const file = indexFile(root);
  const text = JSON.stringify({
    schema: indexSchema,
    rows: [...rows.values()].map(({ stamp, sizeBytes, head }) => [stamp, sizeBytes, head]),
  });
  try {
    await writeAtomic(file, text);
    const stamp = stampOf(file);
    // Another process may have written in between: then its rows are read the next time.
    if (stamp?.startsWith(`${Buffer.byteLength(text)} `)) hold(root, stamp, rows);
  } catch {
    held.delete(root);
  }
}

function hold(root: string, stamp: string, rows: RunIndex): void {
  held.delete(root);
  held.set(root, { stamp, rows });
  if (held.size > mostHeld) held.delete(held.keys().next().value!);
}
