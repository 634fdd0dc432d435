import { changeOf } from "./change";
import type { ChangeColumns } from "./changeColumns";
import type { EffectOrder } from "./effectOrder";
import type { FunctionSide } from "./functionSide";
import { rowsOf } from "./instances";
import { RowList } from "./rowList";
import type { ChangeStatus, FunctionChange } from "./types";

/** Functions by effect, each made when it is read. */
export class FunctionRows extends RowList<FunctionChange> {
  readonly length: number;

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
  }

  nameAt(index: number): string {
    return groupName(this.order.rowAt(index), this.keys, this.before, this.after);
  }

  get changedCount(): number {
    return this.columns.changed;
  }

  statusAt(index: number): ChangeStatus {
    return this.columns.statusAt(this.order.rowAt(index));
  }

  protected rowAt(index: number): FunctionChange {
    const { keys, before, after, columns } = this;
    const group = this.order.rowAt(index);
    const presence = columns.presenceAt(group);
    const baseRows = rowsOf(before.instances, group);
    const nextRows = rowsOf(after.instances, group);
    const row = nextRows[0] ?? baseRows[0]!;
    const { functions } = (nextRows.length > 0 ? after : before).profile;
    return {
      key: keys[group]!,
      name: groupName(group, keys, before, after),
      status: columns.statusAt(group),
      crate: functions.crate[row] ?? null,
      file: functions.file[row] ?? null,
      line: functions.line[row] ?? 0,
      baseRows,
      nextRows,
      calls: changeOf(before.calls[group]!, after.calls[group]!, presence),
      self: columns.changes("self", group),
      total: columns.changes("total", group),
      mayNest: before.mayNest[group] === 1 || after.mayNest[group] === 1,
      inlinedElsewhere:
        (presence === "base" && after.inlined[group] === 1) ||
        (presence === "next" && before.inlined[group] === 1),
    };
  }
}

/** The one name that all instances have, else the path that they share. */
function groupName(
  group: number,
  keys: readonly string[],
  before: FunctionSide,
  after: FunctionSide,
): string {
  let only: string | null = null;
  for (const { instances, profile } of [after, before]) {
    for (let at = instances.start[group]!; at < instances.start[group + 1]!; at++) {
      const name = profile.functions.name[instances.rows[at]!]!;
      only ??= name;
      if (name !== only) return keys[group]!;
    }
  }
  return only ?? keys[group]!;
}
