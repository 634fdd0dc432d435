import { pathToFileURL } from "node:url";
import type { Position, Range } from "vscode-languageserver/node";
import type { GuestCoverage, Place } from "../../core/coverage/types";
import { crateRows, type CrateRow } from "../../core/report/coverageCrates";
import type { FolderAnswer } from "./coverageFolder";

/** A document's own URI where it is open: editors spell the same path in more than one way. */
export function uriOf(answer: FolderAnswer, file: string): string {
  return answer.open.get(file)?.uri ?? pathToFileURL(file).href;
}

/** A row of a guest that an editor marks in a file. */
export interface PlacedRow {
  readonly guest: GuestCoverage;
  readonly row: CrateRow;
  readonly place: Place;
}

/** Rows whose place is in this file. */
export function placedRows(answer: FolderAnswer, file: string): readonly PlacedRow[] {
  return answer.coverage.guests.flatMap((guest) =>
    crateRows(guest).flatMap((row) =>
      row.place !== null && row.place.file === file ? [{ guest, row, place: row.place }] : [],
    ),
  );
}

/** Both ends count. */
export function contains({ start, end }: Range, { line, character }: Position): boolean {
  const after = line > start.line || (line === start.line && character >= start.character);
  return after && (line < end.line || (line === end.line && character <= end.character));
}

/** Whether the ranges share a position; both ends count. */
export function touches(a: Range, b: Range): boolean {
  return contains(a, b.start) || contains(b, a.start);
}
