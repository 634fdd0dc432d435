import { shortName } from "../../core/profile/names";
import { shareOf } from "../../core/report/figures";
import { deltaChange, type Delta } from "../../core/report/delta";
import { wholeRun } from "../../core/analysis/metrics";
import type { Change, ChangeStatus, FunctionChange } from "../../core/compare/types";
import type { HotFunction, HotFunctions, HotFunctionsParams } from "../../protocol/requests";
import type { HeldComparison } from "./comparing";

/** A change of the core as surfaces word it. Where nothing is known there is no delta. */
function deltaFrom(change: Change | undefined, status: ChangeStatus): Delta | null {
  if (change === undefined || status === "unlisted" || status === "unknown") return null;
  const { base, next } = change;
  if (status === "new") return next === null ? null : { base: null, next, missing: "base" };
  if (status === "gone") return base === null ? null : { base, next: null, missing: "next" };
  return base === null || next === null ? null : { base, next };
}

/** One row a source `fn` of either run: by what it costs now, or by how much it changed; what is gone comes last. */
export function hotDeltasOf(held: HeldComparison, params: HotFunctionsParams): HotFunctions {
  const { metric } = held.next;
  const { order } = held.comparison();
  const filter = params.filter.trim().toLowerCase();
  const whole = wholeRun(held.next.profile, metric);
  const figure = (change: FunctionChange): number | null => change[order][metric]?.next ?? null;
  const effect = (change: FunctionChange): number =>
    Math.abs(deltaChange(deltaFrom(change[order][metric], change.status) ?? { base: 0, next: 0 }) ?? 0);
  const heat = params.byDelta ? effect : (change: FunctionChange): number => figure(change) ?? -1;
  const found = held
    .functionChanges()
    .filter(
      (change) =>
        (filter === "" || change.name.toLowerCase().includes(filter)) &&
        ((figure(change) ?? 0) > 0 || effect(change) > 0 || (change.total[metric]?.next ?? 0) > 0),
    );
  const byHeat = (a: FunctionChange, b: FunctionChange): number =>
    heat(b) - heat(a) || compareText(a.name, b.name);
  found.sort(byHeat);
  if (params.groupByCrate) sortByCrate(found, heat, byHeat);
  const limit = Math.max(0, params.limit);
  const rows = found.slice(0, limit).map((change): HotFunction => {
    const delta = deltaFrom(change[order][metric], change.status);
    const row = change.nextRows[0] ?? -1;
    return {
      func: row,
      name: change.name,
      shortName: shortName(change.name),
      crate: change.crate,
      library: libraryOf(held, change),
      self: change.self[metric]?.next ?? null,
      total: change.total[metric]?.next ?? null,
      calls: change.calls.next,
      share: shareOf(figure(change), whole),
      file: change.file,
      line: change.line,
      ...(delta ? { delta } : {}),
    };
  });
  return { metric, rows, more: found.length - rows.length };
}

function sortByCrate(
  found: FunctionChange[],
  heat: (change: FunctionChange) => number,
  byHeat: (a: FunctionChange, b: FunctionChange) => number,
): void {
  const crates = new Map<string, number>();
  for (const change of found)
    crates.set(change.crate ?? "", (crates.get(change.crate ?? "") ?? 0) + Math.max(0, heat(change)));
  const ofCrate = ({ crate }: FunctionChange): number => crates.get(crate ?? "") ?? 0;
  found.sort((a, b) => ofCrate(b) - ofCrate(a) || compareText(a.crate ?? "", b.crate ?? "") || byHeat(a, b));
}

function libraryOf({ next, base }: HeldComparison, { nextRows, baseRows }: FunctionChange): boolean {
  const [row] = nextRows;
  return row === undefined ? base.library[baseRows[0] ?? -1] === 1 : next.library[row] === 1;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
