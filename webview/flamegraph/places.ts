import type { FlameSearchResult, FlameSlice } from "../../src/core/analysis/flame/types";
import { framesTo } from "./moves";
import type { At } from "./renderer";
import { partOf } from "./renderer";

/** The row that stands for the whole run, or for the middle of a sandwich. */
export const root: At = { part: "rows", row: 0 };

/** Frame id; -1 for the whole run and for rows that stand for many. */
export function frameIdAt(slice: FlameSlice, at: At): number {
  return slice.frames[partOf(slice, at.part).frame[at.row]!]?.id ?? -1;
}

/** Where the frame selected in `before` is drawn in `slice`; the root where it is not. */
export function placeIn(slice: FlameSlice, before: FlameSlice | null, selected: At): At {
  if (!before || before.mode !== slice.mode || before.layout !== slice.layout) return root;
  const node = partOf(before, selected.part).node[selected.row] ?? -1;
  const row = node < 0 ? -1 : slice.rows.node.indexOf(node);
  return row < 0 ? root : { part: "rows", row };
}

/** The innermost frame of the hot path. */
export function hotEnd(slice: FlameSlice | null): At {
  return { part: "rows", row: Math.max(0, slice?.rows.hot.lastIndexOf(1) ?? 0) };
}

/** What zooming in on a row changes of the view; null where there is nothing to zoom to. */
export function zoomTarget(
  slice: FlameSlice,
  at: At,
): { readonly pivot: number } | { readonly focus: readonly number[] } | null {
  if (slice.layout === "bars") return null;
  if (slice.mode === "sandwich") {
    const pivot = frameIdAt(slice, at);
    return pivot < 0 ? null : { pivot };
  }
  const rows = slice.rows;
  // A row that stands for many leads to its parent, where there is room for them.
  const row = rows.frame[at.row]! < 0 && at.row > 0 ? rows.parent[at.row]! : at.row;
  if (row <= 0) return null;
  if (slice.mode === "inverted") {
    const within = framesTo(slice, { part: "rows", row });
    return { focus: slice.focus.length > 0 ? [...slice.focus, ...within.slice(1)] : within };
  }
  return rows.node[row]! < 0 ? null : { focus: [rows.node[row]!] };
}

/** The focus one step out; null at the whole run. */
export function focusOutside(slice: FlameSlice): readonly number[] | null {
  const crumbs = slice.path.filter((crumb, at) => at === 0 || crumb.focus.length > 0);
  return crumbs.length > 1 ? crumbs.at(-2)!.focus : null;
}

/** The stack of a row for copying: its call-tree node where it has one, and frame ids from the outside in. */
export function stackAt(
  slice: FlameSlice,
  at: At,
): { readonly node: number; readonly frames: readonly number[] } {
  const node = slice.mode === "top-down" ? (slice.rows.node[at.row] ?? -1) : -1;
  // Merged trees are drawn from the inside out: callers come first in a stack.
  const within = framesTo(slice, at);
  const inwards = slice.mode === "inverted" ? [...slice.focus.slice(0, -1), ...within] : within;
  const frames = slice.mode === "inverted" || at.part === "callers" ? inwards.reverse() : inwards;
  return { node, frames };
}

/** A match of a search: a row on screen, or a call-tree node that has to be zoomed to. */
export type MatchPlace = { readonly at: At } | { readonly node: number };

/** Matches in the order they are stepped through: top-down all nodes, the heaviest first, else what is drawn. */
export function matchPlaces(slice: FlameSlice, found: FlameSearchResult): readonly MatchPlace[] {
  if (found.ids.length === 0) return [];
  if (slice.mode === "top-down" && slice.layout === "tree") {
    const drawn = new Map<number, number>();
    slice.rows.node.forEach((node, row) => {
      if (slice.rows.frame[row]! >= 0 && !drawn.has(node)) drawn.set(node, row);
    });
    return found.nodes.map((node) => {
      const row = drawn.get(node);
      return row === undefined ? { node } : { at: { part: "rows", row } };
    });
  }
  const ids = new Set(found.ids);
  const places: MatchPlace[] = [];
  for (const part of slice.callers ? (["callers", "rows"] as const) : (["rows"] as const))
    partOf(slice, part).frame.forEach((frame, row) => {
      if (slice.frames[frame] && ids.has(slice.frames[frame].id)) places.push({ at: { part, row } });
    });
  return places;
}
