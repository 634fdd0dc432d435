import type { Selection } from "./pick";
import type { Grouping } from "./grouping";
import type { Scratch } from "./scratch";

/** Functions by source `fn`: the instances of each group as well. */
export interface Instances extends Grouping {
  /** Of group g: `rows[start[g]]` up to before `rows[start[g + 1]]`, in the order of the table. */
  readonly start: Int32Array;
  readonly rows: Int32Array;
  /** Whether any group has more than one. */
  readonly several: boolean;
}

export function instancesOf(ofRow: Int32Array, length: number): Instances {
  // How many of each group; then where each ends; filled from the back, where each begins.
  const start = new Int32Array(length + 1);
  for (let row = 0; row < ofRow.length; row++) start[ofRow[row]!]!++;
  const present = new Uint8Array(length);
  let several = false;
  let end = 0;
  for (let group = 0; group < length; group++) {
    const count = start[group]!;
    if (count > 0) present[group] = 1;
    if (count > 1) several = true;
    start[group] = end += count;
  }
  start[length] = end;
  const rows = new Int32Array(ofRow.length);
  for (let row = ofRow.length - 1; row >= 0; row--) rows[--start[ofRow[row]!]!] = row;
  return { length, ofRow, present, start, rows, several };
}

/** How many rows the group has on this side. */
export function countOf({ start }: Instances, group: number): number {
  return start[group + 1]! - start[group]!;
}

export function rowsOf({ start, rows }: Instances, group: number): number[] {
  const found: number[] = [];
  for (let at = start[group]!; at < start[group + 1]!; at++) found.push(rows[at]!);
  return found;
}

/** A row where a group has one, `none` where it has none; what is less stands for a group of several. */
const none = -1;

/** Of some groups what `pickedRows` gives the rows of, by where a group comes to stand. */
export function pickInstances({ start, rows }: Instances, groups: Selection, scratch: Scratch): Int32Array {
  const out = scratch.ints(groups.rows.length);
  for (let i = 0; i < out.length; i++) {
    const group = groups.rows[i]!;
    const from = start[group]!;
    const count = start[group + 1]! - from;
    out[groups.places[i]!] = count === 1 ? rows[from]! : count === 0 ? none : none - 1 - group;
  }
  return out;
}

export function pickedRows(instances: Instances, picked: number): number[] {
  return picked >= 0 ? [picked] : picked === none ? [] : rowsOf(instances, none - 1 - picked);
}
