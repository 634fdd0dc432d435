import { cell, wholeRun } from "../analysis/metrics";
import type { MetricId, Profile } from "../profile/model";
import {
  byEffect,
  changeOf,
  metricChanges,
  statusOf,
  sumOf,
  sumOfColumn,
  type Figures,
  type Presence,
  type WholeDeltas,
} from "./change";
import { cutListOf } from "./cutList";
import { functionKeys, functionKey, looseKey } from "./functionKey";
import { groupTotals, type Groups } from "./groupTotals";
import type { CutList, FunctionChange } from "./types";

/** What all lists of one comparison share. */
export interface Compared {
  readonly metrics: readonly MetricId[];
  /** Lists are sorted by this one. */
  readonly metric: MetricId;
  readonly wholes: WholeDeltas;
}

export interface FunctionChanges {
  /** By effect. */
  readonly rows: readonly FunctionChange[];
  /** The same as they were found, which is how they lie in memory: for sums over all of them. */
  readonly found: readonly FunctionChange[];
  readonly order: "self" | "total";
  /** Whose list of functions is cut. */
  readonly cut: { readonly base: CutList | null; readonly next: CutList | null };
  /** Which side names no function at all, though something ran. */
  readonly unknown: { readonly base: boolean; readonly next: boolean };
}

/** Functions of both sides, matched by path, their instances added up. Sorted by effect. */
export function compareFunctions(base: Profile, next: Profile, compared: Compared): FunctionChanges {
  const { keys, groups } = matched(base, next);
  const before = new FunctionSide(base, groups[0], compared.metrics);
  const after = new FunctionSide(next, groups[1], compared.metrics);
  const order = before.knowsSelf(compared.metric) && after.knowsSelf(compared.metric) ? "self" : "total";
  const rows = keys.map((key, group) => oneFunction(key, group, before, after, compared));
  const other = order === "self" ? "total" : "self";
  const effects = [order, other].map(
    (kind) => (row: FunctionChange) => row[kind as "self" | "total"][compared.metric]?.delta,
  );
  return {
    rows: byEffect(rows, effects),
    found: rows,
    order,
    cut: { base: before.cut, next: after.cut },
    unknown: { base: before.isUnknown, next: after.isUnknown },
  };
}

function oneFunction(
  key: string,
  group: number,
  before: FunctionSide,
  after: FunctionSide,
  { metrics, wholes }: Compared,
): FunctionChange {
  const baseRows = before.groups.rows[group]!;
  const nextRows = after.groups.rows[group]!;
  const presence = presenceOf(baseRows.length, nextRows.length, before, after);
  const sides = [[before, group] as const, [after, group] as const] as const;
  const self = metricChanges(metrics, "self", ...sides, presence, wholes);
  const total = metricChanges(metrics, "total", ...sides, presence, wholes, self);
  const calls = changeOf(before.calls(group), after.calls(group), presence);
  const place = nextRows.length > 0 ? after : before;
  const row = nextRows[0] ?? baseRows[0]!;
  const { functions } = place.profile;
  return {
    key,
    name: nameOf(key, before, baseRows, after, nextRows),
    status: statusOf(presence, [calls], self, total),
    crate: functions.crate[row] ?? null,
    file: functions.file[row] ?? null,
    line: functions.line[row] ?? 0,
    baseRows,
    nextRows,
    calls,
    self,
    total,
    mayNest: before.mayNest(group) || after.mayNest(group),
    inlinedElsewhere:
      (presence === "base" && after.inlined.has(key)) || (presence === "next" && before.inlined.has(key)),
  };
}

function presenceOf(base: number, next: number, before: FunctionSide, after: FunctionSide): Presence {
  if (base > 0 && next > 0) return "both";
  const missing = base > 0 ? after : before;
  if (missing.isUnknown) return "unknown";
  if (missing.cut !== null) return "half";
  return base > 0 ? "base" : "next";
}

/** The one name that all instances have, else the path that they share. */
function nameOf(
  key: string,
  before: FunctionSide,
  baseRows: readonly number[],
  after: FunctionSide,
  nextRows: readonly number[],
): string {
  const first = nextRows[0] === undefined ? before.nameOf(baseRows[0]!) : after.nameOf(nextRows[0]);
  const same =
    baseRows.every((row) => before.nameOf(row) === first) &&
    nextRows.every((row) => after.nameOf(row) === first);
  return same ? first : key;
}

/** The functions of one profile, by group. */
class FunctionSide implements Figures {
  readonly cut: CutList | null;
  readonly isUnknown: boolean;
  /** Keys of what was inlined somewhere. */
  readonly inlined: ReadonlySet<string>;
  private readonly totals = new Map<MetricId, Float64Array | null>();

