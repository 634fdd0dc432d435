import type { ChangeColumns } from "./changeColumns";
import type { EffectOrder } from "./effectOrder";
import type { FunctionSide } from "./functionSide";
import { PickedInstances, rowsOf } from "./instances";
import { pickBytes, pickTexts } from "./pick";
import { RowList } from "./rowList";
import type { ChangeStatus, FunctionChange } from "./types";

/** Functions by effect, each made when it is read. */
export class FunctionRows extends RowList<FunctionChange> {
  readonly length: number;
  private readonly notes: Uint8Array;

  /** `order` has the groups of `keys` as they are listed. */
  constructor(
    private readonly order: EffectOrder,
    private readonly keys: readonly string[],
    private readonly before: FunctionSide,
    private readonly after: FunctionSide,
    private readonly columns: ChangeColumns,
  ) {
    super();
    this.length = order.length;
    this.notes = notesOf(before, after, columns);
  }

  nameAt(index: number): string {
    const { keys, before, after } = this;
    const group = this.order.rowAt(index);
    return groupName(
      keys[group]!,
      before,
      rowsOf(before.instances, group),
      after,
      rowsOf(after.instances, group),
    );
  }

  get changedCount(): number {
    return this.columns.changed;
  }

  statusAt(index: number): ChangeStatus {
    return this.columns.statusAt(this.order.rowAt(index));
  }

  protected maker(from: number, end: number): (index: number) => FunctionChange {
    const { before, after } = this;
    const groups = this.order.between(from, end);
    const columns = this.columns.pick(groups);
    const notes = pickBytes(this.notes, groups);
    const keys = pickTexts(this.keys, groups);
    const base = new PickedInstances(before.instances, groups);
    const next = new PickedInstances(after.instances, groups);
    const { crate, file, line } = declarations(before, base, after, next);
    return (index) => {
      const at = index - from;
      const key = keys[at]!;
      const [baseRows, nextRows] = [base.rowsOf(at), next.rowsOf(at)];
      return {
        key,
        name: groupName(key, before, baseRows, after, nextRows),
        status: columns.statusAt(at),
        crate: crate[at]!,
        file: file[at]!,
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

/** Where the first instance of each is declared, on the newer side where it is there. */
function declarations(
  before: FunctionSide,
  base: PickedInstances,
  after: FunctionSide,
  next: PickedInstances,
) {
  const crate: (string | null)[] = [];
  const file: (string | null)[] = [];
  const line = new Int32Array(base.first.length);
  for (let at = 0; at < line.length; at++) {
    const isNext = next.first[at]! >= 0;
    const { functions } = (isNext ? after : before).profile;
    const row = (isNext ? next : base).first[at]!;
    crate.push(functions.crate[row] ?? null);
    file.push(functions.file[row] ?? null);
    line[at] = functions.line[row] ?? 0;
  }
  return { crate, file, line };
}

/** What is noted of a group. */
const [nests, inlinedElsewhere] = [1, 2];

function notesOf(before: FunctionSide, after: FunctionSide, columns: ChangeColumns): Uint8Array {
  const notes = new Uint8Array(columns.length);
  for (let group = 0; group < notes.length; group++) {
    const presence = columns.presenceAt(group);
    const other = presence === "base" ? after : presence === "next" ? before : null;
    if (other?.inlined[group] === 1) notes[group]! |= inlinedElsewhere;
    if (before.mayNest[group] === 1 || after.mayNest[group] === 1) notes[group]! |= nests;
  }
  return notes;
}

/** The one name that all instances have, else the path that they share. */
function groupName(
  key: string,
  before: FunctionSide,
  baseRows: readonly number[],
  after: FunctionSide,
  nextRows: readonly number[],
): string {
  let only: string | null = null;
  for (const [{ profile, plain }, rows] of [
    [after, nextRows],
    [before, baseRows],
  ] as const)
    for (const row of rows) {
      const name = plain[row] === 1 ? key : profile.functions.name[row]!;
      only ??= name;
      if (name !== only) return key;
    }
  return only ?? key;
}
