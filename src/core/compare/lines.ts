import type { LineTable, Profile } from "../profile/model";
import { ChangeColumns, type SideFigures } from "./changeColumns";
import { EffectOrder } from "./effectOrder";
import type { Compared } from "./functions";
import { sumsByGroup } from "./grouping";
import { linePlacesOf, type LinePlaces } from "./linePlaces";
import { matchLines } from "./lineMatch";
import { joinLines, type JoinedLines } from "./lineJoin";
import { LineRows } from "./lineRows";
import { presenceColumn } from "./presence";
import type { FileMatch, SideInfo } from "./types";

export interface LineChanges {
  readonly rows: LineRows;
  readonly files: readonly FileMatch[];
}

/**
 * Lines of both sides, matched by their text where both runs recorded it, else by number. Sorted by effect, of equal
 * ones by file and number. None where a side knows no lines.
 */
export function compareLines(
  base: Profile,
  next: Profile,
  compared: Compared,
  recorded: { readonly base?: SideInfo; readonly next?: SideInfo } = {},
): LineChanges {
  const [from, to] = base.lines === null || next.lines === null ? [none, none] : [base.lines, next.lines];
  const [before, after] = [linePlacesOf(from), linePlacesOf(to)];
  const match = matchLines(before, after, recorded);
  const joined = joinLines(before, after, match, recorded);
  const columns = ChangeColumns.of(
    compared,
    figuresOf(from, before, joined.base, compared),
    figuresOf(to, after, joined.next, compared),
    presenceColumn(joined.base.present, joined.next.present, "base", "next"),
  );
  const { metric } = compared;
  // Rows are numbered by file and line.
  const order = new EffectOrder(columns.effects("self", metric), () => ({
    columns: [columns.effects("total", metric)],
    compare: (a, b) => a - b,
  }));
  return { rows: new LineRows(order, joined, columns), files: match.files };
}

const none: LineTable = {
  length: 0,
  files: [],
  file: new Int32Array(),
  line: new Int32Array(),
  self: {},
  total: {},
};

function figuresOf(
  table: LineTable,
  { ofRow }: LinePlaces,
  { ofPlace, present }: JoinedLines["base"],
  { metrics }: Compared,
): SideFigures {
  const rows = new Int32Array(ofRow.length);
  for (let row = 0; row < rows.length; row++) rows[row] = ofPlace[ofRow[row]!]!;
  const grouping = { length: present.length, ofRow: rows, present };
  return {
    self: sumsByGroup(table.self, metrics, grouping),
    total: sumsByGroup(table.total, metrics, grouping),
  };
}
