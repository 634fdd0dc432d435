import type { DetailRows } from "./detailRows";
import type { Names } from "./names";
import { byBytes } from "./rustText";

/** The place of every name among all by bytes: rows are then ordered by numbers. */
export function byteRanks(names: Names): Int32Array {
  const ids = names.texts.map((_, id) => id).sort((a, b) => byBytes(names.texts[a]!, names.texts[b]!));
  const ranks = new Int32Array(ids.length);
  // Names with the same text (an escape and the letter itself) share a place.
  ids.forEach((id, i) => {
    const last = ids[i - 1];
    ranks[id] = last !== undefined && names.texts[last] === names.texts[id] ? ranks[last]! : i;
  });
  return ranks;
}

/** Sets of label keys in the order of the detail tables. */
export function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = byBytes(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Orders rows of one set of label keys by their values, as the tool's trees hold them. `ranks` as of `byteRanks`. */
export function byLabelValues(
  { rows }: DetailRows,
  ranks: Int32Array,
  count: number,
): (a: number, b: number) => number {
  return (a, b) => {
    const [from, to] = [rows.start.data[a]!, rows.start.data[b]!];
    for (let i = 0; i < count; i++) {
      const difference = ranks[rows.values.data[from + i]!]! - ranks[rows.values.data[to + i]!]!;
      if (difference !== 0) return difference;
    }
    return 0;
  };
}
