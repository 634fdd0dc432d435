import type { HistoryPoint } from "../../protocol/history";
import type { RunItem } from "../../protocol/requests";
import { commitText, isComparable } from "../trees/runText";
import { timeLabel } from "../trees/runTime";

/** So many runs a chart has at most: the newest. */
export const mostPoints = 100;

/** Metrics of the whole that the runs know, as the rest of the editor calls them: ZisK's cost is that without the fixed base. */
export function historyMetrics(runs: readonly RunItem[]): readonly string[] {
  const ids = new Set(runs.flatMap(({ totals }) => Object.keys(totals).filter((id) => totals[id] !== null)));
  const usual = ["cost", "cycles", "steps", "gas"].filter((id) => ids.has(id === "cost" ? "variable" : id));
  return usual.length > 0 ? usual : [...ids].sort();
}

export function wholeOfRun({ totals }: RunItem, metric: string): number | null {
  return (metric === "cost" ? (totals["variable"] ?? totals["cost"]) : totals[metric]) ?? null;
}

/** `runs`: of one guest and machine, oldest first; `values`: one a run; `ended`: how a run ended, in words. */
export function historyPoints(
  runs: readonly RunItem[],
  values: readonly (number | null)[],
  openFolder: string | null,
  ended: (outcome: string) => string,
): readonly HistoryPoint[] {
  const now = new Date();
  return runs.map((run, at): HistoryPoint => {
    const earlier = runs.slice(0, at).map((other, i) => ({ other, value: values[i] ?? null }));
    const before = earlier.reverse().find(({ other, value }) => value !== null && isComparable(run, other));
    const previous = earlier.find(({ other }) => other.outcome === "ok");
    return {
      time: timeLabel(new Date(run.startedAt), now) ?? run.id,
      commit: commitText(run.commit, run.dirty) ?? "",
      outcome: run.outcome,
      ended: ended(run.outcome),
      isBaseline: run.baseline !== null,
      isOpen: run.folder === openFolder,
      value: values[at] ?? null,
      before: run.outcome === "ok" && before ? before.value : null,
      otherInput: previous !== undefined && !isComparable(run, previous.other),
    };
  });
}
