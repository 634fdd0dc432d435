import type { FlameRows } from "./types";

/** How strong the colour of a change is: 0 none, 1 to 3 by its part of the largest one on screen. */
export type ChangeLevel = 0 | 1 | 2 | 3;

export interface RowChange {
  readonly kind: "worse" | "better" | "same" | "none";
  readonly level: ChangeLevel;
  /** New and gone frames are hatched as well. */
  readonly hatched: boolean;
}

const none: RowChange = { kind: "none", level: 0, hatched: false };
const bounds = [0.03, 0.2] as const;

/** What became of each row of a slice; null where nothing is compared. */
export function rowChanges(rows: FlameRows): readonly RowChange[] | null {
  const { diff } = rows;
  if (!diff) return null;
  const change = (row: number): number => diff.next[row]! - diff.base[row]!;
  let most = 0;
  for (let row = 0; row < rows.parent.length; row++)
    if (diff.sides[row] !== 0) most = Math.max(most, Math.abs(change(row)));
  return rows.parent.map((_, row): RowChange => {
    const sides = diff.sides[row]!;
    if (sides === 0) return none;
    const by = change(row);
    if (by === 0) return { kind: "same", level: 0, hatched: false };
    const part = Math.abs(by) / most;
    const level = part < bounds[0] ? 1 : part < bounds[1] ? 2 : 3;
    return { kind: by > 0 ? "worse" : "better", level, hatched: sides !== 3 };
  });
}
