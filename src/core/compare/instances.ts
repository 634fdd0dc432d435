import type { Selection } from "./pick";
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

/** The rows of some groups, by where a group comes to stand. */
export class PickedInstances {
  private readonly start: Int32Array;
  private readonly count: Int32Array;
  /** 0 where it has none. */
  private readonly first: Int32Array;
  private readonly rows: Int32Array;

  constructor({ start, rows }: Instances, groups: Selection) {
    const { length } = groups.rows;
    this.rows = rows;
    this.start = new Int32Array(length);
    this.count = new Int32Array(length);
    this.first = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      const [group, at] = [groups.rows[i]!, groups.places[i]!];
      const from = start[group]!;
      this.start[at] = from;
      this.count[at] = start[group + 1]! - from;
      this.first[at] = rows[from] ?? 0;
    }
  }

  rowsOf(at: number): number[] {
    const count = this.count[at]!;
    if (count === 0) return [];
    const found = [this.first[at]!];
    for (let i = 1; i < count; i++) found.push(this.rows[this.start[at]! + i]!);
    return found;
  }
}
