import type { FlameRows, FlameSlice } from "../../src/core/analysis/flame/types";
import type { At } from "./renderer";
import { partOf } from "./renderer";

export type Move = "left" | "right" | "up" | "down" | "first" | "last";

/**
 * Where a key leads. Down is the heaviest child and up the parent; among callers, whose root lies at
 * the bottom, the other way round, so that a key always goes where it points. The pivot of a sandwich is one frame.
 * Bars are a list: up is the one before, down the one after.
 */
export function moveFrom(slice: FlameSlice, at: At, pressed: Move): At {
  const bars = slice.layout === "bars";
  const move = bars && pressed === "up" ? "left" : bars && pressed === "down" ? "right" : pressed;
  const rows = partOf(slice, at.part);
  const to = (row: number): At => (row < 0 ? at : { part: row === 0 ? "rows" : at.part, row });
  switch (move) {
    case "up":
      if (at.row === 0 && slice.callers) return child("callers", slice.callers, 0) ?? at;
      return at.part === "callers" ? (child(at.part, rows, at.row) ?? at) : to(rows.parent[at.row]!);
    case "down":
      return at.part === "callers" ? to(rows.parent[at.row]!) : (child(at.part, rows, at.row) ?? at);
    default: {
      const siblings = siblingsOf(rows, at.row);
      const here = siblings.indexOf(at.row);
      const next = { left: here - 1, right: here + 1, first: 0, last: siblings.length - 1 }[move];
      return { part: at.part, row: siblings[next] ?? at.row };
    }
  }
}

function child(part: At["part"], rows: FlameRows, parent: number): At | null {
  let best = -1;
  for (let row = parent + 1; row < rows.parent.length; row++)
    if (rows.parent[row] === parent && (best < 0 || rows.total[row]! > rows.total[best]!)) best = row;
  return best < 0 ? null : { part, row: best };
}

function siblingsOf(rows: FlameRows, row: number): number[] {
  const parent = rows.parent[row]!;
  if (parent < 0) return [row];
  const siblings: number[] = [];
  for (let other = parent + 1; other < rows.parent.length; other++)
    if (rows.parent[other] === parent) siblings.push(other);
  return siblings;
}

/** Frame ids from the root of a part to a row, the pivot of a sandwich included. */
export function framesTo(slice: FlameSlice, at: At): number[] {
  const rows = partOf(slice, at.part);
  const ids: number[] = [];
  for (let row = at.row; row >= 0; row = rows.parent[row]!) {
    const frame = slice.frames[rows.frame[row]!];
    if (frame) ids.push(frame.id);
  }
  return ids.reverse();
}
