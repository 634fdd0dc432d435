import type { CallTree, Listed } from "../profile/model";
import { treeTotals } from "./treeTotals";

/** The functions of a call tree by name: frames of one name are one function, as SP1 itself has it. */
export interface TreeFunctions {
  readonly name: readonly string[];
  readonly self: Float64Array;
  /** Inclusive, each sample once however often the name stands on its stack. */
  readonly total: Float64Array;
  /** The function of each frame; -1 for a frame that no node has. */
  readonly ofFrame: Int32Array;
}

/** Largest total first, then by name. */
export function treeFunctions(tree: CallTree, metric: string): TreeFunctions {
  const { frames } = tree;
  const used = new Uint8Array(frames.length);
  for (let node = 0; node < tree.length; node++) used[tree.frame[node]!] = 1;
  const index = new Map<string, number>();
  const group = Int32Array.from(frames.name, (name, frame) => {
    if (used[frame] === 0) return -1;
    const known = index.get(name) ?? index.size;
    index.set(name, known);
    return known;
  });
  const { self, total } = treeTotals(tree, metric, group, index.size);
  const names = [...index.keys()];
  const order = names
    .map((_, i) => i)
    .sort((a, b) => total[b]! - total[a]! || (names[a]! < names[b]! ? -1 : 1));
  const place = new Int32Array(names.length);
  order.forEach((old, at) => (place[old] = at));
  return {
    name: order.map((i) => names[i]!),
    self: Float64Array.from(order, (i) => self[i]!),
    total: Float64Array.from(order, (i) => total[i]!),
    ofFrame: group.map((i) => (i < 0 ? -1 : place[i]!)),
  };
}

/** SP1's own list: names to the letter, cycles as the samples say. */
export function listedBySp1({ name, self, total }: TreeFunctions): Listed {
  return {
    rule: "sp1-gecko",
    disabled: false,
    inclusive: true,
    functions: name.map((text, i) => ({
      name: text,
      calls: null,
      steps: null,
      cost: null,
      self: self[i]!,
      total: total[i]!,
    })),
  };
}
