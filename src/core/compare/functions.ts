import type { MetricId, Profile } from "../profile/model";
import { compareText, type Presence, type WholeDeltas } from "./change";
import { ChangeColumns } from "./changeColumns";
import { isListOnly } from "./cutList";
import { EffectOrder } from "./effectOrder";
import { matchFunctions } from "./functionMatch";
import { FunctionRows } from "./functionRows";
import { FunctionSide } from "./functionSide";
import { pathStarts } from "./pathStart";
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

/** Functions of both sides, matched by path, their instances added up. Sorted by effect, of equal ones by path. */
export function compareFunctions(base: Profile, next: Profile, compared: Compared): FunctionChanges {
  const { metric, metrics } = compared;
  const { table, brackets, ...instances } = matchFunctions(base, next);
  const { keys } = table;
  const before = new FunctionSide(base, instances.base, table, metrics);
  const after = new FunctionSide(next, instances.next, table, metrics);
  const presence = presenceColumn(
    before.instances.present,
    after.instances.present,
    presenceWithout(after, before, "base"),
    presenceWithout(before, after, "next"),
  );
  const columns = ChangeColumns.of(compared, before.figures, after.figures, presence);
  const order = before.knowsSelf(metric) && after.knowsSelf(metric) ? "self" : "total";
  const other = order === "self" ? "total" : "self";
  const sorted = new EffectOrder(columns.effects(order, metric), () => ({
    columns: [columns.effects(other, metric), pathStarts(keys)],
    compare: (a, b) => compareText(keys[a]!, keys[b]!),
  }));
  return {
    rows: new FunctionRows(sorted, keys, before, after, columns),
    order,
    cut: { base: before.cut, next: after.cut },
    unknown: { base: before.isUnknown, next: after.isUnknown },
    counts: countsOf(before, after, brackets),
    mayNest: before.mayNest.reduce((sum, here, group) => sum + (here | after.mayNest[group]!), 0),
    explained: (of) => columns.sum("self", of),
  };
}

/** What a function is that only one side has: `only`, if the other one would have listed it. */
function presenceWithout(missing: FunctionSide, other: FunctionSide, only: "base" | "next"): Presence {
  if (missing.isUnknown) return "unknown";
  return missing.cut !== null || isOtherToolsList(missing.profile, other.profile) ? "half" : only;
}

/**
 * A tool's list, set against another engine's functions, lacks those that its rules leave out: ziskemu's has none of
 * what never returns, `main` with all above it, of what calls itself, is tail-called or was left by a panic.
 */
export function isOtherToolsList(list: Profile, other: Profile): boolean {
  return isListOnly(list) && list.engine.name !== other.engine.name && !isListOnly(other);
}

function countsOf(
  { instances: { present: base } }: FunctionSide,
  { instances: { present: next } }: FunctionSide,
  brackets: readonly number[],
): FunctionChanges["counts"] {
  const counts = { base: 0, next: 0, both: 0 };
  const add = (group: number, one: 1 | -1): void => {
    const [here, there] = [base[group]!, next[group]!];
    counts.base += one * here;
    counts.next += one * there;
    counts.both += one * (here & there);
  };
  for (let group = 0; group < base.length; group++) add(group, 1);
  for (const group of brackets) add(group, -1);
  return counts;
}
