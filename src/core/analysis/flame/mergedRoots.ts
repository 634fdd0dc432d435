import type { Bundle } from "./mergedSource";
import { MergedSource } from "./mergedSource";
import type { FlameSource } from "./source";
import type { FlameTree } from "./tree";
import type { NodeCosts } from "./treeSource";

/** Bottom-up: under the whole run the functions by self cost, under each its callers. `path`: frames walked in. */
export function invertedSource(
  tree: FlameTree,
  costs: NodeCosts,
  frames: number,
  path: readonly number[],
): FlameSource | null {
  const nodes = new Int32Array(tree.length);
  const weights = new Float64Array(tree.length);
  const others = costs.other ? new Float64Array(tree.length) : null;
  const flags = costs.other ? new Uint8Array(tree.length) : null;
  let count = 0;
  let total = 0;
  let otherTotal = 0;
  for (let node = 1; node < tree.length; node++) {
    const self = costs.self[node]!;
    const other = costs.other?.self[node] ?? 0;
    if (self <= 0 && other <= 0) continue;
    nodes[count] = node;
    if (others) others[count] = other;
    if (flags) flags[count] = costs.other!.sides[node]!;
    weights[count++] = self;
    total += self;
    otherTotal += other;
  }
  // Self cost of the root is that of frames merged into it: it has no caller and no frame.
  const root: Bundle = {
    frame: -1,
    total: total + costs.self[0]!,
    self: costs.self[0]!,
    nodes: nodes.subarray(0, count),
    weights: weights.subarray(0, count),
    rank: 0,
    other:
      others && flags && costs.other
        ? {
            total: otherTotal + costs.other.self[0]!,
            self: costs.other.self[0]!,
            sides: 3,
            weights: others.subarray(0, count),
            flags: flags.subarray(0, count),
          }
        : null,
  };
  const whole = new MergedSource(tree, costs, frames, root, "here-then-callers");
  if (path.length === 0) return whole;
  let handle = 0;
  for (const frame of path) {
    handle = whole.enter(handle, frame);
    if (handle < 0) return null;
  }
  return new MergedSource(tree, costs, frames, whole.bundle(handle), "callers");
}

/** Callers or callees of a frame: the outermost of its nodes, so that recursion is counted once. */
export function aroundSource(
  tree: FlameTree,
  costs: NodeCosts,
  frames: number,
  pivot: number,
  step: "callers" | "callees",
): FlameSource {
  const inside = new Uint8Array(tree.length);
  const nodes: number[] = [];
  let total = 0;
  let self = 0;
  let otherTotal = 0;
  let otherSelf = 0;
  let sides = 0;
  const { other } = costs;
  for (let node = 1; node < tree.length; node++) {
    const here = tree.frame[node] === pivot;
    const above = inside[tree.parent[node]!]!;
    inside[node] = here || above === 1 ? 1 : 0;
    if (!here || above === 1) continue;
    nodes.push(node);
    total += costs.total[node]!;
    if (step === "callees") self += costs.self[node]!;
    else if (tree.parent[node] === 0) self += costs.total[node]!;
    if (!other) continue;
    otherTotal += other.total[node]!;
    sides |= other.sides[node]!;
    if (step === "callees") otherSelf += other.self[node]!;
    else if (tree.parent[node] === 0) otherSelf += other.total[node]!;
  }
  const root: Bundle = {
    frame: pivot,
    total,
    self,
    nodes: Int32Array.from(nodes),
    weights: Float64Array.from(nodes, (node) => costs.total[node]!),
    rank: 0,
    other: other
      ? {
          total: otherTotal,
          self: otherSelf,
          sides,
          weights: Float64Array.from(nodes, (node) => other.total[node]!),
          flags: Uint8Array.from(nodes, (node) => other.sides[node]!),
        }
      : null,
  };
  return new MergedSource(tree, costs, frames, root, step);
}
