import type { MetricColumns, MetricId } from "../profile/model";
import type { Change, ChangeStatus, MetricChanges } from "./types";

/**
 * Where a row is: on both sides, or known to be on one only; `half`: on one, and the other side's list may have left
 * it out; `unknown`: on one, and the other side has no list at all.
 */
export type Presence = "both" | "base" | "next" | "half" | "unknown";

/** A metric → the change of the whole run in it; null where it is not known. */
export type WholeDeltas = Readonly<Record<MetricId, number | null>>;

/** A figure on both sides; what is known to be missing is nothing, what is unknown stays unknown. */
export function changeOf(
  base: number | null,
  next: number | null,
  presence: Presence = "both",
  wholeDelta: number | null = null,
): Change {
  const delta = deltaOf(base, next, presence);
  return {
    base: presence === "next" ? null : base,
    next: presence === "base" ? null : next,
    delta,
    percent:
      presence !== "both" || delta === null || base === null || base <= 0 ? null : (100 * delta) / base,
    share: delta === null || wholeDelta === null || wholeDelta === 0 ? null : noMinus(delta / wholeDelta),
  };
}

function deltaOf(base: number | null, next: number | null, presence: Presence): number | null {
  if (presence === "next") return next;
  if (presence === "base") return base === null ? null : noMinus(-base);
  return presence !== "both" || base === null || next === null ? null : noMinus(next - base);
}

/** What a row is by its presence and its figures. */
export function statusOf(presence: Presence, changes: readonly Change[]): ChangeStatus {
  if (presence === "next") return "new";
  if (presence === "base") return "gone";
  if (presence === "half") return "unlisted";
  if (presence === "unknown") return "unknown";
  const known = changes.filter(({ delta }) => delta !== null);
  if (known.length === 0) return changes.some(isKnown) ? "unknown" : "same";
  return known.some(({ delta }) => delta !== 0) ? "changed" : "same";
}

/** One entry a metric that at least one side knows of the row. */
export function metricChanges(
  metrics: readonly MetricId[],
  base: (metric: MetricId) => number | null,
  next: (metric: MetricId) => number | null,
  presence: Presence,
  wholes: WholeDeltas,
): MetricChanges {
  const out: Record<MetricId, Change> = {};
  for (const metric of metrics) {
    const change = changeOf(base(metric), next(metric), presence, wholes[metric] ?? null);
    if (isKnown(change)) out[metric] = change;
  }
  return out;
}

/** Σ of a column over rows; null where any of them is unknown, or there is no row. */
export function sumOf(columns: MetricColumns, metric: MetricId, rows: readonly number[]): number | null {
  const column = columns[metric];
  return column === undefined ? null : sumOfColumn(column, rows);
}

export function sumOfColumn(column: Float64Array, rows: readonly number[]): number | null {
  if (rows.length === 0) return null;
  let sum = 0;
  for (const row of rows) sum += column[row]!;
  return Number.isNaN(sum) ? null : sum;
}

/** Null for what is no number that can be counted with: NaN, an infinity. */
export function finite(value: number | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The largest effect first, unknown ones last; of equal ones by name, then key. Does not depend on the order before. */
export function byEffect<T extends { readonly name: string; readonly key: string }>(
  rows: readonly T[],
  effects: readonly ((row: T) => number | null | undefined)[],
): T[] {
  const decorated = rows.map((row) => ({ row, size: effects.map((effect) => size(effect(row))) }));
  decorated.sort((a, b) => {
    for (let i = 0; i < effects.length; i++) {
      const by = b.size[i]! - a.size[i]!;
      if (by !== 0) return by;
    }
    return compareText(a.row.name, b.row.name) || compareText(a.row.key, b.row.key);
  });
  return decorated.map(({ row }) => row);
}

function size(delta: number | null | undefined): number {
  return delta === null || delta === undefined ? -1 : Math.abs(delta);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isKnown({ base, next }: Change): boolean {
  return base !== null || next !== null;
}

function noMinus(value: number): number {
  return value === 0 ? 0 : value;
}
