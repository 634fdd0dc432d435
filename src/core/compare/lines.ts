import type { LineTable, Profile } from "../profile/model";
import { ChangeColumns, type SideFigures } from "./changeColumns";
import { byEffects } from "./effectOrder";
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
  const columns = new ChangeColumns(
    compared,
    figuresOf(from, before, joined.base, compared),
    figuresOf(to, after, joined.next, compared),
    presenceColumn(joined.base.present, joined.next.present, "base", "next"),
  );
  const effects = (["self", "total"] as const).map((kind) => columns.effects(kind, compared.metric));
  return { rows: new LineRows(byEffects(effects), joined, columns), files: match.files };
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
  const grouping = {
    length: present.length,
    ofRow: ofRow.map((place) => ofPlace[place]!),
    present,
  };
  return {
    self: sumsByGroup(table.self, metrics, grouping),
    total: sumsByGroup(table.total, metrics, grouping),
  };
}
