import type { MetricId, Profile } from "../profile/model";
import { shortName } from "../profile/names";
import { shareOf } from "../report/figures";
import { cell, wholeRun } from "./metrics";

/** One row a function with cost; null: not known. */
export interface HotRow {
  readonly func: number;
  readonly name: string;
  readonly shortName: string;
  readonly crate: string | null;
  readonly library: boolean;
  readonly self: number | null;
  readonly total: number | null;
  readonly calls: number | null;
  /** Of the whole run, by what the list is ordered by. */
  readonly share: number | null;
  readonly file: string | null;
  readonly line: number;
}

export interface HotOptions {
  readonly metric: MetricId;
  /** Part of the name, any case; empty for all. */
  readonly filter: string;
  /** Hottest crates first, each with its functions. */
  readonly groupByCrate: boolean;
  readonly limit: number;
  /** 1 for each function that is a library's. */
  readonly library: Uint8Array;
}

/** Functions by self cost; by total where the source has no self figures. `more` is what the limit left out. */
export function hotFunctions(
  profile: Profile,
  options: HotOptions,
): { rows: readonly HotRow[]; more: number } {
  const { functions } = profile;
  const { metric } = options;
  const order = functions.self[metric] ?? functions.total[metric];
  const filter = options.filter.trim().toLowerCase();
  const found: number[] = [];
  for (let row = 0; row < functions.length; row++) {
    if (order && !((order[row] ?? 0) > 0) && !((functions.total[metric]?.[row] ?? 0) > 0)) continue;
    if (filter === "" || functions.name[row]!.toLowerCase().includes(filter)) found.push(row);
  }
  const heat = (row: number): number => order?.[row] || 0;
  const byHeat = (a: number, b: number): number =>
    heat(b) - heat(a) || compareText(functions.name[a]!, functions.name[b]!);
  found.sort(byHeat);
  if (options.groupByCrate) {
    const crates = new Map<string, number>();
    for (const row of found) {
      const crate = functions.crate[row] ?? "";
      crates.set(crate, (crates.get(crate) ?? 0) + heat(row));
    }
    const ofCrate = (row: number): number => crates.get(functions.crate[row] ?? "") ?? 0;
    found.sort(
      (a, b) =>
        ofCrate(b) - ofCrate(a) ||
        compareText(functions.crate[a] ?? "", functions.crate[b] ?? "") ||
        byHeat(a, b),
    );
  }
  const whole = wholeRun(profile, metric);
  const rows = found.slice(0, Math.max(0, options.limit)).map((func): HotRow => ({
    func,
    name: functions.name[func]!,
    shortName: shortName(functions.name[func]!),
    crate: functions.crate[func] ?? null,
    library: options.library[func] === 1,
    self: cell(functions.self, metric, func),
    total: cell(functions.total, metric, func),
    calls: Number.isNaN(functions.calls[func]!) ? null : functions.calls[func]!,
    share: shareOf(order ? (order[func] ?? null) : null, whole),
    file: functions.file[func] ?? null,
    line: functions.line[func] ?? 0,
  }));
  return { rows, more: found.length - rows.length };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
