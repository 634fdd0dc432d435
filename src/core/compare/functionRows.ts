import type { ChangeColumns } from "./changeColumns";
import type { EffectOrder } from "./effectOrder";
import type { FunctionSide } from "./functionSide";
import { pickedRows, pickInstances, rowsOf, type Instances } from "./instances";
import { pickTexts, select, type Selection } from "./pick";
import { RowList } from "./rowList";
import type { Scratch } from "./scratch";
import type { FunctionChange } from "./types";

/** Functions by effect, each made when it is read. */
export class FunctionRows extends RowList<FunctionChange> {
  /** `order` has the groups of `keys` as they are listed. */
  constructor(
    order: EffectOrder,
    private readonly keys: readonly string[],
    private readonly before: FunctionSide,
    private readonly after: FunctionSide,
    columns: ChangeColumns,
  ) {
    super(order, columns);
  }

  nameAt(index: number): string {
    const { keys, before, after } = this;
    const group = this.order.rowAt(index);
    if (isNamedByKey(group, before, after)) return keys[group]!;
    return groupName(
      keys[group]!,
      before,
      rowsOf(before.instances, group),
      after,
      rowsOf(after.instances, group),
    );
  }

  protected maker(from: number, end: number, scratch: Scratch): (index: number) => FunctionChange {
    const { before, after } = this;
    const groups = select(this.order.between(from, end), this.length, scratch);
    const columns = this.columns.pick(groups, scratch);
    const notes = notesOf(groups, before, after, this.columns, scratch);
    const keys = pickTexts(this.keys, groups);
    const base = pickInstances(before.instances, groups, scratch);
    const next = pickInstances(after.instances, groups, scratch);
    const rows = declaredRows(groups, before.instances, after.instances, scratch);
    const [was, is] = [before.profile.functions, after.profile.functions];
    const crate = pickDeclared(is.crate, was.crate, rows, groups);
    const file = pickDeclared(is.file, was.file, rows, groups);
    const line = declaredLines(is.line, was.line, rows, groups, scratch);
    return (index) => {
      const at = index - from;
      const key = keys[at]!;
      const baseRows = pickedRows(before.instances, base[at]!);
      const nextRows = pickedRows(after.instances, next[at]!);
      return {
        key,
        name: (notes[at]! & otherNamed) > 0 ? groupName(key, before, baseRows, after, nextRows) : key,
        status: columns.statusAt(at),
        crate: crate[at] ?? null,
        file: file[at] ?? null,
        line: line[at]!,
        baseRows,
        nextRows,
        calls: columns.calls(at),
        self: columns.changes("self", at),
        total: columns.changes("total", at),
        mayNest: (notes[at]! & nests) > 0,
        inlinedElsewhere: (notes[at]! & inlinedElsewhere) > 0,
      };
    };
  }
}

/** The first instance of each group, which tells where the function is declared: of the newer side where it is there, else ~row of the base. */
function declaredRows(
  { rows: groups }: Selection,
  base: Instances,
  next: Instances,
  scratch: Scratch,
): Int32Array {
  const rows = scratch.ints(groups.length);
  for (let i = 0; i < rows.length; i++) {
    const group = groups[i]!;
    const from = next.start[group]!;
    rows[i] = from < next.start[group + 1]! ? next.rows[from]! : ~base.rows[base.start[group]!]!;
  }
  return rows;
}

function pickDeclared<T>(
  next: readonly T[],
  base: readonly T[],
  rows: Int32Array,
  { places }: Selection,
): readonly (T | undefined)[] {
  const out = new Array<T | undefined>(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    out[places[i]!] = row >= 0 ? next[row] : base[~row];
  }
  return out;
}

function declaredLines(
  next: Int32Array,
  base: Int32Array,
  rows: Int32Array,
  { places }: Selection,
  scratch: Scratch,
): Int32Array {
  const out = scratch.ints(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    // 0 where a table has none.
    out[places[i]!] = row >= 0 ? next[row]! : base[~row]!;
  }
  return out;
}

/** What is noted of a group. */
const [nests, inlinedElsewhere, otherNamed] = [1, 2, 4];

function notesOf(
  { rows, places }: Selection,
  before: FunctionSide,
  after: FunctionSide,
  columns: ChangeColumns,
  scratch: Scratch,
): Uint8Array {
  const notes = scratch.bytes(rows.length);
  for (let i = 0; i < notes.length; i++) {
    const group = rows[i]!;
    const presence = columns.presenceAt(group);
    const other = presence === "base" ? after : presence === "next" ? before : null;
    notes[places[i]!] =
      (other?.inlined[group] === 1 ? inlinedElsewhere : 0) |
      (before.mayNest[group] === 1 || after.mayNest[group] === 1 ? nests : 0) |
      (isNamedByKey(group, before, after) ? 0 : otherNamed);
  }
  return notes;
}

/** Texts stand anywhere in memory: for most functions none has to be looked at to tell their name. */
function isNamedByKey(group: number, before: FunctionSide, after: FunctionSide): boolean {
  return before.otherNamed[group] === 0 && after.otherNamed[group] === 0;
}

/** The one name that all instances have, else the path that they share. */
function groupName(
  key: string,
  before: FunctionSide,
  baseRows: readonly number[],
  after: FunctionSide,
  nextRows: readonly number[],
): string {
  const next = sharedName(key, after, nextRows);
  const base = sharedName(key, before, baseRows);
  return next === null ? (base ?? key) : base === null || base === next ? next : key;
}

/** The name of all rows, the key where they have several; null without any. */
function sharedName(key: string, { profile }: FunctionSide, rows: readonly number[]): string | null {
  const { name } = profile.functions;
  let only: string | null = null;
  for (const row of rows) {
    if (only !== null && name[row] !== only) return key;
    only = name[row]!;
  }
  return only;
}
