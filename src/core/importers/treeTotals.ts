import type { CallTree } from "../profile/model";

/** Self and inclusive cost a frame of a call tree. */
export interface FrameTotals {
  readonly self: Float64Array;
  /** A frame below itself is counted once. */
  readonly total: Float64Array;
}

type Shape = Pick<CallTree, "length" | "prefix" | "frame">;

/**
 * Adds a metric up by `group` (a frame's function): self, and inclusive with recursion counted once. Linear in the
 * number of nodes whatever the depth; `group` values are 0 … groups − 1, or -1 for frames of no interest.
 */
export function treeTotals(tree: CallTree, metric: string, group: Int32Array, groups: number): FrameTotals {
  const cost = tree.self[metric] ?? new Float64Array(tree.length);
  const of = groupOfNode(tree, group);
  const scratch = scratchFor(tree);
  const outermost = outermostGroups(tree, of.slice(), groups, scratch);
  const { self, total } = metricSums(tree, cost, of, outermost, groups, scratch);
  return { self, total };
}

/** Self cost by group. */
export function selfByGroup(tree: CallTree, metric: string, group: Int32Array, groups: number): Float64Array {
  const self = new Float64Array(groups);
  const cost = tree.self[metric];
  if (cost === undefined) return self;
  for (let node = 0; node < tree.length; node++) {
    const of = group[tree.frame[node]!]!;
    if (of >= 0) self[of]! += cost[node]!;
  }
  return self;
}

/** The group of each node's frame. */
export function groupOfNode(tree: Shape, group: Int32Array): Int32Array {
  const of = new Int32Array(tree.length);
  for (let node = 0; node < tree.length; node++) of[node] = group[tree.frame[node]!]!;
  return of;
}

/**
 * The group of each node where no node above is of the same one, else -1. It is the same for every metric; `of` is
 * changed in place. `scratch` as `scratchFor` gives it: fresh memory costs more than the walk.
 */
export function outermostGroups(
  tree: Shape,
  of: Int32Array,
  groups: number,
  scratch: Float64Array,
): Int32Array {
  const { length, prefix } = tree;
  // 1. Children as linked lists; a parent stands before its children.
  const firstChild = new Int32Array(scratch.buffer, 0, length + 1).fill(-1);
  const nextSibling = new Int32Array(scratch.buffer, 4 * (length + 1), length);
  for (let node = length - 1; node >= 0; node--) {
    const slot = prefix[node]! < 0 ? length : prefix[node]!;
    nextSibling[node] = firstChild[slot]!;
    firstChild[slot] = node;
  }
  // 2. Down with a stack of its own: a group that is open above counts there.
  const open = new Uint8Array(groups);
  let node = firstChild[length]!;
  while (node >= 0) {
    const here = of[node]!;
    if (here >= 0) {
      if (open[here] === 0) open[here] = 1;
      else of[node] = -1;
    }
    let next = firstChild[node]!;
    while (next < 0 && node >= 0) {
      const done = of[node]!;
      if (done >= 0) open[done] = 0;
      next = nextSibling[node]!;
      node = prefix[node]!;
    }
    node = next;
  }
  return of;
}

/** Room for a number a node and one more, of a buffer of its own. */
export function scratchFor(tree: Shape): Float64Array<ArrayBuffer> {
  return new Float64Array(tree.length + 1);
}

/** A metric's sums over a tree. */
export interface MetricSums extends FrameTotals {
  readonly sum: number;
  /** The sum of what the figures are without their signs. */
  readonly size: number;
}

/**
 * One metric in one pass: self by `owner` (a group a node, or -1), inclusive by `outermost` as `outermostGroups` gives it;
 * `scratch` as `scratchFor` does.
 */
export function metricSums(
  tree: Shape,
  cost: Float64Array,
  owner: Int32Array,
  outermost: Int32Array,
  groups: number,
  scratch: Float64Array,
): MetricSums {
  const { length, prefix } = tree;
  const self = new Float64Array(groups);
  const total = new Float64Array(groups);
  let [sum, size] = [0, 0];
  const inclusive = scratch.fill(0);
  // A parent stands before its children, most often right before: that sum need not go through memory.
  let below = 0;
  for (let node = length - 1; node >= 0; node--) {
    const own = cost[node]!;
    let all = inclusive[node]! + below;
    below = 0;
    if (own !== 0) {
      all += own;
      sum += own;
      size += Math.abs(own);
      const group = owner[node]!;
      if (group >= 0) self[group]! += own;
    }
    if (all === 0) continue;
    const parent = prefix[node]!;
    if (parent === node - 1) below = all;
    else if (parent >= 0) inclusive[parent]! += all;
    const group = outermost[node]!;
    if (group >= 0) total[group]! += all;
  }
  return { self, total, sum, size };
}
