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

/** Every metric of every group as the groups' tables of the report have it: the listed ones first, then by name. */
export function metricsTable(now: Side, before: Side | null): MetricsTable {
  return tableOf(spec, rowsOf(now), before && rowsOf(before));
}

/** The sense of a row of this table: its metric's, not its column's. */
export const senseOfRow = (metric: string) => metricKind(metric);

function rowsOf({ run, era, db }: Side): TableRows {
  const rows = new TableRows(spec.figures.length);
  const place = new Map(era.listed.map((name, at) => [name, at]));
  for (const { name, metrics } of run?.groups ?? []) {
    const last = era.listed.length;
    const names = [...metrics.keys()].sort(
      (a, b) => (place.get(a) ?? last) - (place.get(b) ?? last) || (a < b ? -1 : 1),
    );
    for (const one of names) {
      const { avg, sum, max, min, count, phase } = metrics.get(one)!;
      const row = rows.row(name, one, phase < 0 ? "" : db.names.texts[phase]!);
      rows.set(0, row, avg.value);
      // The sum of rates says nothing.
      if (!era.withoutSum.includes(one)) rows.set(1, row, sum.value);
      rows.set(2, row, max.value);
      // Where no figure is below it the series holds no finite one.
      if (min.value < Number.MAX_VALUE) rows.set(3, row, min.value);
      rows.set(4, row, count);
    }
  }
  return rows;
}
