import type { Attribution } from "../analysis/attribute";
import type { FunctionRow } from "../profile/builder";
import type { CallTree, InstructionTable } from "../profile/model";

/** By the primary metric's total, then its self, then name; unknown stands last, by steps among itself. */
export function byWeight(rows: readonly FunctionRow[], primary: string): FunctionRow[] {
  const down = (a: number, b: number): number => (Number.isNaN(b) ? -1 : b) - (Number.isNaN(a) ? -1 : a);
  const noCost = (row: FunctionRow, steps: number): number =>
    Number.isNaN(row.totalCost) && Number.isNaN(row.selfCost) ? steps : NaN;
  const keys: readonly ((row: FunctionRow) => number)[] =
    primary === "cost"
      ? [(r) => r.totalCost, (r) => r.selfCost, (r) => noCost(r, r.totalSteps), (r) => noCost(r, r.selfSteps)]
      : [(r) => r.totalSteps, (r) => r.selfSteps];
  return [...rows].sort((a, b) => {
    for (const key of keys) {
      const by = down(key(a), key(b));
      if (by !== 0) return by;
    }
    return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  });
}

/** Frames get what their function is called, where it is declared, and its row. */
export function withRows(
  tree: CallTree,
  rows: readonly FunctionRow[],
  place: ReadonlyMap<FunctionRow, number>,
): CallTree {
  const of = <T>(get: (row: FunctionRow) => T, otherwise: (frame: number) => T): T[] =>
    tree.frames.name.map((_, frame) => {
      const row = rows[frame];
      return row === undefined ? otherwise(frame) : get(row);
    });
  return {
    ...tree,
    frames: {
      ...tree.frames,
      name: of(
        (row) => row.name,
        (frame) => tree.frames.name[frame]!,
      ),
      func: Int32Array.from(
        of(
          (row) => place.get(row) ?? -1,
          () => -1,
        ),
      ),
      file: of(
        (row) => row.file,
        (frame) => tree.frames.file[frame] ?? null,
      ),
      line: Int32Array.from(
        of(
          (row) => row.line,
          (frame) => tree.frames.line[frame]!,
        ),
      ),
    },
  };
}

/** Instructions get the row of the function that they belong to; -1 for none. */
export function withInstructionRows(
  attribution: Attribution,
  row: (from: number) => number,
): InstructionTable {
  const { instructions } = attribution;
  return { ...instructions, func: instructions.func.map((from) => (from < 0 ? -1 : row(from))) };
}
