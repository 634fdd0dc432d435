import type { Aggregate } from "../aggregate";
import type { CellStacks } from "../cellStacks";
import type { DetailRows } from "../detailRows";
import type { Era } from "../eras/era";
import type { Group } from "../finish";
import type { MetricsDb } from "../metricsDb";

/** One file of a view, read and added up. */
export interface Side {
  readonly db: MetricsDb;
  readonly stacks: CellStacks;
  readonly spanName: (frame: string) => string;
  readonly era: Era;
  readonly groups: readonly Group[];
  /** Null where the era's tool would break down. */
  readonly run: Aggregate | null;
  /** The rows of the report's detail tables. */
  readonly details: DetailRows;
}

/** The figure of a cell as the era's detail tables have it. */
function figureOf({ rows, summed }: DetailRows, cell: number): number {
  return summed ? rows.sum.data[cell]! : rows.first.data[cell]!;
}

/** Calls `take` with each row of the details whose label keys `wanted` picks, by the places of those keys (-1: none). */
export function eachRow(
  { db }: Pick<Side, "db">,
  { rows, keys }: DetailRows,
  places: (keys: readonly string[]) => readonly number[] | null,
  take: (row: number, texts: readonly string[]) => void,
): void {
  const known = new Map<number, readonly number[] | null>();
  for (let row = 0; row < rows.length; row++) {
    const shape = rows.shape.data[row]!;
    let at = known.get(shape);
    if (at === undefined) known.set(shape, (at = places(keys[shape]!)));
    if (at === null) continue;
    const start = rows.start.data[row]!;
    take(
      row,
      at.map((place) => (place < 0 ? "" : db.names.texts[rows.values.data[start + place]!]!)),
    );
  }
}

/** Calls `take` with each metric of a row. */
export function eachFigure(
  { db }: Pick<Side, "db">,
  details: DetailRows,
  row: number,
  take: (metric: string, value: number) => void,
): void {
  const { rows } = details;
  for (let cell = rows.newest.data[row]!; cell >= 0; cell = rows.before.data[cell]!)
    take(db.names.texts[rows.metric.data[cell]!]!, figureOf(details, cell));
}
