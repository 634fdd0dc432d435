import { subtreeTotals } from "../analysis/treeIndex";
import type { CallTree, MetricId, Profile } from "../profile/model";
import { countOf, rowsOf, type Instances } from "./instances";

/**
 * What every group of several instances costs with all that it calls, each cost counted once however they nest: from
 * the call tree, where it holds all rows of the group. NaN where it does not, and for groups of one. A metric that no
 * tree knows has no key.
 */
export function groupTotals(
  { callTree: tree }: Profile,
  instances: Instances,
  metrics: readonly MetricId[],
): Readonly<Record<MetricId, Float64Array>> {
  const known = metrics.filter((metric) => tree?.self[metric] !== undefined);
  if (tree === null || known.length === 0 || !instances.several) return {};
  const { top, complete } = topmost(tree, instances);
  return Object.fromEntries(
    known.map((metric) => {
      const below = subtreeTotals(tree, metric);
      const sums = new Float64Array(instances.length);
      for (let node = 0; node < tree.length; node++) {
        const group = top[node]!;
        if (group >= 0) sums[group]! += below[node]!;
      }
      for (let group = 0; group < sums.length; group++) if (complete[group] === 0) sums[group] = Number.NaN;
      return [metric, sums];
    }),
  );
}

/**
 * By node the group of which it is an instance that no other one calls, -1 for others; by group, whether the tree has
 * all its rows: a tool's may have lost some (tail calls).
 */
function topmost(tree: CallTree, instances: Instances): { top: Int32Array; complete: Uint8Array } {
  const { start, end } = nesting(tree);
  const ofFrame = severalOfFrames(tree, instances);
  const seen = new Uint8Array(instances.ofRow.length);
  const nodeAt = new Int32Array(tree.length).fill(-1);
  for (let node = 0; node < tree.length; node++) {
    const frame = tree.frame[node]!;
    const row = tree.frames.func[frame]!;
    if (row >= 0 && row < seen.length) seen[row] = 1;
    if (ofFrame[frame]! >= 0) nodeAt[start[node]!] = node;
  }
  const top = new Int32Array(tree.length).fill(-1);
  // In the order of a walk: what begins before the last one of its group ended is below it.
  const ended = new Int32Array(instances.length);
  for (const node of nodeAt) {
    if (node < 0) continue;
    const group = ofFrame[tree.frame[node]!]!;
    if (start[node]! < ended[group]!) continue;
    top[node] = group;
    ended[group] = end[node]!;
  }
  const complete = new Uint8Array(instances.length);
  for (let group = 0; group < complete.length; group++)
    if (countOf(instances, group) > 1 && rowsOf(instances, group).every((row) => seen[row] === 1))
      complete[group] = 1;
  return { top, complete };
}

/** When a walk from the roots, depth first, comes to each node, and how many it has come to when it leaves it. */
function nesting({ length, prefix }: CallTree): { start: Int32Array; end: Int32Array } {
  const size = new Int32Array(length).fill(1);
  for (let node = length - 1; node >= 0; node--) {
    const parent = prefix[node]!;
    if (parent >= 0) size[parent]! += size[node]!;
  }
  const start = new Int32Array(length);
  /** Where the next child of each node begins. */
  const next = new Int32Array(length);
  let nextRoot = 0;
  for (let node = 0; node < length; node++) {
    const parent = prefix[node]!;
    const at = parent < 0 ? nextRoot : next[parent]!;
    if (parent < 0) nextRoot += size[node]!;
    else next[parent] = at + size[node]!;
    start[node] = at;
    next[node] = at + 1;
  }
  // What is left of `next` is where the last child ended.
  return { start, end: next };
}

/** By frame the group, if it has several instances; else -1. */
function severalOfFrames({ frames }: CallTree, instances: Instances): Int32Array {
  return frames.func.map((row) => {
    const group = row < 0 ? -1 : (instances.ofRow[row] ?? -1);
    return group >= 0 && countOf(instances, group) > 1 ? group : -1;
  });
}
