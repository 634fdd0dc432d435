import type { FlameRows, FlameSlice } from "../../src/core/analysis/flame/types";

/** A frame on screen: which half of a sandwich, and the row there. */
export interface At {
  readonly part: "rows" | "callers";
  readonly row: number;
}

/** What a renderer tells; it changes nothing by itself. */
export interface RendererEvents {
  /** Single click, after it is clear that it is not a double one. */
  readonly open: (at: At, event: MouseEvent) => void;
  readonly select: (at: At) => void;
  readonly zoom: (at: At) => void;
  readonly hover: (at: At | null) => void;
  readonly menu: (at: At, x: number, y: number) => void;
}

/** What to paint: a slice with its texts and marks. */
export interface Painting {
  readonly slice: FlameSlice;
  /** What stands in a frame of that width. */
  readonly label: (at: At, widthPx: number) => string;
  /** What a screen reader says of a frame. */
  readonly description: (at: At) => string;
  /** Share and figure, where they stand in columns. */
  readonly figures: (at: At) => readonly string[];
  /** Name of a graph, for screen readers. */
  readonly name: (part: At["part"]) => string;
  readonly hotPath: boolean;
  /** Ids of frames that match the search. */
  readonly matches: ReadonlySet<number>;
  readonly selected: At;
}

/** Paints slices. The rest of the page knows nothing of how. */
export interface FlameRenderer {
  readonly element: HTMLElement;
  paint(painting: Painting): void;
  /** Marks the frames that match a search, by id. */
  highlight(matches: ReadonlySet<number>): void;
  /** Marks a frame and scrolls to it; with `focus` the keyboard goes there. */
  select(at: At, focus: boolean): void;
  dispose(): void;
}

export function partOf(slice: FlameSlice, part: At["part"]): FlameRows {
  return part === "callers" && slice.callers ? slice.callers : slice.rows;
}
