import type { MetricId } from "../profile/model";
import type { Change, ChangeStatus } from "./types";

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
export function statusOf(presence: Presence, changes: readonly Change[]): ChangeStatus {
  if (presence === "next") return "new";
  if (presence === "base") return "gone";
  if (presence === "half") return "unlisted";
  if (presence === "unknown") return "unknown";
  const compared = changes.filter(({ delta }) => delta !== null);
  if (compared.some(({ delta }) => delta !== 0)) return "changed";
  return compared.length > 0 || changes.every(({ base, next }) => base === null && next === null)
    ? "same"
    : "unknown";
}

/** Null for what is no number that can be counted with: NaN, an infinity. */
export function finite(value: number | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function noMinus(value: number): number {
  return value === 0 ? 0 : value;
}
