import type { Delta } from "../../core/report/delta";
import { shownValue } from "../../core/report/lineFigure";
import type { LineCost, LineCosts } from "../../protocol/requests";
import { documentLineCosts } from "../documentCosts";
import type { DocumentView } from "../documentView";
import type { OpenedProfile } from "../profileStore";
import { exactLines } from "../documentCosts";

/**
 * The figures of a document with what changed of each line. Both runs see the document as it is now through the lines
 * that they recorded: a line that moved is the same line, one that was edited in place is compared with what stood there.
 */
export function lineCostsWithDeltas(
  costs: LineCosts,
  base: OpenedProfile,
  baseView: DocumentView | null,
): LineCosts {
  // A base without a record of its sources (a committed baseline) cannot say where its lines are now.
  if (costs.level === "lines" && (baseView === null || !baseView.recorded)) return costs;
  if (baseView === null) return costs;
  const before = documentLineCosts(base, baseView);
  if (before.level !== costs.level || before.metric !== costs.metric) return costs;
  const there = new Map(before.rows.map((row) => [row.line, row]));
  if (costs.level === "lines") addEdited(there, costs, base, baseView);
  const rows = costs.rows.map((row): LineCost => {
    const old = there.get(row.line);
    there.delete(row.line);
    return { ...row, delta: deltaOf(old, row) };
  });
  for (const old of there.values())
    if (shownValue(old).value > 0)
      rows.push({ line: old.line, self: 0, total: 0, share: 0, delta: deltaOf(old, undefined) });
  return { ...costs, rows: rows.sort((a, b) => a.line - b.line) };
}

/** Of the figure that the line shows. */
function deltaOf(old: LineCost | undefined, now: LineCost | undefined): Delta {
  const { inlined } = shownValue((now ?? old)!);
  const of = (row: LineCost | undefined): number | null =>
    row === undefined ? null : inlined ? row.total : row.self;
  if (old === undefined) return { base: null, next: of(now), missing: "base" };
  if (now === undefined) return { base: of(old), next: null, missing: "next" };
  return { base: of(old), next: of(now) };
}

/** Lines of the base that are no more: one that was edited stands where its neighbours say, if that line is new. */
function addEdited(
  there: Map<number, LineCost>,
  costs: LineCosts,
  base: OpenedProfile,
  baseView: DocumentView,
): void {
  const now = new Set(costs.rows.map(({ line }) => line));
  for (const { line, self, total } of exactLines(base, baseView)?.edited ?? []) {
    if (line < 0 || there.has(line) || !now.has(line)) continue;
    there.set(line, { line, self, total, share: 0 });
  }
}
