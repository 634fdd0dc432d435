import { deltaChange, deltaShare, deltaKind, formatDeltaShare, type Delta } from "../../core/report/delta";
import { exactAmount, metricWord, type MetricName } from "../../core/report/metricFigures";
import { plain, table } from "../markdown";

/** Base, new and change as a table for a hover; empty where nothing is known of both. `rows`: label and both sides. */
export function deltaTable(
  title: string,
  metric: MetricName,
  rows: readonly (readonly [label: string, delta: Delta])[],
): string {
  const known = rows.filter(([, delta]) => deltaKind(delta) !== "unknown");
  if (known.length === 0) return "";
  const cells = known.map(([label, delta]) => {
    const of = label === "calls" ? "" : metric;
    return [
      label,
      exactAmount(delta.base, of),
      exactAmount(delta.next, of),
      signed(deltaChange(delta), of),
      wordOf(delta),
    ];
  });
  return table([plain(title), `base ${plain(metricWord(metric))}`, "now", "Δ", ""], cells);
}

/** `+1,204`, `-87`, `=`. */
function signed(change: number | null, metric: MetricName): string {
  if (change === 0) return "=";
  const amount = exactAmount(change, metric);
  return change !== null && change > 0 ? `+${amount}` : amount;
}

function wordOf(delta: Delta): string {
  const kind = deltaKind(delta);
  if (kind === "same") return "";
  const share = deltaShare(delta);
  return share === null ? kind : `${formatDeltaShare(share)} ${kind}`;
}
