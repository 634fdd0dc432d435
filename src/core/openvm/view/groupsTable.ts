import { groupTimes } from "../groupTimes";
import { groupWeight, isAppProof, isKeygen } from "../groups";
import { metric } from "../metricNames";
import type { Side } from "./side";
import { tableOf, TableRows, type TableSpec } from "./tableBuilder";
import type { MetricsTable } from "./types";

const spec: TableSpec = {
  id: "groups",
  texts: ["group", "stage"],
  figures: [
    { key: "serial", unit: "s", better: "less" },
    { key: "parallel", unit: "s", better: "less" },
    { key: "bounded", unit: "s", better: "less" },
    { key: "proofs", unit: "count", better: "none" },
    { key: "instructions", unit: "count", better: "less" },
    { key: "cells", unit: "cells", better: "less" },
  ],
  sort: -1,
};

/** What a group proves; shown through the words of the surface. */
export type Stage = "app" | "leaf" | "internal" | "root" | "halo2" | "keygen" | "other";

function stageOf(group: string): Stage {
  if (isKeygen(group)) return "keygen";
  const weight = groupWeight(group);
  if (weight === 0) return "app";
  // `leaf_verifier` stands beside the leaf, but is a proof of the application by its whole name.
  if (isAppProof(group)) return "other";
  return weight === 1 ? "leaf" : weight === 2 ? "internal" : weight === 3 ? "root" : "halo2";
}

/** One row a group, in the order of the reports: times as its row of the summary. */
export function groupsTable(now: Side, before: Side | null): MetricsTable {
  return tableOf(spec, rowsOf(now), before && rowsOf(before));
}

function rowsOf({ run, era, groups }: Side): TableRows {
  const rows = new TableRows(spec.figures.length);
  // Without sums there are still the groups' names.
  if (run === null) for (const { name } of groups) rows.row(name, stageOf(name));
  for (const group of run?.groups ?? []) {
    const row = rows.row(group.name, stageOf(group.name));
    const times = groupTimes(group, era);
    if (times !== null) {
      rows.set(0, row, times.serial.value);
      rows.set(1, row, times.parallel.value);
      if (group.bounded !== null) rows.set(2, row, group.bounded.value);
    }
    const of = (name: string) => group.metrics.get(name);
    const proofs = of(metric.proofTime);
    if (proofs !== undefined) rows.set(3, row, proofs.count);
    const insns = of(era.summary.cycles);
    if (insns !== undefined) rows.set(4, row, insns.sum.value);
    const cells = of(metric.mainCells) ?? of(metric.totalCells) ?? of(metric.allCells);
    if (cells !== undefined) rows.set(5, row, cells.sum.value);
  }
  return rows;
}
