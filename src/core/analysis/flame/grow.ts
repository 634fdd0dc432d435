import { WeightHeap } from "./heap";
import type { FlameSource } from "./source";
import type { FlameOrder } from "./types";
import { flameLimits } from "./types";

/** The visible part of a source, depth first; `handle` is -1 for a row that stands for several. */
export interface Grown {
  readonly handle: number[];
  readonly parent: number[];
  readonly total: number[];
  readonly more: number[];
  readonly levels: number[];
}

interface Piece {
  readonly handle: number;
  readonly parent: number;
  readonly total: number;
  readonly more: number;
  readonly levels: number;
}

/**
 * Opens a source from the root, always the heaviest frame next, so that the frames kept are
 * the heaviest of all; those under one pixel, beyond the budget of frames or below the last
 * level become one `… n more` frame a parent, where that is a pixel wide.
 */
export function grow(source: FlameSource, widthPx: number, order: FlameOrder): Grown {
  const rootTotal = source.total(source.root);
  // The painter drops frames of exactly one pixel: a hair above it.
  const atLeast = widthPx > 0 && rootTotal > 0 ? (rootTotal / widthPx) * (1 + 1e-9) : Infinity;
  const { pieces, rests } = open(source, atLeast);
  // 1. Rows for what was left out, the widest first, within the budget.
  const wide = rests.filter((rest) => rest.total >= atLeast || rest.levels > 0);
  wide.sort((a, b) => b.total - a.total);
  const all = pieces.concat(wide.slice(0, Math.max(0, flameLimits.frames - pieces.length)));
  // 2. Children of each piece: by weight as they came, or by first call; what stands for many comes last.
  const children: number[][] = pieces.map(() => []);
  for (let at = 1; at < all.length; at++) children[all[at]!.parent]!.push(at);
  if (order === "calls") {
    const rank = (at: number): number => (all[at]!.handle < 0 ? Infinity : source.rank(all[at]!.handle));
    for (const siblings of children) siblings.sort((a, b) => rank(a) - rank(b));
  }
  // 3. Depth first without recursion.
  const grown: Grown = { handle: [], parent: [], total: [], more: [], levels: [] };
  const stack: { at: number; parentRow: number }[] = [{ at: 0, parentRow: -1 }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const piece = all[top.at]!;
    const row = grown.handle.length;
    grown.handle.push(piece.handle);
    grown.parent.push(top.parentRow);
    grown.total.push(piece.total);
    grown.more.push(piece.more);
    grown.levels.push(piece.levels);
    const below = children[top.at] ?? [];
    for (let i = below.length - 1; i >= 0; i--) stack.push({ at: below[i]!, parentRow: row });
  }
  return grown;
}

function open(source: FlameSource, atLeast: number): { pieces: Piece[]; rests: Piece[] } {
  const budget = flameLimits.frames - flameLimits.frames / 5;
  const pieces: Piece[] = [];
  const depth: number[] = [];
  const restCount: number[] = [];
  const restTotal: number[] = [];
  const restLevels: number[] = [];
  const heap = new WeightHeap();
  const parentOf = new Map<number, number>([[source.root, -1]]);
  heap.push(source.root, source.total(source.root));
  const found: number[] = [];
  while (heap.size > 0) {
    const handle = heap.pop();
    const parent = parentOf.get(handle)!;
    parentOf.delete(handle);
    if (pieces.length >= budget) {
      restCount[parent]! += 1;
      restTotal[parent]! += source.total(handle);
      continue;
    }
    const at = pieces.length;
    pieces.push({ handle, parent, total: source.total(handle), more: 0, levels: 0 });
    depth.push(parent < 0 ? 0 : depth[parent]! + 1);
    restCount.push(0);
    restTotal.push(0);
    restLevels.push(0);
    if (source.levels(handle) === 0) continue;
    if (depth[at]! >= flameLimits.levels - 2) {
      const below = source.total(handle) - source.self(handle);
      if (below >= atLeast) {
        restTotal[at] = below;
        restLevels[at] = source.levels(handle);
      }
      continue;
    }
    found.length = 0;
    const rest = source.children(handle, atLeast, found);
    restCount[at] = rest.count;
    restTotal[at] = rest.total;
    for (const child of found) {
      parentOf.set(child, at);
      heap.push(child, source.total(child));
    }
  }
  const rests: Piece[] = [];
  for (let parent = 0; parent < pieces.length; parent++) {
    const total = restTotal[parent]!;
    if (total <= 0) continue;
    rests.push({ handle: -1, parent, total, more: restCount[parent]!, levels: restLevels[parent]! });
  }
  return { pieces, rests };
}
