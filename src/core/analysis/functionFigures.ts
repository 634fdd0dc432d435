import type { MetricId, Profile } from "../profile/model";
import type { RustFunction } from "../rust/functionIndex";
import { groupFigures, type GroupFigures } from "./groups";
import type { FunctionMatch } from "./matchFunctions";

/** What is known of one `fn` of a document, for its lens and its hover. */
export interface FunctionFigures extends GroupFigures {
  /** Position in the document's functions. */
  readonly fn: number;
  /** Rows of `functions`; empty for a `fn` that was inlined everywhere. */
  readonly rows: readonly number[];
  /** The metric of the figures; another than asked for where only that one is known. */
  readonly metric: MetricId;
}

/** A line of the document with its cost. 0-based. */
export interface DocumentLineCost {
  readonly line: number;
  readonly self: number;
  readonly total: number;
}

/** The figures of a matched `fn`, in the metric asked for, else in the first one that is known of it. */
export function matchedFigures(profile: Profile, match: FunctionMatch, metric: MetricId): FunctionFigures {
  const others = profile.metrics.map((m) => m.id).filter((id) => id !== metric);
  for (const id of [metric, ...others]) {
    const figures = groupFigures(profile, match.rows, id);
    if (figures.self !== null || figures.total !== null) return { ...match, ...figures, metric: id };
  }
  return { ...match, ...groupFigures(profile, match.rows, metric), metric };
}

/**
 * A `fn` without a symbol of its own still has lines with cost where it was inlined: their selfs, each line
 * charged to the innermost `fn` around it. Total and calls of inlined code are not known.
 */
export function inlinedFigures(
  functions: readonly RustFunction[],
  matched: ReadonlySet<number>,
  lines: readonly DocumentLineCost[],
  metric: MetricId,
): readonly FunctionFigures[] {
  const sums = new Map<number, number>();
  const around = innermostFunctions(
    functions,
    lines.map(({ line }) => line),
  );
  lines.forEach(({ self }, i) => {
    const fn = around[i]!;
    if (fn >= 0 && !matched.has(fn) && self > 0) sums.set(fn, (sums.get(fn) ?? 0) + self);
  });
  return [...sums].map(([fn, self]) => ({ fn, rows: [], metric, self, total: null, calls: null }));
}

/**
 * The innermost function with a body around each 0-based line; -1 for none. Functions nest or stand apart and
 * are in order of their start, so one sweep with a stack of the open ones finds all.
 */
export function innermostFunctions(functions: readonly RustFunction[], lines: readonly number[]): Int32Array {
  const found = new Int32Array(lines.length).fill(-1);
  const order = [...lines.keys()].sort((a, b) => lines[a]! - lines[b]!);
  const open: number[] = [];
  let next = 0;
  for (const at of order) {
    const line = lines[at]!;
    for (; next < functions.length && functions[next]!.startLine <= line; next++) {
      while (open.length > 0 && functions[open.at(-1)!]!.endLine < functions[next]!.startLine) open.pop();
      if (functions[next]!.body !== null) open.push(next);
    }
    while (open.length > 0 && functions[open.at(-1)!]!.endLine < line) open.pop();
    found[at] = open.at(-1) ?? -1;
  }
  return found;
}
