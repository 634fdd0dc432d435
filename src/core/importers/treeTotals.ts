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
  const self = new Float64Array(groups);
  for (let node = 0; node < tree.length; node++) if (of[node]! >= 0) self[of[node]!]! += cost[node]!;
  return { self, total: inclusiveTotals(tree, cost, outermostGroups(tree, of, groups), groups) };
}

/** The group of each node's frame. */
export function groupOfNode(tree: Shape, group: Int32Array): Int32Array {
  const of = new Int32Array(tree.length);
  for (let node = 0; node < tree.length; node++) of[node] = group[tree.frame[node]!]!;
  return of;
}

/**
 * The group of each node where no node above is of the same one, else -1. It is the same for every metric; `of` is
 * changed in place.
 */
export function outermostGroups(tree: Shape, of: Int32Array, groups: number): Int32Array {
  const { length, prefix } = tree;
  // 1. Children as linked lists; a parent stands before its children.
  const firstChild = new Int32Array(length + 1).fill(-1);
  const nextSibling = new Int32Array(length);
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

/** Inclusive cost by group; `outermost` as `outermostGroups` gives it. `scratch` holds a number a node. */
export function inclusiveTotals(
  tree: Shape,
  cost: Float64Array,
  outermost: Int32Array,
  groups: number,
  scratch: Float64Array = new Float64Array(tree.length),
): Float64Array {
  const { length, prefix } = tree;
  const total = new Float64Array(groups);
  scratch.set(cost.length === length ? cost : cost.subarray(0, length));
  for (let node = length - 1; node >= 0; node--) {
    const inclusive = scratch[node]!;
    if (inclusive === 0) continue;
    const parent = prefix[node]!;
    if (parent >= 0) scratch[parent]! += inclusive;
    const group = outermost[node]!;
    if (group >= 0) total[group]! += inclusive;
  }
  return total;
}
