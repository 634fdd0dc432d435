import { deltaChange, deltaShare, deltaKind, formatDeltaShare, type Delta } from "../../core/report/delta";
import { exactCount } from "../../core/report/figures";
import { plain, table } from "../markdown";

/** Base, new and change as a table for a hover; empty where nothing is known of both. `rows`: label and both sides. */
export function deltaTable(
  title: string,
  metric: string,
  rows: readonly (readonly [label: string, delta: Delta])[],
): string {
  const known = rows.filter(([, delta]) => deltaKind(delta) !== "unknown");
  if (known.length === 0) return "";
  const cells = known.map(([label, delta]) => [
    label,
    exactCount(delta.base),
    exactCount(delta.next),
    signed(deltaChange(delta)),
    wordOf(delta),
  ]);
  return table([plain(title), `base ${plain(metric)}`, "now", "Δ", ""], cells);
}

/** `+1,204`, `-87`, `=`. */
function signed(change: number | null): string {
  if (change === 0) return "=";
  return change !== null && change > 0 ? `+${exactCount(change)}` : exactCount(change);
}

function wordOf(delta: Delta): string {
  const kind = deltaKind(delta);
  if (kind === "same") return "";
  const share = deltaShare(delta);
  return share === null ? kind : `${formatDeltaShare(share)} ${kind}`;
}
