import type { Change, ChangeStatus, Comparison, FunctionChange, LineChange, Side } from "../compare/types";
import { exactCount } from "./figures";

/** How a comparison is worded in every form of its report. Figures are exact; a percentage has two digits. */

const dash = "–";

/** `+1,234`, `-1,234`, `0`; an unknown is an en dash. */
export function signedCount(delta: number | null): string {
  if (delta === null || !Number.isFinite(delta)) return dash;
  return delta > 0 ? `+${exactCount(delta)}` : exactCount(delta);
}

/** `+0.79 %`, `-78.25 %`, `< +0.01 %`; empty where there is none: a missing side, a base of 0. */
export function signedPercent(percent: number | null): string {
  if (percent === null || !Number.isFinite(percent)) return "";
  if (percent === 0) return "0.00 %";
  // What is not all gone is not a whole hundred.
  if (percent < -99.995 && percent > -100) return "> -100 %";
  if (Math.abs(percent) < 0.005) return percent < 0 ? "> -0.01 %" : "< +0.01 %";
  return `${percent > 0 ? "+" : ""}${percent.toFixed(2)} %`;
}

/** A share of the whole change: `95.6 %`, `-4.1 %`. */
export function shareText(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return "";
  if (share !== 0 && Math.abs(share) < 0.0005) return share < 0 ? "> -0.1 %" : "< 0.1 %";
  return `${(100 * share).toFixed(1)} %`;
}

/** `better`, `worse`, `new`, `gone`, `same`, `unlisted`; an unknown is an en dash. Less is better. */
export function changeWord(status: ChangeStatus, delta: number | null): string {
  if (status === "new" || status === "gone" || status === "unlisted") return status;
  if (delta === null) return dash;
  return delta > 0 ? "worse" : delta < 0 ? "better" : "same";
}

/** The side of zero a row is on, for colours. */
export function sideOfZero(delta: number | null): "worse" | "better" | null {
  return delta === null || delta === 0 ? null : delta > 0 ? "worse" : "better";
}

/** `evm_core::state_root  src/lib.rs:237`, and that it is inlined on the other side. */
export function functionNote({ status, inlinedElsewhere, baseRows, nextRows }: FunctionChange): string {
  const notes: string[] = [];
  if (inlinedElsewhere) notes.push(status === "new" ? "inlined before" : "inlined now");
  const [from, to] = [baseRows.length, nextRows.length];
  if (Math.max(from, to) > 1)
    notes.push(from === to ? `${String(to)} instances` : `${String(from)} → ${String(to)} instances`);
  return notes.join(", ");
}

/** Where a line was, where that is another place: `was src/a.rs:12`. */
export function lineNote({ baseLine, nextLine, baseFile, file }: LineChange): string {
  if (baseLine === 0 || nextLine === 0 || (baseLine === nextLine && baseFile === file)) return "";
  return baseFile === file ? `was line ${String(baseLine)}` : `was ${baseFile}:${String(baseLine)}`;
}

/** `last~1  evm  ziskemu 1.4.0-alpha  2026-11-21T08:58:12Z  commit 1a2b3c4`. */
export function sideText({ label, guest, engine, commit, startedAt }: Side): string {
  return [
    label,
    guest === null || guest === label ? "" : guest,
    [engine.name, engine.version ?? ""].join(" ").trim(),
    startedAt ?? "",
    commit === null ? "" : `commit ${commit.slice(0, 10)}`,
  ]
    .filter((part) => part !== "")
    .join("  ");
}

/** Of the metric that the comparison is sorted by: `cost 494,306,097 → 107,529,455`. */
export function wholeOf({ explained, metric }: Comparison): Change {
  return explained.find((row) => row.metric === metric)!.whole;
}

/** Whether what functions gained and lost adds up to what the run did; empty where self figures are not known. */
export function explainedText({ explained, metric }: Comparison): string {
  const row = explained.find((e) => e.metric === metric);
  if (row === undefined || row.functions === null || row.unexplained === null) return "";
  return row.unexplained === 0
    ? `the functions explain all of it: ${signedCount(row.functions)} ${metric}`
    : `the functions explain ${signedCount(row.functions)} of ${signedCount(row.whole.delta)} ${metric}`;
}
