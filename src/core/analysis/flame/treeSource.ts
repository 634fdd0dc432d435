import type { FlameSource, Rest } from "./source";
import type { FlameTree } from "./tree";

/** Self and total of every node for one metric. */
export interface NodeCosts {
  readonly self: Float64Array;
  readonly total: Float64Array;
  /** In a comparison: the same of the other side, and which sides a node is in (bits: 1 base, 2 next). */
  readonly other?: OtherCosts;
}

export interface OtherCosts {
  readonly self: Float64Array;
  readonly total: Float64Array;
  readonly sides: Uint8Array;
}

/** The tree from one node down. Handles are given out as nodes are met. */
export function treeSource(tree: FlameTree, costs: NodeCosts, root: number): FlameSource {
  const nodes: number[] = [root];
  const otherOf =
    ({ self, total, sides }: OtherCosts) =>
    (handle: number) => {
      const node = nodes[handle]!;
      return { self: self[node]!, total: total[node]!, sides: sides[node]! };
    };
  return {
    root: 0,
    frame: (handle) => tree.frame[nodes[handle]!]!,
    total: (handle) => costs.total[nodes[handle]!]!,
    self: (handle) => costs.self[nodes[handle]!]!,
    node: (handle) => tree.origin[nodes[handle]!]!,
    ...(costs.other === undefined ? {} : { other: otherOf(costs.other) }),
    rank: (handle) => nodes[handle]!,
    levels: (handle) => tree.height[nodes[handle]!]!,
    children(handle, atLeast, out): Rest {
      let count = 0;
      let total = 0;
      for (let node = tree.firstChild[nodes[handle]!]!; node >= 0; node = tree.nextSibling[node]!) {
        const weight = costs.total[node]!;
        if (weight >= atLeast) {
          out.push(nodes.length);
          nodes.push(node);
        } else if (weight > 0) {
          count++;
          total += weight;
        }
      }
      return { count, total };
    },
  };
}
