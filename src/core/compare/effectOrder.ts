import { compareText } from "./change";
import { pickFloats, select, type Selection } from "./pick";
import { Scratch } from "./scratch";
import { sortedDescending } from "./sortDescending";

/** Up to that many an insertion is quicker than a sort. */
const few = 16;

/** What tells rows of equal effect apart. */
export interface TieBreak {
  /** By row, none negative or NaN: the one with the larger number in the first of these stands first, then in the next one. */
  readonly columns: readonly Float64Array[];
  /** Rows that are equal in all of them. */
  compare(a: number, b: number): number;
}

/**
 * Rows by effect, the largest first. Rows of equal effect are put in order when one of them is asked for: most
 * functions of two runs cost the same in both, and who reads what changed never comes to them.
 */
export class EffectOrder {
  readonly length: number;
  private readonly order: Uint32Array;
  private readonly settled: Uint8Array;
  private ties: TieBreak | null = null;

  /** `effects` by row, see `effectSize`; `tieBreak` is asked for once, when rows are. */
  constructor(
    private readonly effects: Float64Array<ArrayBuffer>,
    private readonly tieBreak: () => TieBreak,
  ) {
    this.length = effects.length;
    this.order = sortedDescending(effects);
    this.settled = new Uint8Array(this.length);
  }

  /** The row that stands at `index`. */
  rowAt(index: number): number {
    if (this.settled[index] === 0) this.settle(index, index + 1);
    return this.order[index]!;
  }

  /** The rows that stand from `from` up to before `end`. */
  between(from: number, end: number): Uint32Array {
    const unsettled = this.settled.subarray(from, end).indexOf(0);
    if (unsettled >= 0) this.settle(from + unsettled, end);
    return this.order.subarray(from, end);
  }

  /** With all that are equal to the first and the last one. */
  private settle(first: number, last: number): void {
    const { order, effects } = this;
    let [from, end] = [first, last];
    while (from > 0 && effects[order[from - 1]!] === effects[order[first]!]) from--;
    while (end < order.length && effects[order[end]!] === effects[order[last - 1]!]) end++;
    this.settled.fill(1, from, end);
    if (end - from === 1) return;
    const rows = order.subarray(from, end);
    const scratch = Scratch.open();
    const selection = select(rows, effects.length, scratch);
    const sizes = pickFloats(effects, selection, scratch);
    let run: Run | null = null;
    for (let at = 0; at < rows.length;) {
      const start = at;
      while (++at < rows.length && sizes[at] === sizes[start]);
      if (at - start > 1)
        (run ??= new Run(rows, selection, (this.ties ??= this.tieBreak()), scratch)).sort(start, at);
    }
    scratch.close();
  }
}

/** Rows with what tells them apart beside them, of which parts are sorted. */
class Run {
  private readonly columns: readonly Float64Array[];
  private readonly compareAt = (a: number, b: number): number => {
    for (const column of this.columns) if (column[a] !== column[b]) return column[b]! - column[a]!;
    return this.ties.compare(this.rows[a]!, this.rows[b]!);
  };

  constructor(
    private readonly rows: Uint32Array,
    selection: Selection,
    private readonly ties: TieBreak,
    scratch: Scratch,
  ) {
    this.columns = ties.columns.map((column) => pickFloats(column, selection, scratch));
  }

  sort(from: number, end: number): void {
    if (end - from <= few) return this.insertionSort(from, end);
    if (this.isSorted(from, end)) return;
    for (const column of [...this.columns].reverse()) this.sortBy(column, from, end);
    for (let at = from; at < end;) {
      const start = at;
      while (++at < end && this.columns.every((column) => column[at] === column[start]));
      this.rows.subarray(start, at).sort((a, b) => this.ties.compare(a, b));
    }
  }

  private sortBy(column: Float64Array, from: number, end: number): void {
    const order = sortedDescending(column.slice(from, end));
    for (const moved of [this.rows, ...this.columns]) {
      const was = moved.slice(from, end);
      for (let at = 0; at < order.length; at++) moved[from + at] = was[order[at]!]!;
    }
  }

  private isSorted(from: number, end: number): boolean {
    for (let at = from + 1; at < end; at++) if (this.compareAt(at - 1, at) > 0) return false;
    return true;
  }

  private insertionSort(from: number, end: number): void {
    for (let at = from + 1; at < end; at++)
      for (let to = at; to > from && this.compareAt(to - 1, to) > 0; to--) this.swap(to - 1, to);
  }

  private swap(a: number, b: number): void {
    const row = this.rows[a]!;
    this.rows[a] = this.rows[b]!;
    this.rows[b] = row;
    for (const column of this.columns) {
      const value = column[a]!;
      column[a] = column[b]!;
      column[b] = value;
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
