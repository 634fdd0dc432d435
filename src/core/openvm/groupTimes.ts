import { serialCells, type Aggregate, type GroupCells } from "./aggregate";
import type { Era } from "./eras/era";
import { isAppProof } from "./groups";
import { metric } from "./metricNames";
import type { Cell } from "./stats";

/** A group's row of the summary, in seconds: one proof after the other, and all at once. */
export interface GroupTimes {
  readonly serial: Cell;
  readonly parallel: Cell;
}

/** Null for a group without proof time. The serial part enters the figures, but not the differences (as in the tool). */
export function groupTimes(group: GroupCells, era: Era): GroupTimes | null {
  const proof = group.metrics.get(metric.proofTime);
  if (proof === undefined) return null;
  const seconds = (cell: Cell): Cell => {
    let value = cell.value / 1000;
    if (era.serialInRows && isAppProof(group.name))
      for (const serial of serialCells(group.metrics)) value += serial.value / 1000;
    return { value, diff: cell.diff === null ? null : cell.diff / 1000 };
  };
  return { serial: seconds(proof.sum), parallel: seconds(proof.max) };
}

/** The row `Total` of the column of N provers, in seconds. */
export function totalBounded(run: Aggregate): Cell {
  let value = 0;
  let diff: number | null = null;
  for (const { bounded } of run.groups) {
    if (bounded === null) continue;
    value += bounded.value;
    if (bounded.diff !== null) diff = (diff ?? 0) + bounded.diff;
  }
  return { value, diff };
}
