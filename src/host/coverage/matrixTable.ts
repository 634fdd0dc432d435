import { operations, type Fix, type Place } from "../../core/coverage/types";
import { safeName } from "../../core/profile/names";
import type { CoverageWords } from "../../protocol/coverageWords";
import type { MatrixTable, MatrixTableCell } from "../../protocol/matrix";
import { manifestPlace, titles } from "./coverageNodes";
import { backendText, costText, crateText, figureText, pathText, sdkText } from "./coverageText";
import {
  isOpen,
  isOpenCell,
  leadingCrate,
  unpatchedOperations,
  type CellView,
  type GuestView,
} from "./guestViews";

/** The panel's table, and what its numbers stand for on this side. */
export interface NumberedTable {
  readonly table: MatrixTable;
  readonly places: readonly Place[];
  readonly fixes: ReadonlyMap<string, { readonly fix: Fix; readonly view: GuestView }>;
}

/** Longest text that goes to the panel. */
const longest = 4000;

export const fixKey = (order: number, guest: number): string => `${order} ${guest}`;

/** Everything as text; places become numbers that hold for this revision. */
export function matrixTable(
  all: readonly GuestView[],
  revision: number,
  words: CoverageWords,
  metric: string,
): NumberedTable {
  const guests = all.slice(0, 2000);
  const places: Place[] = [];
  const fixes = new Map<string, { fix: Fix; view: GuestView }>();
  const number = (place: Place): number => places.push(place) - 1;
  const titled = titles(guests);
  const cellOf = (
    view: GuestView,
    guest: number,
    order: number,
    cell: CellView | undefined,
  ): MatrixTableCell => {
    const lead = cell ? leadingCrate(cell) : null;
    const fix = cell && isOpenCell(cell) ? (lead?.fix ?? null) : null;
    if (fix) fixes.set(fixKey(order, guest), { fix, view });
    const place = lead?.place ?? lead?.related;
    return {
      state: cell?.state ?? "absent",
      crate: cut(crateText(cell?.cell?.crate ? cell.cell : (lead ?? { crate: null, version: null }))),
      note: cut(cell?.cell?.note ?? lead?.reason ?? ""),
      path: cut(pathText(lead?.path ?? [])),
      cost: costText(lead?.cost, metric),
      place: place ? number(place) : -1,
      fix: cut(fix?.title ?? ""),
      open: cell ? isOpenCell(cell) : false,
    };
  };
  const rows = operations.map((operation, order) => {
    const cells = guests.map((view, guest) => cellOf(view, guest, order, view.cells.get(operation)));
    const native = guests.map((view) => view.cells.get(operation)?.native).find(Boolean) ?? "";
    const notes = cells
      .filter(({ state, note }) => note !== "" && (isOpen(state) || state === "unknown"))
      .map(({ note }) => note);
    return {
      order,
      operation: words[`op_${operation}`],
      native: cut(native),
      cells,
      notes: [...new Set(notes)].join("\n").slice(0, longest),
    };
  });
  const columns = guests.map((view, at) => ({
    title: cut(titled[at]!),
    backend: backendText(view.guest),
    sdk: cut(sdkText(view.guest, words)),
    figure: figureText(view.figure, words),
    place: number(manifestPlace(view.folder, view.guest.manifest)),
  }));
  return {
    table: { revision, unpatched: unpatchedOperations(guests), guests: columns, rows },
    places,
    fixes,
  };
}

function cut(text: string): string {
  const safe = safeName(text);
  return safe.length > longest ? `${safe.slice(0, longest)}…` : safe;
}
