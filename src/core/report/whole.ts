import { wholeRun } from "../analysis/metrics";
import type { FunctionTable, LineTable, MetricId, Profile } from "../profile/model";

/**
 * What a share of a metric is a share of: the whole run, for ZisK cost without the fixed base
 * (the variable cost), which no line causes. Null where it is not known.
 */
export function wholeOf(profile: Profile, metric: MetricId): number | null {
  return wholeRun(profile, metric);
}

/** A value of a number column; null where the column is missing or the number unknown. */
export function valueAt(column: Float64Array | undefined, row: number): number | null {
  const value = column?.[row];
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** The first metric of the profile of which the table's column holds a number. */
export function metricOf(
  profile: Profile,
  table: FunctionTable | LineTable | null,
  kind: "self" | "total",
): MetricId | null {
  if (table === null) return null;
  for (const { id } of profile.metrics) {
    const column = table[kind][id];
    if (column?.some((value) => !Number.isNaN(value))) return id;
  }
  return null;
}

/** Rows of a column, largest first, ties in row order; unknown and zero rows left out. */
export function largestRows(column: Float64Array | undefined, limit: number): number[] {
  if (column === undefined) return [];
  const rows: number[] = [];
  for (let row = 0; row < column.length; row++) if ((column[row] ?? 0) > 0) rows.push(row);
  return rows.sort((a, b) => (column[b] ?? 0) - (column[a] ?? 0) || a - b).slice(0, limit);
}
