import { wholeRun } from "../analysis/metrics";
import type { MetricId, Profile } from "../profile/model";
import type { CutList } from "./types";

/** Fewer rows are a small program's as likely as a short list's. */
const fewest = 10;
/** Share of the run below which a list's last row says that the list is whole. */
const leastShare = 1e-4;

/**
 * Whether the functions are a tool's top N (`ziskemu -T 25`), so that a function that is missing may have run all the
 * same. A report does not say so: its two lists then name different functions, or end at a round number of rows with
 * a function that is far from the least of a program.
 */
export function cutListOf(profile: Profile): CutList | null {
  const { functions, listed } = profile;
  if (listed === null || listed.disabled || !isListOnly(profile)) return null;
  const steps = listed.functions.filter((row) => row.steps !== null);
  const costs = listed.functions.filter((row) => row.cost !== null);
  const rows = Math.max(steps.length, costs.length);
  const least: Record<MetricId, number> = {};
  for (const { id } of profile.metrics) {
    const column = listed.inclusive ? functions.total[id] : functions.self[id];
    const known = column?.filter((value) => !Number.isNaN(value));
    if (known !== undefined && known.length > 0) least[id] = known.reduce((a, b) => Math.min(a, b), Infinity);
  }
  // Where one list is shorter than the other it leaves out zeros, and no limit cuts it.
  const uneven = steps.length === costs.length && steps.length < listed.functions.length;
  if (uneven) return { rows, least };
  if (rows < fewest || rows % 5 !== 0 || hasAllCallers(profile)) return null;
  const ends = Object.entries(least).map(([id, value]) => value / (wholeRun(profile, id) ?? NaN));
  return ends.length > 0 && ends.every((share) => share >= leastShare) ? { rows, least } : null;
}

/** Where the report has details, whoever calls a function of a whole list is on it too. */
function hasAllCallers({ details, listed }: Profile): boolean {
  const names = new Set(listed?.functions.map(({ name }) => name));
  const callers = details.flatMap((detail) => detail.callers);
  return callers.length > 0 && callers.every(({ name }) => names.has(name));
}

/** Nothing but the tool's list tells of functions: where anything else does, all of them are there. */
export function isListOnly({ functions, listed, callTree, instructions }: Profile): boolean {
  if (listed === null || callTree !== null || instructions !== null) return false;
  const other = listed.inclusive ? functions.self : functions.total;
  return !Object.values(other).some((column) => column.some((value) => !Number.isNaN(value)));
}
