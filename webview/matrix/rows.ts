import { stateRank } from "../../src/protocol/coverageWords";
import type { MatrixTable, MatrixTableRow } from "../../src/protocol/matrix";
import type { MatrixState } from "./state";

/** The columns before the guests: operation, native library. */
export const leadingColumns = 2;

/** Rows as they are shown: absent everywhere last, filtered, sorted; equal rows keep the contract's order. */
export function shownRows(table: MatrixTable, state: MatrixState): readonly MatrixTableRow[] {
  const rows = table.rows.filter(({ cells }) => !state.onlyOpen || cells.some(({ open }) => open));
  const guest = state.sort - leadingColumns;
  const turn = state.descending ? -1 : 1;
  const compare = (a: MatrixTableRow, b: MatrixTableRow): number => {
    if (state.sort === 0) return a.operation.localeCompare(b.operation) * turn;
    if (state.sort === 1) return a.native.localeCompare(b.native) * turn;
    const [left, right] = [a.cells[guest], b.cells[guest]];
    if (guest >= 0 && left && right) return (stateRank[left.state] - stateRank[right.state]) * turn;
    return Number(isNowhere(a)) - Number(isNowhere(b));
  };
  return [...rows].sort((a, b) => compare(a, b) || a.order - b.order);
}

function isNowhere({ cells }: MatrixTableRow): boolean {
  return cells.every(({ state }) => state === "absent");
}
