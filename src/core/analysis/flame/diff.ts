import { shortName } from "../../profile/names";
import type { DrawnTree, FlameIndex } from "./flameIndex";
import { frameName } from "./frameList";
import type { Grown } from "./grow";
import type { FlameSource } from "./source";
import type { FlameDiff, FlameDiffRows, FlameGone, FlameSide } from "./types";
import { flameLimits } from "./types";

const inBase = 1;
const inNext = 2;

/** Both sides of the rows of a slice of a comparison. */
export function diffRows(grown: Grown, source: FlameSource, side: FlameSide): FlameDiffRows {
  const drawn = { total: [] as number[], self: [] as number[] };
  const other = { total: [] as number[], self: [] as number[] };
  const sides: number[] = [];
  grown.handle.forEach((handle, row) => {
    drawn.total.push(grown.total[row]!);
    drawn.self.push(handle < 0 ? 0 : source.self(handle));
    const its = handle < 0 ? null : (source.other?.(handle) ?? null);
    other.total.push(its?.total ?? 0);
    other.self.push(its?.self ?? 0);
    // A row without a frame stands for what both runs are: the whole.
    sides.push(row === 0 && handle >= 0 && source.frame(handle) < 0 ? inBase | inNext : (its?.sides ?? 0));
  });
  const [base, next] = side === "base" ? [drawn, other] : [other, drawn];
  return { base: base.total, next: next.total, baseSelf: base.self, nextSelf: next.self, sides };
}

/** What a comparison adds to a slice; null where nothing is compared. */
export function flameDiff(
  index: FlameIndex,
  drawn: DrawnTree,
  metric: string,
  side: FlameSide,
): FlameDiff | null {
  if (!index.profile.base) return null;
  const { rows, more } = goneFrames(index, drawn, metric);
  return {
    side,
    base: index.runTotal(metric, "base"),
    next: index.runTotal(metric, "next"),
    gone: rows,
    goneMore: more,
  };
}

/** Nodes that only the base has under a node that both have: disjoint, so that their costs add up. */
function goneFrames(
  index: FlameIndex,
  drawn: DrawnTree,
  metric: string,
): { rows: FlameGone[]; more: number } {
  const { tree } = drawn;
  const costs = drawn.costs(metric, "base");
  const sides = costs.other?.sides;
  const found: number[] = [];
  for (let node = 1; sides && node < tree.length; node++) {
    if (sides[node] !== inBase || sides[tree.parent[node]!] === inBase) continue;
    if (costs.total[node]! > 0) found.push(node);
  }
  found.sort((a, b) => costs.total[b]! - costs.total[a]! || a - b);
  const rows = found.slice(0, flameLimits.gone).map((node): FlameGone => {
    const caller = tree.frame[tree.parent[node]!]!;
    return {
      id: tree.frame[node]!,
      name: frameName(index, tree.frame[node]!),
      caller: caller < 0 ? "" : shortName(frameName(index, caller)),
      base: costs.total[node]!,
      node: tree.origin[node]!,
    };
  });
  return { rows, more: found.length - rows.length };
}
