import { compareText } from "./change";

/** Lines with their texts' hashes, as a run recorded them: ascending, 1-based. */
export interface HashedLines {
  readonly lines: readonly number[];
  readonly hashes: readonly string[];
}

/** Cells of the table of the exact diff of one gap; above that the lines stand for themselves in order. */
const maxCells = 1 << 20;
/** Steps of one diff: a text that was made to take longer is matched as far as they go. */
const maxSteps = 1 << 26;

/**
 * Which line of `base` is which line of `next`, by their texts: a patience diff, so that what moved by an edit above
 * is found again, and the many equal lines (`}`) follow their neighbours. Base line → next line; the same both ways round.
 */
export function diffLines(base: HashedLines, next: HashedLines): ReadonlyMap<number, number> {
  // One order whichever is the base: ties are broken the same way.
  const swapped = compareText(base.hashes.join(), next.hashes.join()) > 0;
  const [a, b] = swapped ? [next, base] : [base, next];
  const out = new Map<number, number>();
  const pair = (i: number, j: number): void => {
    if (swapped) out.set(b.lines[j]!, a.lines[i]!);
    else out.set(a.lines[i]!, b.lines[j]!);
  };
  let left = maxSteps;
  const gaps: [number, number, number, number][] = [[0, a.hashes.length, 0, b.hashes.length]];
  for (let gap = gaps.pop(); gap !== undefined; gap = gaps.pop()) {
    let [a0, a1, b0, b1] = gap;
    for (; a0 < a1 && b0 < b1 && a.hashes[a0] === b.hashes[b0]; a0++, b0++) pair(a0, b0);
    for (; a0 < a1 && b0 < b1 && a.hashes[a1 - 1] === b.hashes[b1 - 1]; a1--, b1--) pair(a1 - 1, b1 - 1);
    if (a0 === a1 || b0 === b1 || left <= 0) continue;
    left -= a1 - a0 + (b1 - b0);
    const anchors = uniqueAnchors(a.hashes, b.hashes, a0, a1, b0, b1);
    if (anchors.length === 0) {
      if ((a1 - a0) * (b1 - b0) < maxCells) left -= (a1 - a0) * (b1 - b0);
      for (const [i, j] of smallDiff(a.hashes, b.hashes, a0, a1, b0, b1)) pair(i, j);
      continue;
    }
    let [fromA, fromB] = [a0, b0];
    for (const [i, j] of anchors) {
      pair(i, j);
      gaps.push([fromA, i, fromB, j]);
      [fromA, fromB] = [i + 1, j + 1];
    }
    gaps.push([fromA, a1, fromB, b1]);
  }
  return out;
}

/** Texts that stand once on each side, as many as keep their order. */
function uniqueAnchors(
  a: readonly string[],
  b: readonly string[],
  a0: number,
  a1: number,
  b0: number,
  b1: number,
): [number, number][] {
  const inA = onceIn(a, a0, a1);
  const inB = onceIn(b, b0, b1);
  const pairs: [number, number][] = [];
  for (const [hash, i] of inA) {
    const j = inB.get(hash);
    if (i >= 0 && j !== undefined && j >= 0) pairs.push([i, j]);
  }
  return longestRise(pairs.sort((x, y) => x[0] - y[0]));
}

function onceIn(hashes: readonly string[], from: number, to: number): Map<string, number> {
  const found = new Map<string, number>();
  for (let i = from; i < to; i++) found.set(hashes[i]!, found.has(hashes[i]!) ? -1 : i);
  return found;
}

/** The longest part in which the second number rises as the first does (patience sorting). */
function longestRise(pairs: readonly [number, number][]): [number, number][] {
  const tops: number[] = [];
  const before = new Int32Array(pairs.length).fill(-1);
  pairs.forEach(([, j], at) => {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tops[middle]!]![1] < j) low = middle + 1;
      else high = middle;
    }
    if (low > 0) before[at] = tops[low - 1]!;
    tops[low] = at;
  });
  const out: [number, number][] = [];
  for (let at = tops.at(-1) ?? -1; at >= 0; at = before[at]!) out.push(pairs[at]!);
  return out.reverse();
}

/** The longest common part by the table of lengths; of a gap too large for it nothing. */
function smallDiff(
  a: readonly string[],
  b: readonly string[],
  a0: number,
  a1: number,
  b0: number,
  b1: number,
): [number, number][] {
  const [rows, columns] = [a1 - a0, b1 - b0];
  if ((rows + 1) * (columns + 1) > maxCells) return [];
  const width = columns + 1;
  const length = new Int32Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--)
      length[i * width + j] =
        a[a0 + i] === b[b0 + j]
          ? length[(i + 1) * width + j + 1]! + 1
          : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!);
  const out: [number, number][] = [];
  for (let i = 0, j = 0; i < rows && j < columns;) {
    if (a[a0 + i] === b[b0 + j]) out.push([a0 + i++, b0 + j++]);
    else if (length[(i + 1) * width + j]! >= length[i * width + j + 1]!) i++;
    else j++;
  }
  return out;
}
