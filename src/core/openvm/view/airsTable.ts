import { label, metric } from "../metricNames";
import { eachFigure, eachRow, type Side } from "./side";
import { frameSums } from "./frameSums";
import { tableOf, TableRows, type FigureSpec, type TableSpec } from "./tableBuilder";
import type { MetricsTable } from "./types";

/** What is added up over segments, and what an AIR has once. */
const summed: readonly (FigureSpec & { readonly metric: string })[] = [
  { key: "cells", metric: metric.cells, unit: "cells", better: "less" },
  { key: "rows", metric: metric.rows, unit: "rows", better: "less" },
];
const fixed: readonly (FigureSpec & { readonly metrics: readonly string[] })[] = [
  { key: "mainCols", metrics: ["main_cols"], unit: "count", better: "less" },
  { key: "permCols", metrics: ["perm_cols"], unit: "count", better: "less" },
  { key: "prepCols", metrics: ["prep_cols"], unit: "count", better: "less" },
  { key: "constraints", metrics: ["constraints"], unit: "count", better: "less" },
  { key: "interactions", metrics: ["interactions"], unit: "count", better: "less" },
  { key: "degree", metrics: ["quotient_deg", "constraint_deg"], unit: "count", better: "less" },
];
const usedColumn = summed.length;
const firstFixed = usedColumn + 1;

const spec: TableSpec = {
  id: "airs",
  texts: ["group", "air"],
  figures: [...summed, { key: "cellsUsed", unit: "cells", better: "less" }, ...fixed],
  sort: 0,
};

/** Cells (padding included) and rows of each AIR in each group over all its proofs, and what it is made of. */
export function airsTable(now: Side, before: Side | null): MetricsTable {
  return tableOf(spec, rowsOf(now), before && rowsOf(before));
}

function rowsOf(side: Side): TableRows {
  const rows = new TableRows(spec.figures.length);
  const add = new Map(summed.map((one, column) => [one.metric, column]));
  const once = new Map(fixed.flatMap(({ metrics }, at) => metrics.map((name) => [name, firstFixed + at])));
  const { details } = side;
  // What an opcode does in an AIR is counted below; a figure of 2.0 by `air` alone is of its trace's making.
  const places = (keys: readonly string[]): readonly number[] | null =>
    keys.includes(label.airName) && !keys.includes(label.opcode)
      ? [keys.indexOf(label.group), keys.indexOf(label.airName)]
      : null;
  eachRow(side, details, places, (from, [group, air]) => {
    let row = -1;
    eachFigure(side, details, from, (name, value) => {
      const sum = add.get(name);
      const single = once.get(name);
      if (sum === undefined && single === undefined) return;
      if (row < 0) row = rows.row(group!, air!);
      if (sum !== undefined) rows.add(sum, row, value);
      else rows.atLeast(single!, row, value);
    });
  });
  for (const { group, name, figure } of frameSums(side.stacks, "AIR", side.stacks.column("cellsUsed")))
    rows.add(usedColumn, rows.row(group, name), figure);
  return rows;
}
