import type { Scratch } from "./scratch";

/** Rows of a table, and where each comes to stand. */
export interface Selection {
  readonly rows: Uint32Array;
  readonly places: Uint32Array;
}

/**
 * The rows of `order`, of a table of so many. All of them are taken as they stand in the table, and written to wherever:
 * a processor waits for what it reads out of order, but not for what it writes.
 */
export function select(order: Uint32Array, length: number, scratch: Scratch): Selection {
  const numbers = scratch.words(order.length);
  for (let at = 0; at < numbers.length; at++) numbers[at] = at;
  if (order.length < length) return { rows: order, places: numbers };
  const places = scratch.words(length);
  for (let at = 0; at < length; at++) places[order[at]!] = at;
  return { rows: numbers, places };
}

/** What a column has at these rows. */
export function pickFloats(
  column: Float64Array,
  { rows, places }: Selection,
  scratch: Scratch,
): Float64Array<ArrayBuffer> {
  const out = scratch.doubles(rows.length);
  for (let i = 0; i < rows.length; i++) out[places[i]!] = column[rows[i]!]!;
  return out;
}

/** What some columns have at these rows, row by row. */
export function interleaved(
  columns: readonly Float64Array[],
  { rows, places }: Selection,
  scratch: Scratch,
): Float64Array {
  const out = scratch.doubles(rows.length * columns.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    let to = places[i]! * columns.length;
    for (let at = 0; at < columns.length; at++) out[to++] = columns[at]![row]!;
  }
  return out;
}

export function pickInts(column: Int32Array, { rows, places }: Selection, scratch: Scratch): Int32Array {
  const out = scratch.ints(rows.length);
  for (let i = 0; i < rows.length; i++) out[places[i]!] = column[rows[i]!]!;
  return out;
}

export function pickBytes(column: Uint8Array, { rows, places }: Selection, scratch: Scratch): Uint8Array {
  const out = scratch.bytes(rows.length);
  for (let i = 0; i < rows.length; i++) out[places[i]!] = column[rows[i]!]!;
  return out;
}

export function pickTexts(column: readonly string[], { rows, places }: Selection): readonly string[] {
  const out = new Array<string>(rows.length);
  for (let i = 0; i < rows.length; i++) out[places[i]!] = column[rows[i]!]!;
  return out;
}
