import type { MetricColumns, MetricId } from "../profile/model";
import type { Change, ChangeStatus, MetricChanges } from "./types";
import { sortedDescending } from "./sortDescending";

/**
 * Where a row is: on both sides, or known to be on one only; `half`: on one, and the other side's list may have left
 * it out; `unknown`: on one, and the other side has no list at all.
 */
export type Presence = "both" | "base" | "next" | "half" | "unknown";

/** A metric → the change of the whole run in it; null where it is not known. */
export type WholeDeltas = Readonly<Record<MetricId, number | null>>;

/** A figure on both sides; what is known to be missing is nothing, what is unknown stays unknown. */
export function changeOf(
  baseFigure: number | null,
  nextFigure: number | null,
  presence: Presence = "both",
  wholeDelta: number | null = null,
): Change {
  const [base, next] = [finite(baseFigure), finite(nextFigure)];
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
export function statusOf(
  presence: Presence,
  changes: readonly Change[],
  ...more: readonly MetricChanges[]
): ChangeStatus {
  if (presence === "next") return "new";
  if (presence === "base") return "gone";
  if (presence === "half") return "unlisted";
  if (presence === "unknown") return "unknown";
  const seen = { known: false, compared: false };
  for (const change of changes) if (differs(change, seen)) return "changed";
  for (const metrics of more)
    for (const metric in metrics) if (differs(metrics[metric]!, seen)) return "changed";
  return seen.compared || !seen.known ? "same" : "unknown";
}

function differs(change: Change, seen: { known: boolean; compared: boolean }): boolean {
  if (isKnown(change)) seen.known = true;
  if (change.delta === null) return false;
  seen.compared = true;
  return change.delta !== 0;
}

/** Where one side's figures are found. */
export interface Figures {
  /** Null where it is unknown, or nothing is there. */
  figure(kind: "self" | "total", metric: MetricId, at: number): number | null;
}

/**
 * One entry a metric that at least one side knows of the row. What is equal to `like` is shared with it: most lines, and
 * functions that call nothing, cost with what is below them what they cost themselves.
 */
export function metricChanges(
  metrics: readonly MetricId[],
  kind: "self" | "total",
  [before, baseAt]: readonly [Figures, number],
  [after, nextAt]: readonly [Figures, number],
  presence: Presence,
  wholes: WholeDeltas,
  like?: MetricChanges,
): MetricChanges {
  const out: Record<MetricId, Change> = {};
  let shared = like !== undefined;
  for (const metric of metrics) {
    const [base, next] = [before.figure(kind, metric, baseAt), after.figure(kind, metric, nextAt)];
    const other = like?.[metric];
    if (other !== undefined && other.base === base && other.next === next) {
      out[metric] = other;
    } else if (base !== null || next !== null) {
      out[metric] = changeOf(base, next, presence, wholes[metric] ?? null);
      shared = false;
    } else if (other !== undefined) shared = false;
  }
  return shared ? like! : out;
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
  const sizes = effects.map((effect) => {
    const column = new Float64Array(rows.length);
    for (let row = 0; row < rows.length; row++) column[row] = size(effect(rows[row]!));
    return column;
  });
  let order: Uint32Array<ArrayBuffer> | undefined;
  // The last one first: each sort keeps the order of those before it.
  for (const column of sizes.toReversed()) order = sortedDescending(column, order);
  order ??= Uint32Array.from(rows.keys());
  const byName = (a: number, b: number): number => {
    const [x, y] = [rows[a]!, rows[b]!];
    return compareText(x.name, y.name) || compareText(x.key, y.key);
  };
  const isLike = (a: number, b: number): boolean => sizes.every((column) => column[a] === column[b]);
  for (let from = 0, end = 0; from < order.length; from = end) {
    for (end = from + 1; end < order.length && isLike(order[from]!, order[end]!);) end++;
    if (end > from + 1) order.subarray(from, end).sort(byName);
  }
  return Array.from(order, (row) => rows[row]!);
}

/** Unknown is less than no effect at all. */
function size(delta: number | null | undefined): number {
  return delta === null || delta === undefined ? 0 : Math.abs(delta) || Number.MIN_VALUE;
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
