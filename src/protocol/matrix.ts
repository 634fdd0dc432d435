import { coverageStates, type CoverageState } from "../core/coverage/types";
import type { Notice } from "./channel";
import { isCoverageWords, type CoverageWords } from "./coverageWords";
import { isArrayOf, isIndex, isNothing, isOneOf, isRecord, isText, type Guard } from "./guards";

/** Host ↔ matrix panel. The panel names places and fixes by number; only the host knows the file behind one. */

/** The matrix as it is painted: every text ready, names made harmless. */
export interface MatrixTable {
  /** Grows with every change; numbers of places hold for one revision only. */
  readonly revision: number;
  /** The badge's count: operations with an unpatched crate in any guest. */
  readonly unpatched: number;
  readonly guests: readonly MatrixGuest[];
  readonly rows: readonly MatrixTableRow[];
}

/** A column: one guest for one backend. */
export interface MatrixGuest {
  readonly title: string;
  readonly backend: string;
  readonly sdk: string;
  /** `9 of 11 accelerated, 1 unknown`. */
  readonly figure: string;
  readonly place: number;
}

export interface MatrixTableRow {
  /** Position in the contract's order of operations. */
  readonly order: number;
  readonly operation: string;
  readonly native: string;
  /** One a guest, in their order. */
  readonly cells: readonly MatrixTableCell[];
  /** What cells of the row say, each sentence once. */
  readonly notes: string;
}

export interface MatrixTableCell {
  readonly state: CoverageState;
  /** `sha2 0.10.8`; empty for none. */
  readonly crate: string;
  readonly note: string;
  /** `guest › revm › sha2`; empty for none. */
  readonly path: string;
  /** `12.4 M cost`; empty without a profile. */
  readonly cost: string;
  /** -1: nothing to open. */
  readonly place: number;
  /** Title of the fix; empty for none. */
  readonly fix: string;
  /** A person can do something here. */
  readonly open: boolean;
}

const most = { guests: 2000, rows: 64, text: 8192 };

const isLine: Guard<string> = (value): value is string => isText(value, most.text);

const isGuest: Guard<MatrixGuest> = (value): value is MatrixGuest =>
  isRecord(value) &&
  isLine(value["title"]) &&
  isLine(value["backend"]) &&
  isLine(value["sdk"]) &&
  isLine(value["figure"]) &&
  isIndex(value["place"]);

const isCell: Guard<MatrixTableCell> = (value): value is MatrixTableCell =>
  isRecord(value) &&
  isOneOf(value["state"], ...coverageStates) &&
  isLine(value["crate"]) &&
  isLine(value["note"]) &&
  isLine(value["path"]) &&
  isLine(value["cost"]) &&
  isIndex(value["place"]) &&
  isLine(value["fix"]) &&
  typeof value["open"] === "boolean";

const isRow: Guard<MatrixTableRow> = (value): value is MatrixTableRow =>
  isRecord(value) &&
  isIndex(value["order"]) &&
  isLine(value["operation"]) &&
  isLine(value["native"]) &&
  isLine(value["notes"]) &&
  isArrayOf(value["cells"], most.guests, isCell);

export const isMatrixTable: Guard<MatrixTable> = (value): value is MatrixTable => {
  if (!isRecord(value) || !isIndex(value["revision"]) || !isIndex(value["unpatched"])) return false;
  const { guests, rows } = value;
  return (
    isArrayOf(guests, most.guests, isGuest) &&
    isArrayOf(rows, most.rows, isRow) &&
    rows.every(({ cells }) => cells.length === guests.length)
  );
};

export interface ShowMatrix {
  readonly words: CoverageWords;
  /** Null while the answer is on its way. */
  readonly table: MatrixTable | null;
  /** What went wrong; the last good table stays. */
  readonly problem: string | null;
}

/** Host → panel: the matrix, again after every change. */
export const showMatrix: Notice<ShowMatrix> = {
  name: "showMatrix",
  isValue: (value): value is ShowMatrix =>
    isRecord(value) &&
    isCoverageWords(value["words"]) &&
    (value["table"] === null || isMatrixTable(value["table"])) &&
    (value["problem"] === null || isLine(value["problem"])),
};

/** Panel → host. */
export const matrixReady: Notice<null> = { name: "matrixReady", isValue: isNothing };
export const refreshMatrix: Notice<null> = { name: "refreshMatrix", isValue: isNothing };

export interface OfRevision {
  readonly revision: number;
  /** Index that the table gave for it. */
  readonly place: number;
}
const isOfRevision: Guard<OfRevision> = (value): value is OfRevision =>
  isRecord(value) && isIndex(value["revision"]) && isIndex(value["place"]);

/** Opens the manifest or lock entry behind a cell or guest. */
export const openMatrixPlace: Notice<OfRevision> = { name: "openMatrixPlace", isValue: isOfRevision };

export interface CellOfRevision {
  readonly revision: number;
  /** `order` of the row, index of the guest. */
  readonly order: number;
  readonly guest: number;
}
/** Applies the fix of a cell, as the editor's quick fix does. */
export const fixMatrixCell: Notice<CellOfRevision> = {
  name: "fixMatrixCell",
  isValue: (value): value is CellOfRevision =>
    isRecord(value) && isIndex(value["revision"]) && isIndex(value["order"]) && isIndex(value["guest"]),
};

export const matrixFormats = ["md", "csv", "json"] as const;
export type MatrixFormat = (typeof matrixFormats)[number];
export const exportMatrix: Notice<MatrixFormat> = {
  name: "exportMatrix",
  isValue: (value): value is MatrixFormat => isOneOf(value, ...matrixFormats),
};
