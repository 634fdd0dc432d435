import { compareText } from "./change";
import { sortedDescending } from "./sortDescending";

/** Up to that many an insertion is quicker than a sort. */
const few = 16;

/**
 * Rows by effect, the largest first. Rows of equal effect are put in order when one of them is asked for: most
 * functions of two runs cost the same in both, and who reads what changed never comes to them.
 */
export class EffectOrder {
  readonly length: number;
  private readonly order: Uint32Array;
  private readonly settled: Uint8Array;

  /** `effects` by row, see `effectSize`; `compare` tells rows of equal effect apart. */
  constructor(
    private readonly effects: Float64Array<ArrayBuffer>,
    private readonly compare: (a: number, b: number) => number,
  ) {
    this.length = effects.length;
    this.order = sortedDescending(effects);
    this.settled = new Uint8Array(this.length);
  }

  /** The row that stands at `index`. */
  rowAt(index: number): number {
    if (this.settled[index] === 0) this.settle(index);
    return this.order[index]!;
  }

  private settle(index: number): void {
    const { order, effects, settled } = this;
    const effect = effects[order[index]!]!;
    let [from, end] = [index, index + 1];
    while (from > 0 && effects[order[from - 1]!] === effect) from--;
    while (end < order.length && effects[order[end]!] === effect) end++;
    if (end - from > few) order.subarray(from, end).sort(this.compare);
    else if (end - from > 1) this.insertionSort(from, end);
    settled.fill(1, from, end);
  }

  private insertionSort(from: number, end: number): void {
    const { order, compare } = this;
    for (let at = from + 1; at < end; at++) {
      const row = order[at]!;
      let to = at;
      for (; to > from && compare(order[to - 1]!, row) > 0; to--) order[to] = order[to - 1]!;
      order[to] = row;
    }
  }
}

/** What a change counts in the order: its size; unknown (NaN) is less than no change at all. */
export function effectSize(delta: number): number {
  return Number.isNaN(delta) ? 0 : Math.abs(delta) || Number.MIN_VALUE;
}

/** A short list by its effects, the largest first, unknown ones last; of equal ones by name, then key. */
export function byEffect<T extends { readonly name: string; readonly key: string }>(
  rows: readonly T[],
  effects: readonly ((row: T) => number | null)[],
): T[] {
  const sizes = rows.map((row) => effects.map((effect) => effectSize(effect(row) ?? Number.NaN)));
  const compare = (a: number, b: number): number => {
    for (let at = 0; at < effects.length; at++) {
      const less = sizes[b]![at]! - sizes[a]![at]!;
      if (less !== 0) return less;
    }
    return compareText(rows[a]!.name, rows[b]!.name) || compareText(rows[a]!.key, rows[b]!.key);
  };
  return [...rows.keys()].sort(compare).map((at) => rows[at]!);
}
