/** Rows of a table, and where each comes to stand. */
export interface Selection {
  readonly rows: Uint32Array;
  readonly places: Uint32Array;
}

/**
 * The rows of `order`, of a table of so many. All of them are taken as they stand in the table, and written to wherever:
 * a processor waits for what it reads out of order, but not for what it writes.
 */
export function select(order: Uint32Array, length: number): Selection {
  const numbers = new Uint32Array(order.length);
  for (let at = 0; at < numbers.length; at++) numbers[at] = at;
  if (order.length < length) return { rows: order, places: numbers };
  const places = new Uint32Array(length);
  for (let at = 0; at < length; at++) places[order[at]!] = at;
  return { rows: numbers, places };
}

/** What a column has at these rows. */
export function pickFloats(column: Float64Array, { rows, places }: Selection): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[places[i]!] = column[rows[i]!]!;
  return out;
}

/** What some columns have at these rows, row by row. */
export function interleaved(columns: readonly Float64Array[], { rows, places }: Selection): Float64Array {
  const out = new Float64Array(rows.length * columns.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    let to = places[i]! * columns.length;
    for (let at = 0; at < columns.length; at++) out[to++] = columns[at]![row]!;
  }
  return out;
}

export function pickInts(column: Int32Array, { rows, places }: Selection): Int32Array {
  const out = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[places[i]!] = column[rows[i]!]!;
  return out;
}

export function pickBytes(column: Uint8Array, { rows, places }: Selection): Uint8Array {
  const out = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[places[i]!] = column[rows[i]!]!;
  return out;
}

export function pickTexts(column: readonly string[], { rows, places }: Selection): readonly string[] {
  const out = new Array<string>(rows.length);
  for (let i = 0; i < rows.length; i++) out[places[i]!] = column[rows[i]!]!;
  return out;
}
