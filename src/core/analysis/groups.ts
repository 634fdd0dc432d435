import type { CallTree, MetricId, Profile } from "../profile/model";
import { cell } from "./metrics";
import { treeIndex } from "./treeIndex";

/** The figures of one source `fn`, which may be many rows of `functions`. Null: not known. */
export interface GroupFigures {
  readonly self: number | null;
  readonly total: number | null;
  readonly calls: number | null;
}

/**
 * Adds up the rows of one `fn`: selfs and calls are added; totals may nest (a closure within its `fn`), so
 * the total is taken from the call tree, recursion counted once. Without a call tree the largest total is
 * the best that is known to be true, a lower bound.
 */
export function groupFigures(profile: Profile, rows: readonly number[], metric: MetricId): GroupFigures {
  const { functions } = profile;
  const self = sum(rows.map((row) => cell(functions.self, metric, row)));
  const calls = sum(rows.map((row) => (Number.isNaN(functions.calls[row]!) ? null : functions.calls[row]!)));
  if (rows.length === 1) return { self, total: cell(functions.total, metric, rows[0]!), calls };
  const tree = profile.callTree;
  if (tree?.self[metric] && inTree(tree, rows)) {
    return { self, total: groupTotal(tree, rows, metric), calls };
  }
  const totals = rows.map((row) => cell(functions.total, metric, row)).filter((t) => t !== null);
  const most = totals.length === 0 ? null : Math.max(...totals);
  return { self, total: most === null ? null : Math.max(most, self ?? 0), calls };
}

/** Cost under any node of the rows, each node once. */
function groupTotal(tree: CallTree, rows: readonly number[], metric: MetricId): number {
  const inside = insideGroup(tree, new Set(rows));
  const self = tree.self[metric]!;
  let total = 0;
  for (let node = 0; node < tree.length; node++) if (inside[node] === 1) total += self[node] || 0;
  return total;
}

/** 1 for each node that is of the group or under one of its nodes. */
function insideGroup(tree: CallTree, rows: ReadonlySet<number>): Uint8Array {
  const inside = new Uint8Array(tree.length);
  for (let node = 0; node < tree.length; node++) {
    const parent = tree.prefix[node]!;
    if ((parent >= 0 && inside[parent] === 1) || rows.has(tree.frames.func[tree.frame[node]!]!))
      inside[node] = 1;
  }
  return inside;
}

/** The tool's tree may have lost functions (tail calls): it speaks for the group only if it has all rows. */
function inTree(tree: CallTree, rows: readonly number[]): boolean {
  const { shown } = treeIndex(tree);
  const known = new Set(shown.map((frame) => tree.frames.func[frame]!));
  return rows.every((row) => known.has(row));
}

/** Null if nothing is known; an unknown among known ones counts as nothing. */
function sum(values: readonly (number | null)[]): number | null {
  let total: number | null = null;
  for (const value of values) if (value !== null) total = (total ?? 0) + value;
  return total;
}
