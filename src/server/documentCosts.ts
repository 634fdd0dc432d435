import type { DocumentLineCost, FunctionFigures } from "../core/analysis/functionFigures";
import { inlinedFigures, matchedFigures } from "../core/analysis/functionFigures";
import { lineMetric, sourceLineCosts } from "../core/analysis/lineCosts";
import { wholeRun } from "../core/analysis/metrics";
import { shareOf } from "../core/report/figures";
import type { LineCosts } from "../protocol/requests";
import type { DocumentView } from "./documentView";
import type { OpenedProfile } from "./profileStore";

const nothing = (metric: string): LineCosts => ({
  metric,
  level: "none",
  stale: false,
  rows: [],
  whole: null,
});

/** The figures of a document's lines: exact ones where the run has lines, else those of its functions. */
export function documentLineCosts(opened: OpenedProfile, view: DocumentView): LineCosts {
  const { profile } = opened;
  const exact = exactLines(opened, view);
  if (exact) {
    const whole = wholeRun(profile, exact.metric);
    const rows = exact.rows.map((row) => ({ ...row, share: shareOf(row.self, whole) ?? 0 }));
    return { metric: exact.metric, level: "lines", stale: view.doubtful || exact.lost > 0, rows, whole };
  }
  const figures = view.matches
    .map((match) => matchedFigures(profile, match, opened.metric))
    .filter((f) => (f.total ?? f.self ?? 0) > 0);
  const metric = figures[0]?.metric;
  if (metric === undefined) return nothing(opened.metric);
  const whole = wholeRun(profile, metric);
  // Self and total never stand in one list: the figures would not compare.
  const bySelf = figures.some((f) => f.metric === metric && f.self !== null);
  const rows = figures
    .filter((f) => f.metric === metric && (!bySelf || f.self !== null))
    .map((f) => {
      const shown = f.self ?? f.total ?? 0;
      return {
        line: view.functions[f.fn]!.line,
        self: shown,
        // What a function calls is not inlined into its line: there is no second figure here.
        total: shown,
        share: shareOf(shown, whole) ?? 0,
      };
    });
  return { metric, level: "functions", stale: view.doubtful, rows, whole };
}

/** Figures of functions that were inlined everywhere, by their position in the document. */
export const inlinedFunctions = perView((opened, view): ReadonlyMap<number, FunctionFigures> => {
  const lines = exactLines(opened, view);
  if (!lines) return new Map();
  const matched = new Set(view.matches.map((match) => match.fn));
  const figures = inlinedFigures(view.functions, matched, lines.rows, lines.metric);
  return new Map(figures.map((f) => [f.fn, f]));
});

/** The figures of one `fn` of the document; null where nothing is known of it. */
export function figuresOf(opened: OpenedProfile, view: DocumentView, fn: number): FunctionFigures | null {
  const match = view.matches.find((m) => m.fn === fn);
  if (!match) return inlinedFunctions(opened, view).get(fn) ?? null;
  const figures = matchedFigures(opened.profile, match, opened.metric);
  return figures.self === null && figures.total === null ? null : figures;
}

/** Computes once a view and metric: a view is made anew for every version of its document. */
export function perView<T>(
  compute: (opened: OpenedProfile, view: DocumentView) => T,
): (opened: OpenedProfile, view: DocumentView) => T {
  const kept = new WeakMap<DocumentView, { readonly metric: string; readonly value: T }>();
  return (opened, view) => {
    const known = kept.get(view);
    if (known?.metric === opened.metric) return known.value;
    const value = compute(opened, view);
    kept.set(view, { metric: opened.metric, value });
    return value;
  };
}

/**
 * Null where the profile has no lines of this document. `lost`: lines that have changed since the build; `edited`:
 * those, where their neighbours say that they stood.
 */
export function exactLines(
  opened: OpenedProfile,
  view: DocumentView,
): {
  readonly metric: string;
  readonly rows: readonly DocumentLineCost[];
  readonly lost: number;
  readonly edited: readonly DocumentLineCost[];
} | null {
  const metric = lineMetric(opened.profile, opened.metric);
  if (metric === null || view.lineFiles.size === 0) return null;
  const rows: DocumentLineCost[] = [];
  const edited: DocumentLineCost[] = [];
  for (const cost of sourceLineCosts(opened.profile, view.lineFiles, metric)) {
    const line = view.lineMap.exact(cost.line);
    if (line < 0) edited.push({ ...cost, line: view.lineMap.near(cost.line) });
    else rows.push({ line, self: cost.self, total: cost.total });
  }
  return { metric, rows, lost: edited.length, edited };
}
