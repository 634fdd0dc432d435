import type { MetricId, Profile } from "../profile/model";
import { compareText, type Presence, type WholeDeltas } from "./change";
import { ChangeColumns } from "./changeColumns";
import { byEffects, sortTies } from "./effectOrder";
import { matchFunctions } from "./functionMatch";
import { FunctionRows, groupName } from "./functionRows";
import { FunctionSide } from "./functionSide";
import { presenceColumn } from "./presence";
import type { CutList } from "./types";

/** What all lists of one comparison share. */
export interface Compared {
  readonly metrics: readonly MetricId[];
  /** Lists are sorted by this one. */
  readonly metric: MetricId;
  readonly wholes: WholeDeltas;
}

export interface FunctionChanges {
  /** By effect. */
  readonly rows: FunctionRows;
  readonly order: "self" | "total";
  /** Whose list of functions is cut. */
  readonly cut: { readonly base: CutList | null; readonly next: CutList | null };
  /** Which side names no function at all, though something ran. */
  readonly unknown: { readonly base: boolean; readonly next: boolean };
  /** How many source `fn`s each side has, and how many both; what is in brackets is none. */
  readonly counts: { readonly base: number; readonly next: number; readonly both: number };
  /** How many have totals in which what nests may be counted twice. */
  readonly mayNest: number;
  /** Σ of the changes of self that are known, and of how many functions it is not. */
  explained(metric: MetricId): { readonly sum: number; readonly unknown: number };
}

/** Functions of both sides, matched by path, their instances added up. Sorted by effect. */
export function compareFunctions(base: Profile, next: Profile, compared: Compared): FunctionChanges {
  const { metric, metrics } = compared;
  const { table, ...instances } = matchFunctions(base, next);
  const { keys } = table;
  const before = new FunctionSide(base, instances.base, table, metrics);
  const after = new FunctionSide(next, instances.next, table, metrics);
  const presence = presenceColumn(
    before.instances.present,
    after.instances.present,
    presenceWithout(after, "base"),
    presenceWithout(before, "next"),
  );
  const columns = new ChangeColumns(compared, before.figures, after.figures, presence, [
    [before.calls, after.calls],
  ]);
  const order = before.knowsSelf(metric) && after.knowsSelf(metric) ? "self" : "total";
  const effects = [order, order === "self" ? "total" : "self"].map((kind) =>
    columns.effects(kind as "self" | "total", metric),
  );
  const sorted = byEffects(effects);
  const nameOf = (group: number): string => groupName(group, keys, before, after);
  sortTies(sorted, effects, (a, b) => compareText(nameOf(a), nameOf(b)) || compareText(keys[a]!, keys[b]!));
  return {
    rows: new FunctionRows(sorted, keys, before, after, columns),
    order,
    cut: { base: before.cut, next: after.cut },
    unknown: { base: before.isUnknown, next: after.isUnknown },
    counts: countsOf(keys, before, after),
    mayNest: keys.reduce((sum, _, group) => sum + (before.mayNest[group]! | after.mayNest[group]!), 0),
    explained: (of) => columns.sum("self", of),
  };
}

/** What a function is that only one side has: `only`, if the other one would have listed it. */
function presenceWithout(missing: FunctionSide, only: "base" | "next"): Presence {
  return missing.isUnknown ? "unknown" : missing.cut !== null ? "half" : only;
}

function countsOf(
  keys: readonly string[],
  before: FunctionSide,
  after: FunctionSide,
): FunctionChanges["counts"] {
  let [base, next, both] = [0, 0, 0];
  for (let group = 0; group < keys.length; group++) {
    if (keys[group]!.startsWith("[")) continue;
    const [here, there] = [before.instances.present[group]!, after.instances.present[group]!];
    base += here;
    next += there;
    both += here & there;
  }
  return { base, next, both };
}
