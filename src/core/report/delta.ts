/** How a change looks on every surface (docs/ui.md, Figures): sign, figure and word, so that no colour has to say it. Pure. */
import { formatCount } from "./figures";
import { formatAmount, type MetricName } from "./metricFigures";

/** Less is better for everything that is measured here. */
export type DeltaKind = "worse" | "better" | "same" | "new" | "gone" | "unknown";

/** Two figures of one thing. `null`: that side does not say; `undefined` never. */
export interface Delta {
  readonly base: number | null;
  readonly next: number | null;
  /** The thing is not in that side at all: new or gone, which is no percentage. */
  readonly missing?: "base" | "next";
}

/** The word of a change; more is worse. */
export function deltaKind({ base, next, missing }: Delta): DeltaKind {
  if (missing === "base") return "new";
  if (missing === "next") return "gone";
  if (base === null || next === null) return "unknown";
  return next > base ? "worse" : next < base ? "better" : "same";
}

/** What it costs more than before; null where that is not known. A missing side costs nothing. */
export function deltaChange({ base, next, missing }: Delta): number | null {
  if (missing === "base") return next;
  if (missing === "next") return base === null ? null : -base;
  return base === null || next === null ? null : next - base;
}

/** Of the base, 0.042 for 4.2 % more; null for a missing side and for a base of 0. */
export function deltaShare(delta: Delta): number | null {
  const { base, next, missing } = delta;
  if (missing !== undefined || base === null || next === null || !(base > 0)) return null;
  return next === base ? 0 : (next - base) / base;
}

/** `+1.20 M`, `-842`, `=`, of a time `+1.20 s`; an unknown is an en dash. */
export function formatChange(change: number | null, metric: MetricName = ""): string {
  if (change === null || !Number.isFinite(change)) return "–";
  if (change === 0) return "=";
  const amount = formatAmount(change, metric);
  return change > 0 ? `+${amount}` : amount;
}

/** `+4.2 %`, `-0.1 %`, `< +0.1 %`, `=`; an unknown is an en dash. */
export function formatDeltaShare(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return "–";
  if (share === 0) return "=";
  if (Math.abs(share) < 0.001) return share < 0 ? "> -0.1 %" : "< +0.1 %";
  const text = Math.abs(share) >= 100 ? formatCount(Math.round(share * 100)) : (share * 100).toFixed(1);
  return `${share > 0 ? "+" : ""}${text} %`;
}

/** Less of the base than this is told by its figure: `< +0.1 %` would hide what is exact. */
const leastShare = 0.001;

/** `+4.2 %`; the figure itself where the base is 0 or the change below 0.1 %: `+842`. */
export function deltaFigure(delta: Delta, metric: MetricName = ""): string {
  const share = deltaShare(delta);
  return share === null || Math.abs(share) < leastShare
    ? formatChange(deltaChange(delta), metric)
    : formatDeltaShare(share);
}

/** `+4.2 % worse`, `-12.0 % better`, `=`, `new`, `gone`, `+842 worse` below 0.1 % and where the base is 0; empty where nothing is known. */
export function deltaText(delta: Delta, metric: MetricName = ""): string {
  const kind = deltaKind(delta);
  if (kind === "unknown") return "";
  if (kind === "same") return "=";
  if (kind === "new" || kind === "gone") return kind;
  return `${deltaFigure(delta, metric)} ${kind}`;
}

/** As `deltaText` with the figure itself: `+124 K  +4.2 % worse`, `+842 new`. */
export function changeText(delta: Delta, metric: MetricName = ""): string {
  const kind = deltaKind(delta);
  if (kind === "unknown" || kind === "same") return deltaText(delta);
  const change = formatChange(deltaChange(delta), metric);
  const figure = deltaFigure(delta, metric);
  return figure === change ? `${change} ${kind}` : `${change}  ${figure} ${kind}`;
}

/** The side of zero that a change is on; `null` for none. New is worse, gone is better. */
export function deltaSide(delta: Delta): "worse" | "better" | null {
  const change = deltaChange(delta);
  return change === null || change === 0 ? null : change > 0 ? "worse" : "better";
}
