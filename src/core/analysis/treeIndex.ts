import type { CallTree, MetricId } from "../profile/model";

/**
 * What the questions about a call tree share, computed once a tree: subtree totals, children, and which
 * frames are the same function. Everything in passes over columns; no recursion over depth.
 */
export interface TreeIndex {
  /** Identity of a node's function: equal for all frames of one row of `functions`, or of one inlined name. */
  readonly identity: Int32Array;
  /** For each identity a frame to show it by. */
  readonly shown: readonly number[];
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  readonly roots: readonly number[];
  total(metric: MetricId): Float64Array;
}

const cache = new WeakMap<CallTree, TreeIndex>();

/** The index of a tree, made once and kept as long as the tree is. */
export function treeIndex(tree: CallTree): TreeIndex {
  let index = cache.get(tree);
  if (!index) cache.set(tree, (index = buildIndex(tree)));
  return index;
}

function buildIndex(tree: CallTree): TreeIndex {
  const { byFrame, shown } = identities(tree);
  const { length, prefix, frame } = tree;
  const identity = new Int32Array(length);
  for (let node = 0; node < length; node++) identity[node] = byFrame[frame[node]!]!;
  const firstChild = new Int32Array(length).fill(-1);
  const nextSibling = new Int32Array(length).fill(-1);
  const roots: number[] = [];
  for (let node = length - 1; node >= 0; node--) {
    const parent = prefix[node]!;
    if (parent < 0) {
      roots.push(node);
    } else {
      nextSibling[node] = firstChild[parent]!;
      firstChild[parent] = node;
    }
  }
  roots.reverse();
  const totals = new Map<MetricId, Float64Array>();
  return {
    identity,
    shown,
    firstChild,
    nextSibling,
    roots,
    total(metric) {
      let total = totals.get(metric);
      if (!total) totals.set(metric, (total = subtreeTotals(tree, metric)));
      return total;
    },
  };
}

function identities(tree: CallTree): { byFrame: Int32Array; shown: number[] } {
  const { frames } = tree;
  const byFrame = new Int32Array(frames.length);
  const shown: number[] = [];
  const seen = new Map<number | string, number>();
  for (let i = 0; i < frames.length; i++) {
    const func = frames.func[i]!;
    const key = func >= 0 ? func : `${frames.file[i] ?? ""}\0${frames.name[i] ?? ""}`;
    let id = seen.get(key);
    if (id === undefined) {
      id = shown.length;
      seen.set(key, id);
      shown.push(i);
    }
    byFrame[i] = id;
  }
  return { byFrame, shown };
}

/** A parent stands before its children, so one pass from the back adds each subtree to its parent. */
function subtreeTotals(tree: CallTree, metric: MetricId): Float64Array {
  const self = tree.self[metric];
  const total = new Float64Array(tree.length);
  if (!self) return total;
  for (let node = tree.length - 1; node >= 0; node--) {
    total[node]! += self[node] || 0;
    const parent = tree.prefix[node]!;
    if (parent >= 0) total[parent]! += total[node]!;
  }
  return total;
}
