import { instructionColumn } from "../metricsProfile";
import { frameSums } from "./frameSums";
import type { Side } from "./side";
import { tableOf, TableRows, type TableSpec } from "./tableBuilder";
import type { MetricsTable } from "./types";

const spec: TableSpec = {
  id: "opcodes",
  texts: ["group", "opcode"],
  figures: [
    { key: "instructions", unit: "count", better: "less" },
    { key: "cellsUsed", unit: "cells", better: "less" },
  ],
  sort: 0,
};

/** How often each opcode ran in each group, and the cells that it used (without padding). */
export function opcodesTable(now: Side, before: Side | null): MetricsTable {
  return tableOf(spec, rowsOf(now), before && rowsOf(before));
}

function rowsOf({ stacks, era }: Side): TableRows {
  const rows = new TableRows(spec.figures.length);
  const ran = frameSums(stacks, "opcode", instructionColumn(stacks, era.countsTwice));
  for (const { group, name, figure } of ran) rows.add(0, rows.row(group, name), figure);
  for (const { group, name, figure } of frameSums(stacks, "opcode", stacks.column("cellsUsed")))
    rows.add(1, rows.row(group, name), figure);
  return rows;
}
