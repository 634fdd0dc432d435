import type { CallTree, MetricId } from "../profile/model";
import { treeIndex } from "./treeIndex";

/** A place in a call tree view: what to ask its children with, and its figures. */
export interface TreePlace {
  /** Opaque; stays valid as long as the profile. */
  readonly node: string;
  /** Row of `frames` to show it by. */
  readonly frame: number;
  readonly self: number;
  readonly total: number;
  readonly hasChildren: boolean;
}

/** A node's children can be many thousands: the hottest are shown. */
const maxChildren = 2000;

/**
 * Top-down: callees of a node (null: the roots), siblings of one function merged, hottest first. `node` lists
 * the nodes merged into it (`12+40`), so any depth costs what is opened.
 */
export function topDownChildren(tree: CallTree, metric: MetricId, node: string | null): readonly TreePlace[] {
  const index = treeIndex(tree);
  const self = tree.self[metric];
  const total = index.total(metric);
  const merged = new Map<number, number[]>();
  const add = (child: number): void => {
    const list = merged.get(index.identity[child]!);
    if (list) list.push(child);
    else merged.set(index.identity[child]!, [child]);
  };
  if (node === null) index.roots.forEach(add);
  for (const parent of nodesOf(tree, node)) {
    for (let child = index.firstChild[parent]!; child >= 0; child = index.nextSibling[child]!) add(child);
  }
  const places = [...merged.values()].map((nodes): TreePlace => ({
    node: nodes.join("+"),
    frame: tree.frame[nodes[0]!]!,
    self: nodes.reduce((sum, n) => sum + (self?.[n] || 0), 0),
    total: nodes.reduce((sum, n) => sum + total[n]!, 0),
    hasChildren: nodes.some((n) => index.firstChild[n]! >= 0),
  }));
  return hottest(places);
}

/**
 * Bottom-up: null gives every function by self cost; a place's children are its callers, each with the part of
 * the first function's self cost that came through it. `node` is the chain of functions from the first one
 * (`7.3.3`): the nodes are found again by walking it, so nothing is kept between questions.
 */
export function bottomUpChildren(
  tree: CallTree,
  metric: MetricId,
  node: string | null,
): readonly TreePlace[] {
  const index = treeIndex(tree);
  const self = tree.self[metric];
  if (!self) return [];
  const chain = node === null ? [] : node.split(".").map(Number);
  const cost = new Map<number, number>();
  const deeper = new Set<number>();
  const frames = new Map<number, number>();
  for (let leaf = 0; leaf < tree.length; leaf++) {
    const own = self[leaf] || 0;
    if (own <= 0) continue;
    let at = leaf;
    for (const identity of chain) {
      if (at < 0 || index.identity[at] !== identity) {
        at = -1;
        break;
      }
      at = tree.prefix[at]!;
    }
    if (at < 0) continue;
    const identity = index.identity[at]!;
    cost.set(identity, (cost.get(identity) ?? 0) + own);
    if (tree.prefix[at]! >= 0) deeper.add(identity);
    if (!frames.has(identity)) frames.set(identity, tree.frame[at]!);
  }
  const totals = chain.length === 0 ? inclusiveTotals(tree, metric) : null;
  const places = [...cost].map(([identity, own]): TreePlace => ({
    node: [...chain, identity].join("."),
    frame: frames.get(identity)!,
    self: own,
    total: totals?.[identity] ?? own,
    hasChildren: deeper.has(identity),
  }));
  return hottest(places, "self");
}

/** Cost under any frame of each function, recursion counted once. By identity. */
function inclusiveTotals(tree: CallTree, metric: MetricId): Float64Array {
  const index = treeIndex(tree);
  const total = index.total(metric);
  const sums = new Float64Array(index.shown.length);
  const open = new Int32Array(index.shown.length);
  // Depth first without recursion: `open` counts the frames of a function on the path from the root.
  for (const root of index.roots) {
    let node = root;
    for (;;) {
      const identity = index.identity[node]!;
      if (open[identity]!++ === 0) sums[identity]! += total[node]!;
      if (index.firstChild[node]! >= 0) {
        node = index.firstChild[node]!;
        continue;
      }
      for (;;) {
        open[index.identity[node]!]!--;
        if (node === root) break;
        if (index.nextSibling[node]! >= 0) {
          node = index.nextSibling[node]!;
          break;
        }
        node = tree.prefix[node]!;
        continue;
      }
      if (node === root) break;
    }
  }
  return sums;
}

function hottest(places: TreePlace[], by: "self" | "total" = "total"): readonly TreePlace[] {
  return places
    .filter((place) => place.total > 0)
    .sort((a, b) => b[by] - a[by] || a.frame - b.frame)
    .slice(0, maxChildren);
}

/** Only numbers of real nodes count; the string comes back from outside. */
function nodesOf(tree: CallTree, node: string | null): number[] {
  if (node === null) return [];
  return node
    .split("+")
    .filter((n) => /^\d+$/.test(n))
    .map(Number)
    .filter((n) => n < tree.length);
}
