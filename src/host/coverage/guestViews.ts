import {
  operations,
  type Coverage,
  type CoverageFigure,
  type CoverageState,
  type CrateCoverage,
  type GuestCoverage,
  type MatrixCell,
  type Operation,
} from "../../core/coverage/types";
import { coverageColumns, type CoverageColumn } from "../../core/report/coverageTable";
import type { FolderCoverage } from "../../protocol/coverage";
import { openRanks, stateRank } from "../../protocol/coverageWords";

/** One guest for one backend with what the matrix says of it: a column. */
export interface GuestView {
  /** Absolute workspace folder. */
  readonly folder: string;
  readonly guest: GuestCoverage;
  readonly figure: CoverageFigure | null;
  readonly cells: ReadonlyMap<Operation, CellView>;
}

export interface CellView {
  readonly operation: Operation;
  readonly native: string;
  readonly state: CoverageState;
  readonly cell: MatrixCell | null;
  readonly crates: readonly CrateCoverage[];
}

/** Guests of all folders in the answer's order. */
export function guestViews(folders: readonly FolderCoverage[]): readonly GuestView[] {
  return folders.flatMap(({ folder, coverage }) =>
    coverageColumns(coverage).map((column) => ({
      folder,
      guest: column.guest,
      figure: column.figure,
      cells: cellsOf(coverage, column),
    })),
  );
}

/** Unpatched operations: each counts once, in however many guests. The badge of the view. */
export function unpatchedOperations(guests: readonly GuestView[]): number {
  return operations.filter((operation) =>
    guests.some(({ cells }) => {
      const cell = cells.get(operation);
      return cell?.state === "unpatched" || cell?.crates.some(({ state }) => state === "unpatched");
    }),
  ).length;
}

/** Whether a person can do something about the state. */
export function isOpen(state: CoverageState): boolean {
  return stateRank[state] < openRanks;
}

/** Whether there is something to do: in the cell, or in one of the crates among which the files cannot decide. */
export function isOpenCell({ state, crates }: CellView): boolean {
  return isOpen(state) || (state === "unknown" && crates.some((crate) => isOpen(crate.state)));
}

/** Of a cell's crates the one that the cell is about; where the crates differ, what presses most. A fix first. */
export function leadingCrate({ crates, state }: CellView): CrateCoverage | null {
  const rank = (crate: CrateCoverage): number =>
    (crate.state === state || state === "unknown" ? 0 : 100) +
    stateRank[crate.state] * 2 +
    (crate.fix ? 0 : 1);
  return crates.reduce<CrateCoverage | null>(
    (best, crate) => (best === null || rank(crate) < rank(best) ? crate : best),
    null,
  );
}

function cellsOf({ matrix }: Coverage, { guest, cellOf }: CoverageColumn): ReadonlyMap<Operation, CellView> {
  const crates = new Map<Operation, CrateCoverage[]>();
  for (const crate of guest.crates) {
    const known = crates.get(crate.operation);
    if (known) known.push(crate);
    else crates.set(crate.operation, [crate]);
  }
  return new Map(
    matrix.map((row) => {
      const { operation, native } = row;
      const cell = cellOf(row);
      const state = cell?.state ?? "absent";
      return [operation, { operation, native, state, cell, crates: crates.get(operation) ?? [] }];
    }),
  );
}
