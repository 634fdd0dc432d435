import type { FunctionFigures } from "../../core/analysis/functionFigures";
import type { Delta } from "../../core/report/delta";
import { figuresOf } from "../documentCosts";
import type { DocumentView } from "../documentView";
import type { HeldComparison } from "./comparing";

/** Both sides of one `fn` of a document: of the figure that its lens shows first, and of its own cost. */
export interface FnDelta {
  /** With what it calls; its own cost where that is all that is known. */
  readonly shown: Delta;
  readonly self: Delta;
  readonly calls: Delta;
}

/**
 * What changed of a `fn`: the base sees the same document through its own lines, so that the same `fn` is found there.
 * Null where the two cannot be compared: another metric, or nothing is known of the base.
 */
export function fnDelta(
  held: HeldComparison,
  baseView: DocumentView,
  figures: FunctionFigures,
): FnDelta | null {
  const { base } = held;
  const before = figuresOf(base, baseView, figures.fn);
  // Lines that stayed of what stood there before do not make a `fn` that is new an old one.
  const isOwn = figures.rows.length > 0;
  if (before === null || (isOwn && before.rows.length === 0)) {
    if (isNew(held, figures)) return newDelta(figures);
    if (before === null) return null;
  }
  if (before.metric !== figures.metric) return null;
  // A total never stands against a self: where one side was inlined everywhere, only the selfs compare.
  const both = before.total !== null && figures.total !== null;
  const of = (id: "self" | "total" | "calls"): Delta => ({ base: before[id], next: figures[id] });
  return { shown: of(both ? "total" : "self"), self: of("self"), calls: of("calls") };
}

function newDelta({ total, self, calls }: FunctionFigures): FnDelta {
  const next = (value: number | null): Delta => ({ base: null, next: value, missing: "base" });
  return { shown: next(total ?? self), self: next(self), calls: next(calls) };
}

/** Nothing of the `fn` is in the base, and the base would know: by its functions, or by its lines where it was inlined. */
function isNew(held: HeldComparison, { rows }: FunctionFigures): boolean {
  const { run, exported, profile } = held.base;
  if (rows.length === 0)
    return (run !== null || exported?.sources !== undefined) && (profile.lines?.length ?? 0) > 0;
  return rows.every((row) => {
    const change = held.changeOf(row);
    return change?.status === "new" && !change.inlinedElsewhere;
  });
}
