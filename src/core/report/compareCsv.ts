import type { Change, Comparison, MetricChanges } from "../compare/types";
import { textCell } from "./csv";

const head = [
  "table",
  "name",
  "key",
  "status",
  "metric",
  "measure",
  "base",
  "new",
  "delta",
  "percent",
  "share",
  "file",
  "line",
];

/** Everything that was compared as CSV (RFC 4180, CRLF): a row a figure, unknown cells empty, no rounding. */
export function compareCsv(comparison: Comparison): string {
  const out: string[] = [head.join(",")];
  const add = (
    table: string,
    row: { readonly name: string; readonly key: string; readonly status: string },
    metric: string,
    measure: string,
    change: Change,
    place: readonly [string, number] = ["", 0],
  ): void => {
    if (change.base === null && change.next === null) return;
    out.push(
      [
        ...[table, row.name, row.key, row.status, metric, measure].map(textCell),
        ...[change.base, change.next, change.delta, change.percent, change.share].map(numberCell),
        textCell(place[0]),
        place[1] > 0 ? String(place[1]) : "",
      ].join(","),
    );
  };
  const all = (
    table: string,
    row: { readonly name: string; readonly key: string; readonly status: string },
    measure: string,
    changes: MetricChanges,
    place: readonly [string, number],
  ): void => {
    for (const [metric, change] of Object.entries(changes)) add(table, row, metric, measure, change, place);
  };
  for (const row of comparison.totals) add("totals", row, row.key, "total", row);
  for (const row of comparison.functions) {
    const place = [row.file ?? "", row.line] as const;
    all("functions", row, "self", row.self, place);
    all("functions", row, "total", row.total, place);
    add("functions", row, "calls", "calls", row.calls, place);
  }
  for (const row of comparison.lines) {
    const place = [row.file, row.nextLine > 0 ? row.nextLine : row.baseLine] as const;
    all("lines", row, "self", row.self, place);
    all("lines", row, "total", row.total, place);
  }
  for (const table of ["opcodes", "precompiles"] as const)
    for (const row of comparison[table]) {
      add(table, row, "cost", "self", row.cost);
      add(table, row, "count", "calls", row.count);
      add(table, row, "frops", "calls", row.frops);
    }
  for (const row of comparison.tags) {
    add("tags", row, row.metric, "total", row.total);
    add("tags", row, "calls", "calls", row.calls);
  }
  for (const row of comparison.memory) {
    add("memory", row, "cost", "self", row.cost);
    add("memory", row, "count", "calls", row.count);
  }
  for (const row of comparison.usage) add("usage", row, row.key, "total", row);
  return out.map((line) => `${line}\r\n`).join("");
}

function numberCell(value: number | null): string {
  return value === null ? "" : String(value);
}
