import type { Grown } from "./grow";
import type { FlameSource } from "./source";

/**
 * Marks the hot path of a slice: from the root always the heaviest child, until a frame's own cost
 * is more than any child's. In a merged tree of callers the same rule leads to the main way in.
 */
export function markHotPath(grown: Grown, source: FlameSource): number[] {
  const hot = new Array<number>(grown.handle.length).fill(0);
  if (hot.length === 0) return hot;
  const heaviest = new Int32Array(grown.handle.length).fill(-1);
  for (let row = 1; row < grown.handle.length; row++) {
    const parent = grown.parent[row]!;
    const best = heaviest[parent]!;
    if (grown.handle[row]! >= 0 && (best < 0 || grown.total[row]! > grown.total[best]!))
      heaviest[parent] = row;
  }
  for (let row = 0; row >= 0;) {
    hot[row] = 1;
    const child = heaviest[row]!;
    const handle = grown.handle[row]!;
    if (child < 0 || (row > 0 && source.self(handle) > grown.total[child]!)) break;
    row = child;
  }
  return hot;
}
