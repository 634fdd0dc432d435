import type { Grouping } from "./grouping";

/** Functions by source `fn`: the instances of each group as well. */
export interface Instances extends Grouping {
  /** Of group g: `rows[start[g]]` up to before `rows[start[g + 1]]`, in the order of the table. */
  readonly start: Int32Array;
  readonly rows: Int32Array;
  /** Whether any group has more than one. */
  readonly several: boolean;
}

export function instancesOf(ofRow: Int32Array, length: number): Instances {
  const start = new Int32Array(length + 1);
  const present = new Uint8Array(length);
  for (let row = 0; row < ofRow.length; row++) start[ofRow[row]! + 1]!++;
  let several = false;
  for (let group = 0; group < length; group++) {
    const count = start[group + 1]!;
    if (count > 0) present[group] = 1;
    if (count > 1) several = true;
    start[group + 1] = count + start[group]!;
  }
  const rows = new Int32Array(ofRow.length);
  const at = start.slice(0, length);
  for (let row = 0; row < ofRow.length; row++) rows[at[ofRow[row]!]!++] = row;
  return { length, ofRow, present, start, rows, several };
}

/** How many rows the group has on this side. */
export function countOf({ start }: Instances, group: number): number {
  return start[group + 1]! - start[group]!;
}

export function rowsOf({ start, rows }: Instances, group: number): Int32Array {
  return rows.subarray(start[group], start[group + 1]);
}
