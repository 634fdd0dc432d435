import { label } from "../metricNames";
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
