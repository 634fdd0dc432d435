/**
 * What a column has at some rows, in their order. Where rows are far apart in memory a loop over one column asks for the
 * next of them before the last has come; who makes objects of one row after the other waits for each figure of each.
 */
export function pickFloats(column: Float64Array, rows: Uint32Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let at = 0; at < out.length; at++) out[at] = column[rows[at]!]!;
  return out;
}

export function pickInts(column: Int32Array, rows: Uint32Array): Int32Array {
  const out = new Int32Array(rows.length);
  for (let at = 0; at < out.length; at++) out[at] = column[rows[at]!]!;
  return out;
}

export function pickBytes(column: Uint8Array, rows: Uint32Array): Uint8Array {
  const out = new Uint8Array(rows.length);
  for (let at = 0; at < out.length; at++) out[at] = column[rows[at]!]!;
  return out;
}

export function pickTexts<T extends string | null>(column: readonly T[], rows: Uint32Array): readonly T[] {
  const out: T[] = [];
  for (let at = 0; at < rows.length; at++) out.push(column[rows[at]!]!);
  return out;
}
