import { isAppProof, isKeygen } from "../groups";
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
  // What an AIR is made of may stand with key generation, or without any group: not where its rows stand.
  const made = new TableRows(fixed.length);
  const add = new Map(summed.map((one, column) => [one.metric, column]));
  const once = new Map(fixed.flatMap(({ metrics }, at) => metrics.map((name) => [name, at])));
  const { details } = side;
  // What an opcode does in an AIR is counted below; a figure of 2.0 by `air` alone is of its trace's making.
  const places = (keys: readonly string[]): readonly number[] | null =>
    keys.includes(label.airName) && !keys.includes(label.opcode)
      ? [keys.indexOf(label.group), keys.indexOf(label.airName)]
      : null;
  eachRow(side, details, places, (from, [group, air]) => {
    eachFigure(side, details, from, (name, value) => {
      const sum = add.get(name);
      const single = once.get(name);
      if (sum !== undefined) rows.add(sum, rows.row(group!, air!), value);
      else if (single !== undefined) made.atLeast(single, made.row(group!, air!), value);
    });
  });
  for (const { group, name, figure } of frameSums(side.stacks, "AIR", side.stacks.column("cellsUsed")))
    rows.add(usedColumn, rows.row(group, name), figure);
  fillIn(rows, made);
  return rows;
}

/**
 * Each AIR's own figures, else those without a group (the application's), else those of key generation (the stages').
 * AIRs that only stand there get rows of their own.
 */
function fillIn(rows: TableRows, made: TableRows): void {
  const taken = new Set<number>();
  const generated = new Map<string, number>();
  made.texts.forEach(([group, air], row) => {
    if (isKeygen(group!)) generated.set(air!, row);
  });
  const take = (row: number, from: number): void => {
    taken.add(from);
    fixed.forEach((_, at) => {
      if (Number.isNaN(rows.at(firstFixed + at, row))) rows.set(firstFixed + at, row, made.at(at, from));
    });
  };
  rows.texts.forEach(([group, air], row) => {
    const loose = made.find(["", air!]);
    const stage = generated.get(air!) ?? -1;
    const others = isAppProof(group!) ? [loose, stage] : [stage, loose];
    for (const from of [made.find([group!, air!]), ...others]) if (from >= 0) take(row, from);
  });
  made.texts.forEach(([group, air], from) => {
    if (!taken.has(from)) take(rows.row(group!, air!), from);
  });
}
