import type { MetricColumns, MetricId } from "../profile/model";

/** Rows of one side's table by what they are a row of in the comparison. */
export interface Grouping {
  /** Number of groups; the same on both sides. */
  readonly length: number;
  /** The group of each row of the table; -1 for one that is not compared. */
  readonly ofRow: Int32Array;
  /** 1 for each group that has a row on this side. */
  readonly present: Uint8Array;
}

/** Σ of each column by group: NaN where any of the rows is unknown or endless, and where the side has no row. */
export function sumsByGroup(
  columns: MetricColumns,
  metrics: readonly MetricId[],
  grouping: Grouping,
): Record<MetricId, Float64Array> {
  const out: Record<MetricId, Float64Array> = {};
  for (const metric of metrics) {
    const column = columns[metric];
    if (column !== undefined) out[metric] = sumByGroup(column, grouping);
  }
  return out;
}

export function sumByGroup(column: Float64Array, { length, ofRow, present }: Grouping): Float64Array {
  const out = new Float64Array(length);
  for (let row = 0; row < ofRow.length; row++) {
    const group = ofRow[row]!;
    if (group >= 0) out[group]! += column[row]!;
  }
  for (let group = 0; group < length; group++)
    if (present[group] === 0 || !Number.isFinite(out[group]!)) out[group] = Number.NaN;
  return out;
}
