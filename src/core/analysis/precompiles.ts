import type { PrecompileSite } from "../profile/model";
import { exactCount, formatPercent, shareOf } from "../report/figures";

export interface PrecompileRow {
  readonly name: string;
  readonly calls: number;
  readonly cost: number;
}

/** Calls and cost by precompile, the costliest first. */
export function precompileTable(sites: readonly PrecompileSite[]): PrecompileRow[] {
  const rows = new Map<string, { name: string; calls: number; cost: number }>();
  for (const { name, calls, cost } of sites) {
    const row = rows.get(name) ?? { name, calls: 0, cost: 0 };
    row.calls += calls;
    row.cost += cost;
    rows.set(name, row);
  }
  return [...rows.values()].sort((a, b) => b.cost - a.cost || (a.name < b.name ? -1 : 1));
}

/** `keccakf: 32,650 calls, cost 65,300,000, 65.6 %`; the share is of `whole`. */
export function precompileText({ name, calls, cost }: PrecompileRow, whole: number | null): string {
  return `${name}: ${exactCount(calls)} ${calls === 1 ? "call" : "calls"}, cost ${exactCount(cost)}, ${formatPercent(shareOf(cost, whole))}`;
}
