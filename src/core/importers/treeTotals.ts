import type { CallTree } from "../profile/model";

/** Self and inclusive cost a frame of a call tree. */
export interface FrameTotals {
  readonly self: Float64Array;
  /** A frame below itself is counted once. */
  readonly total: Float64Array;
}

/**
 * Adds a metric up by `group` (a frame's function): self, and inclusive with recursion counted once. Linear in the
 * number of nodes whatever the depth; `group` values are 0 … groups − 1, or -1 for frames of no interest.
 */
export function treeTotals(tree: CallTree, metric: string, group: Int32Array, groups: number): FrameTotals {
  const cost = tree.self[metric] ?? new Float64Array(tree.length);
  const { length, prefix, frame } = tree;
  const self = new Float64Array(groups);
  const total = new Float64Array(groups);
  // 1. Inclusive cost a node, and children as linked lists; a parent stands before its children.
  const inclusive = cost.slice(0, length);
  const firstChild = new Int32Array(length + 1).fill(-1);
  const nextSibling = new Int32Array(length).fill(-1);
  for (let node = length - 1; node >= 0; node--) {
    const parent = prefix[node]!;
    const slot = parent < 0 ? length : parent;
    nextSibling[node] = firstChild[slot]!;
    firstChild[slot] = node;
    if (parent >= 0) inclusive[parent]! += inclusive[node]!;
  }
  // 2. Walk down with a stack of its own; a group counts only where it is not open already.
  const open = new Int32Array(groups);
  let node = firstChild[length]!;
  while (node >= 0) {
    const here = group[frame[node]!]!;
    if (here >= 0) {
      self[here]! += cost[node]!;
      if (open[here]!++ === 0) total[here]! += inclusive[node]!;
    }
    if (firstChild[node]! >= 0) {
      node = firstChild[node]!;
      continue;
    }
    for (;;) {
      const done = group[frame[node]!]!;
      if (done >= 0) open[done]!--;
      if (nextSibling[node]! >= 0) {
        node = nextSibling[node]!;
        break;
      }
      const parent = prefix[node]!;
      if (parent < 0) {
        node = -1;
        break;
      }
      node = parent;
    }
  }
  return { self, total };
}
