import { bottomUpChildren, topDownChildren, type TreePlace } from "../../core/analysis/callTreeItems";
import { usableMetric, wholeRun } from "../../core/analysis/metrics";
import type { CallTree } from "../../core/profile/model";
import { shortName } from "../../core/profile/names";
import { shareOf } from "../../core/report/figures";
import { deltaChange, type Delta } from "../../core/report/delta";
import type { CallTreeItem, CallTreeParams } from "../../protocol/requests";
import type { HeldComparison } from "./comparing";

/** Children of a node of the joined call tree, with both sides of each; null where a side has no tree. */
export function callTreeDeltas(
  held: HeldComparison,
  { direction, node, byDelta }: CallTreeParams,
): readonly CallTreeItem[] | null {
  const joined = held.trees;
  if (!joined) return null;
  const { profile, library } = joined.flame;
  const next = profile.callTree!;
  const base = baseTree(next, joined.trees.base);
  const { metric: asked } = held.next;
  const metric = joined.trees.metrics.includes(asked) ? asked : joined.trees.metrics[0];
  if (metric === undefined) return null;
  const childrenOf = direction === "top-down" ? topDownChildren : bottomUpChildren;
  const by = direction === "top-down" ? "total" : "self";
  const now = childrenOf(next, metric, node);
  const before = new Map(childrenOf(base, metric, node).map((place) => [place.node, place]));
  const whole = wholeRun(held.next.profile, usableMetric(held.next.profile, metric));
  const pairs = now.map((place) => {
    const old = before.get(place.node);
    before.delete(place.node);
    return { place, old, now: true };
  });
  for (const old of before.values()) pairs.push({ place: old, old, now: false });
  const { functions } = profile;
  const { frames } = next;
  const items = pairs.map(({ place, old, now: isNow }): CallTreeItem => {
    const func = frames.func[place.frame]!;
    const name = frames.name[place.frame]!;
    const own = func >= 0 && func < held.next.profile.functions.length;
    return {
      node: place.node,
      name,
      shortName: shortName(name),
      crate: func >= 0 ? (functions.crate[func] ?? null) : null,
      library: func >= 0 && library[func] === 1,
      inlined: frames.inlined[place.frame] === 1,
      metric,
      self: isNow ? place.self : 0,
      total: isNow ? place.total : 0,
      share: isNow ? (shareOf(place[by], whole) ?? 0) : 0,
      hasChildren: place.hasChildren || (old?.hasChildren ?? false),
      // What only the base has is no row of the open profile.
      func: own ? func : -1,
      file: frames.file[place.frame] ?? (func >= 0 ? (functions.file[func] ?? null) : null),
      line: frames.line[place.frame]! || (func >= 0 ? functions.line[func]! : 0),
      delta: deltaOf(isNow ? place : null, old ?? null, by),
    };
  });
  const effect = ({ delta }: CallTreeItem): number => Math.abs(deltaChange(delta!) ?? 0);
  // Within equals the order of cost stays: what is gone comes last.
  return byDelta ? items.sort((a, b) => effect(b) - effect(a)) : items;
}

/** One side's place among equals of the other: nothing there is new or gone. */
function deltaOf(now: TreePlace | null, old: TreePlace | null, by: "self" | "total"): Delta {
  if (old === null) return { base: null, next: now?.[by] ?? null, missing: "base" };
  if (now === null) return { base: old[by], next: null, missing: "next" };
  return { base: old[by], next: now[by] };
}

const trees = new WeakMap<CallTree, CallTree>();

/** The same nodes with the base's cost; one object, since what is derived of a tree is kept by it. */
function baseTree(next: CallTree, base: CallTree): CallTree {
  const known = trees.get(next);
  if (known) return known;
  const made = { ...next, self: base.self };
  trees.set(next, made);
  return made;
}