  constructor(
    readonly profile: Profile,
    readonly groups: Groups,
    metrics: readonly MetricId[],
  ) {
    this.cut = cutListOf(profile);
    this.isUnknown =
      profile.functions.length === 0 && metrics.some((metric) => wholeRun(profile, metric) !== 0);
    this.inlined = inlinedKeys(profile);
    const several = groups.rows.some((rows) => rows.length > 1);
    for (const metric of metrics)
      this.totals.set(metric, several ? groupTotals(profile, groups, metric) : null);
  }

  nameOf(row: number): string {
    return this.profile.functions.name[row]!;
  }

  knowsSelf(metric: MetricId): boolean {
    const { self, length } = this.profile.functions;
    return length === 0 || self[metric]?.some((value) => !Number.isNaN(value)) === true;
  }

  figure(kind: "self" | "total", metric: MetricId, group: number): number | null {
    return kind === "self" ? this.self(metric, group) : this.total(metric, group);
  }

  private self(metric: MetricId, group: number): number | null {
    return sumOf(this.profile.functions.self, metric, this.groups.rows[group]!);
  }

  /** Instances that nest count once where the call tree tells; else they are added, up to the whole run. */
  private total(metric: MetricId, group: number): number | null {
    const rows = this.groups.rows[group]!;
    const { total } = this.profile.functions;
    if (rows.length <= 1) return rows.length === 0 ? null : cell(total, metric, rows[0]!);
    const known = this.totals.get(metric)?.[group];
    if (known !== undefined && !Number.isNaN(known)) return known;
    const sum = sumOf(total, metric, rows);
    return sum === null ? null : Math.min(sum, wholeRun(this.profile, metric) ?? sum);
  }

  mayNest(group: number): boolean {
    if (this.groups.rows[group]!.length <= 1) return false;
    return [...this.totals].some(([metric, totals]) => {
      const known = totals?.[group];
      return (known === undefined || Number.isNaN(known)) && this.total(metric, group) !== null;
    });
  }

  calls(group: number): number | null {
    return sumOfColumn(this.profile.functions.calls, this.groups.rows[group]!);
  }
}

function inlinedKeys({ callTree }: Profile): ReadonlySet<string> {
  const keys = new Set<string>();
  if (callTree === null) return keys;
  const { frames } = callTree;
  for (let frame = 0; frame < frames.length; frame++)
    if (frames.inlined[frame] === 1) keys.add(functionKey(frames.name[frame]!));
  return keys;
}

/** Most groups have no row on a side or one: they share the empty list. */
const none: number[] = [];

/** One group a source `fn`, with its rows on each side; the keys of groups are distinct. */
function matched(base: Profile, next: Profile): { keys: string[]; groups: [Groups, Groups] } {
  const keys: string[] = [];
  const number = new Map<string, number>();
  const rows: [number[][], number[][]] = [[], []];
  const sides = [base, next].map(({ functions }) => functionKeys(functions));
  const other = placedElsewhere(sides[0]!, sides[1]!);
  const ofRow = sides.map((side, at) =>
    Int32Array.from(side, (own, row) => {
      const key = other.get(own) ?? own;
      let group = number.get(key);
      if (group === undefined) {
        number.set(key, (group = keys.push(key) - 1));
        rows[0].push(none);
        rows[1].push(none);
      }
      const instances = rows[at]![group]!;
      if (instances === none) rows[at]![group] = [row];
      else instances.push(row);
      return group;
    }),
  );
  return {
    keys,
    groups: [
      { rows: rows[0], ofRow: ofRow[0]! },
      { rows: rows[1], ofRow: ofRow[1]! },
    ],
  };
}

/**
 * The two manglings of Rust write methods with different paths: `a::m::<impl Tr for S>::f`, `<a::S as Tr>::f`. What is
 * left over on both sides and is the only method of its type, trait and name there is one and the same. Key → the key of both.
 */
function placedElsewhere(base: readonly string[], next: readonly string[]): ReadonlyMap<string, string> {
  // Few functions are methods of a trait; the others need no second look.
  const methods = (keys: readonly string[]): Set<string> =>
    new Set(keys.filter((key) => looseKey(key) !== null));
  const [before, after] = [methods(base), methods(next)];
  const left = onlyOnes([...before].filter((key) => !after.has(key)));
  const right = onlyOnes([...after].filter((key) => !before.has(key)));
  const out = new Map<string, string>();
  for (const [loose, key] of left) {
    const other = right.get(loose);
    if (key === null || other === undefined || other === null) continue;
    // Whichever side is the newer one.
    const both = key < other ? key : other;
    out.set(key, both).set(other, both);
  }
  return out;
}

function onlyOnes(keys: readonly string[]): Map<string, string | null> {
  const found = new Map<string, string | null>();
  for (const key of keys) {
    const loose = looseKey(key);
    if (loose !== null) found.set(loose, found.has(loose) ? null : key);
  }
  return found;
}
