import { pickInts } from "./pick";
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

/** The rows of some groups, by where a group stands among them. */
export class PickedInstances {
  /** The first row of each; -1 where it has none. */
  readonly first: Int32Array;
  private readonly start: Int32Array;
  private readonly count: Int32Array;
  private readonly rows: Int32Array;

  constructor({ start, rows }: Instances, groups: Uint32Array) {
    this.rows = rows;
    this.start = pickInts(start, groups);
    this.count = pickInts(start.subarray(1), groups);
    this.first = new Int32Array(groups.length);
    for (let at = 0; at < groups.length; at++) {
      const from = this.start[at]!;
      this.count[at]! -= from;
      this.first[at] = this.count[at] === 0 ? -1 : rows[from]!;
    }
  }

  rowsOf(at: number): number[] {
    const found = this.count[at] === 0 ? [] : [this.first[at]!];
    for (let i = 1; i < this.count[at]!; i++) found.push(this.rows[this.start[at]! + i]!);
    return found;
  }
}
