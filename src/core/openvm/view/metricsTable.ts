import { looseStats } from "./looseFigures";
import { metricKind } from "./metricKind";
import type { Side } from "./side";
import { tableOf, TableRows, type TableSpec } from "./tableBuilder";
import type { MetricsTable } from "./types";

const spec: TableSpec = {
  id: "metrics",
  texts: ["group", "metric", "phase"],
  figures: [
    { key: "avg", unit: "", better: "none" },
    { key: "sum", unit: "", better: "none" },
    { key: "max", unit: "", better: "none" },
    { key: "min", unit: "", better: "none" },
    { key: "count", unit: "count", better: "none" },
  ],
  sort: -1,
};

/**
 * Every metric of every group as the groups' tables of the report have it: the listed ones first, then by name. Behind them
 * what stands without a group.
 */
export function metricsTable(now: Side, before: Side | null): MetricsTable {
  return tableOf(spec, rowsOf(now), before && rowsOf(before));
}

/** The sense of a row of this table: its metric's, not its column's. */
export const senseOfRow = (metric: string) => metricKind(metric);

interface Figures {
  readonly avg: number;
  readonly sum: number;
  readonly max: number;
  readonly min: number;
  readonly count: number;
}

function rowsOf(side: Side): TableRows {
  const { run, era, db } = side;
  const rows = new TableRows(spec.figures.length);
  const place = new Map(era.listed.map((name, at) => [name, at]));
  const last = era.listed.length;
  const inOrder = (names: Iterable<string>): readonly string[] =>
    [...names].sort((a, b) => (place.get(a) ?? last) - (place.get(b) ?? last) || (a < b ? -1 : 1));
  const set = (row: number, name: string, { avg, sum, max, min, count }: Figures): void => {
    rows.set(0, row, avg);
    // The sum of rates says nothing.
    if (!era.withoutSum.includes(name)) rows.set(1, row, sum);
    rows.set(2, row, max);
    // Where no figure is below it the series holds no finite one.
    if (min < Number.MAX_VALUE) rows.set(3, row, min);
    rows.set(4, row, count);
  };
  for (const { name: group, metrics } of run?.groups ?? [])
    for (const name of inOrder(metrics.keys())) {
      const { avg, sum, max, min, count, phase } = metrics.get(name)!;
      const row = rows.row(group, name, phase < 0 ? "" : db.names.texts[phase]!);
      set(row, name, { avg: avg.value, sum: sum.value, max: max.value, min: min.value, count });
    }
  const loose = looseStats(side);
  for (const name of inOrder(loose.keys())) set(rows.row("", name, ""), name, loose.get(name)!);
  return rows;
}
