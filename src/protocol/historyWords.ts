import { isRecord } from "./guards";

/** Every text of the history's tab in English; the host hands out a translated copy. `{0}` are places for figures. */
export const historyWords = {
  historyOf: "History of {0}",
  metric: "Metric",
  what: "What",
  wholeRun: "Whole run",
  selfOf: "{0} (self)",
  chart: "{0} over {1} runs, from {2} to {3}",
  chartNothing: "No run knows this figure.",
  run: "Run",
  commit: "Commit",
  change: "Against the run before",
  outcome: "Outcome",
  open: "Open",
  openRun: "Open the run of {0}",
  isOpen: "open",
  baseline: "baseline",
  worse: "worse",
  better: "better",
  same: "no change",
  otherInput: "other input",
  loading: "Reading the runs…",
  left: "Only the newest {0} runs are shown.",
} as const;

export type HistoryWords = { readonly [K in keyof typeof historyWords]: string };

export function isHistoryWords(value: unknown): value is HistoryWords {
  return isRecord(value) && Object.keys(historyWords).every((key) => typeof value[key] === "string");
}
