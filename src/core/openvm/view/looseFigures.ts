import { label } from "../metricNames";
import { Stats } from "../stats";
import { eachFigure, eachRow, type Side } from "./side";

export interface LooseFigure {
  readonly name: string;
  readonly value: number;
}

/** Metrics of the run as a whole: those without a group, an AIR or an opcode; equal names are added up. */
export function looseFigures(side: Side): readonly LooseFigure[] {
  const sums = new Map<string, number>();
  const { details } = side;
  const places = (keys: readonly string[]): readonly number[] | null =>
    keys.every((key) => key === label.phase || key === label.block) ? [] : null;
  eachRow(side, details, places, (row) =>
    eachFigure(side, details, row, (name, value) => sums.set(name, (sums.get(name) ?? 0) + value)),
  );
  return [...sums].map(([name, value]) => ({ name, value }));
}

/** Labels of what a figure without a group may be about that has a table of its own. */
const parts: ReadonlySet<string> = new Set([
  label.airName,
  label.airId,
  label.air,
  label.opcode,
  label.module,
]);

/**
 * Figures without a group, of the whole run or of its segments, by metric: a run that is not proven has no others
 * (OpenVM writes what it executed without a group).
 */
export function looseStats(side: Pick<Side, "db" | "details">): ReadonlyMap<string, Stats> {
  const stats = new Map<string, Stats>();
  const places = (keys: readonly string[]): readonly number[] | null =>
    keys.some((key) => key === label.group || parts.has(key)) ? null : [];
  eachRow(side, side.details, places, (row) =>
    eachFigure(side, side.details, row, (name, value) => {
      let one = stats.get(name);
      if (one === undefined) stats.set(name, (one = new Stats()));
      one.push(value);
    }),
  );
  return stats;
}
