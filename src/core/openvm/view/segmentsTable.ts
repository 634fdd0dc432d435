import { byWeight } from "../groups";
import { label, metric } from "../metricNames";
import { eachFigure, eachRow, type Side } from "./side";
import { tableOf, TableRows, type TableSpec } from "./tableBuilder";
import type { MetricsTable } from "./types";

const spec: TableSpec = {
  id: "segments",
  texts: ["group", "proof"],
  figures: [
    { key: "proofTime", unit: "ms", better: "less" },
    { key: "execute", unit: "ms", better: "less" },
    { key: "trace", unit: "ms", better: "less" },
    { key: "prove", unit: "ms", better: "less" },
    { key: "instructions", unit: "count", better: "less" },
    { key: "cells", unit: "cells", better: "less" },
    { key: "memory", unit: "bytes", better: "less" },
  ],
  sort: -1,
};

/** Labels that a figure of a whole proof may carry. */
const own = new Set<string>([label.group, label.segment, label.idx, label.phase, label.block]);

/** One row a segment of the application and a proof of each stage, groups in the order of the reports. */
export function segmentsTable(now: Side, before: Side | null): MetricsTable {
  return tableOf(spec, rowsOf(now), before && rowsOf(before));
}

function rowsOf(side: Side): TableRows {
  const { details, era } = side;
  const rows = new TableRows(spec.figures.length);
  // Groups in the order of the reports; `groups` is that of the file.
  const order = [...side.groups].map(({ name }) => name).sort(byWeight);
  const columns = new Map<string, number>([
    [metric.proofTime, 0],
    [era.serial === "execute-rest" ? metric.executeTime : metric.preflightTime, 1],
    [metric.traceGenTime, 2],
    [metric.proveTime, 3],
    [era.summary.cycles, 4],
    [metric.mainCells, 5],
    [metric.allCells, 5],
    [metric.meteredMemory, 6],
  ]);
  const mainCells = details.rows.length > 0 && side.db.has(metric.mainCells);
  if (mainCells) columns.delete(metric.allCells);
  const places = (keys: readonly string[]): readonly number[] | null =>
    (keys.includes(label.segment) || keys.includes(label.idx)) && keys.every((key) => own.has(key))
      ? [label.group, label.block, label.segment, label.idx].map((key) => keys.indexOf(key))
      : null;
  const found: { readonly texts: readonly [string, string]; readonly from: number }[] = [];
  eachRow(side, details, places, (from, [group, block, segment, idx]) => {
    found.push({ texts: [group!, proofName(block!, segment!, idx!)], from });
  });
  const place = new Map(order.map((name, at) => [name, at]));
  const rank = ({ texts }: (typeof found)[number]): number => place.get(texts[0]) ?? order.length;
  for (const { texts, from } of found.sort((a, b) => rank(a) - rank(b))) {
    let row = -1;
    eachFigure(side, details, from, (name, value) => {
      const column = columns.get(name);
      if (column === undefined) return;
      if (row < 0) row = rows.row(...texts);
      rows.add(column, row, value);
    });
  }
  return rows;
}

/** `segment 3`, `idx 0`; a label that is not there is no part of it. */
function proofName(...values: readonly [string, string, string]): string {
  return [label.block, label.segment, label.idx]
    .flatMap((key, at) => (values[at] === "" ? [] : `${key} ${values[at]!}`))
    .join(", ");
}
