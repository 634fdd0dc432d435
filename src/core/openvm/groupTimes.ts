import { serialCells, type Aggregate, type GroupCells } from "./aggregate";
import type { Era } from "./eras/era";
import { isAppProof } from "./groups";
import { likelySum } from "./likelySum";
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
  const cells = run.groups.flatMap(({ bounded }) => bounded ?? []);
  const diffs = cells.flatMap(({ diff }) => (diff === null ? [] : [[diff]]));
  return {
    value: likelySum(cells.map(({ value }) => [value])),
    diff: diffs.length === 0 ? null : likelySum(diffs),
  };
}
