import { compareText } from "./change";
import { sortedDescending } from "./sortDescending";

/** A short list by its effects, the largest first, unknown ones last; of equal ones by name, then key. */
export function byEffect<T extends { readonly name: string; readonly key: string }>(
  rows: readonly T[],
  effects: readonly ((row: T) => number | null)[],
): T[] {
  const columns = effects.map((effect) =>
    Float64Array.from(rows, (row) => effectSize(effect(row) ?? Number.NaN)),
  );
  const order = byEffects(columns);
  sortTies(
    order,
    columns,
    (a, b) => compareText(rows[a]!.name, rows[b]!.name) || compareText(rows[a]!.key, rows[b]!.key),
  );
  return Array.from(order, (row) => rows[row]!);
}

/** What a change counts in the order: its size; unknown (NaN) is less than no change at all. */
export function effectSize(delta: number): number {
  return Number.isNaN(delta) ? 0 : Math.abs(delta) || Number.MIN_VALUE;
}

/** Up to that many an insertion is quicker than a sort. */
const few = 10;

/**
 * Rows by their effects, largest first: by the first column, of equal ones by the next, and in the order of `before`
 * where all are equal.
 */
export function byEffects(
  effects: readonly Float64Array<ArrayBuffer>[],
  before?: Uint32Array<ArrayBuffer>,
): Uint32Array<ArrayBuffer> {
  let order = before;
  // The last one first: each sort keeps the order of those before it.
  for (const column of effects.toReversed()) order = sortedDescending(column, order);
  return order ?? new Uint32Array();
}

/** Puts rows of equal effects in the order of `compare`; those of other effects stay. */
export function sortTies(
  order: Uint32Array<ArrayBuffer>,
  effects: readonly Float64Array[],
  compare: (a: number, b: number) => number,
): void {
  for (let from = 0, end = 0; from < order.length; from = end) {
    for (end = from + 1; end < order.length && isLike(effects, order[from]!, order[end]!);) end++;
    if (end - from > few) order.subarray(from, end).sort(compare);
    else insertionSort(order, from, end, compare);
  }
}

function isLike(effects: readonly Float64Array[], a: number, b: number): boolean {
  for (const column of effects) if (column[a] !== column[b]) return false;
  return true;
}

function insertionSort(
  order: Uint32Array,
  from: number,
  end: number,
  compare: (a: number, b: number) => number,
): void {
  for (let at = from + 1; at < end; at++) {
    const row = order[at]!;
    let to = at;
    for (; to > from && compare(order[to - 1]!, row) > 0; to--) order[to] = order[to - 1]!;
    order[to] = row;
  }
}
