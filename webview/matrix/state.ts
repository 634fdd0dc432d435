import { isIndex, isRecord } from "../../src/protocol/guards";

/** What a reload of the window brings back. */
export interface MatrixState {
  /** Column: 0 operation, 1 native, then guests; -1 the order of the contract. */
  readonly sort: number;
  readonly descending: boolean;
  readonly onlyOpen: boolean;
}

const freshState: MatrixState = { sort: -1, descending: false, onlyOpen: false };

export function readMatrixState(value: unknown): MatrixState {
  if (!isRecord(value)) return freshState;
  const { sort, descending, onlyOpen } = value;
  return {
    sort: isIndex(sort) ? sort : -1,
    descending: descending === true,
    onlyOpen: onlyOpen === true,
  };
}
