import { formatCount, formatPercent } from "./figures";
import { formatAmount, metricWord, type MetricName } from "./metricFigures";

/** What a lens says of a `fn`. Null: not known, left out. */
export interface LensFigures {
  readonly metric: MetricName;
  readonly share: number | null;
  readonly self: number | null;
  readonly total: number | null;
  readonly calls: number | null;
  /** Rows that are instances of the `fn`; 0 for one that was inlined everywhere. */
  readonly instances: number;
}

/** `12.4 % cost · 3.10 M total · 1.20 M self · 177 calls · 3 instances` (docs/ui.md). */
export function lensText(figures: LensFigures): string {
  const { metric, share, self, total, calls, instances } = figures;
  const parts = [`${formatPercent(share)} ${metricWord(metric)}`];
  if (total !== null) parts.push(`${formatAmount(total, metric)} total`);
  if (self !== null) parts.push(`${formatAmount(self, metric)} self`);
  if (calls !== null) parts.push(`${formatCount(calls)} ${calls === 1 ? "call" : "calls"}`);
  if (instances === 0) parts.push("inlined");
  if (instances > 1) parts.push(`${instances} instances`);
  return parts.join(" · ");
}
