import type { PatternProblem } from "./pattern";

/** What is asked of a flame graph and what is answered; the same shapes cross every process border. */

export type FlameMode = "top-down" | "inverted" | "sandwich";
/** `heavy`: children by total, the heaviest on the left; `calls`: in order of first call. */
export type FlameOrder = "heavy" | "calls";

/** A change of the tree that can be undone; frame ids. */
export interface FlameEdit {
  readonly kind: "merge" | "drop";
  readonly frame: number;
}

/** How the run is looked at; the same for slices and searches. */
export interface FlameView {
  readonly mode: FlameMode;
  readonly order: FlameOrder;
  /** Empty: the profile's own choice. */
  readonly metric: string;
  readonly hideLibraries: boolean;
  readonly collapseRecursion: boolean;
  /** Inlined functions as frames of their own; where it is left out, if the profile's own call tree has them so. */
  readonly inlined?: boolean;
  readonly edits: readonly FlameEdit[];
  /** Frame id in the middle of a sandwich; -1 none (then the hottest function by self). */
  readonly pivot: number;
  /** In a comparison, which side the widths are of; `next` where it is left out. */
  readonly side?: FlameSide;
}

/** The two sides of a comparison: the run before and the run that is looked at. */
export type FlameSide = "next" | "base";

export interface FlameSliceParams extends FlameView {
  /** Top-down: no or one call-tree node. Inverted: frame ids from the outside in. Sandwich: empty. */
  readonly focus: readonly number[];
  readonly widthPx: number;
}

/** Frames of a slice in depth-first order; row 0 is the root. Columns of equal length. */
export interface FlameRows {
  /** Row; -1 for row 0. */
  readonly parent: readonly number[];
  /** Index into `FlameSlice.frames`; -1 for the whole run and for `… n more`. */
  readonly frame: readonly number[];
  /** Call-tree node to zoom to; -1 where the way in is the path of frames. */
  readonly node: readonly number[];
  /** The figure that is drawn; for bars that are not inclusive it is the self cost. */
  readonly total: readonly number[];
  /** Null where it is not known, and for rows that stand for several. */
  readonly self: readonly (number | null)[];
  /** 0 for a frame; n for a frame that stands for n frames too many or too narrow. */
  readonly more: readonly number[];
  /** n for a frame below which n levels were cut; it stands as a row of its own under its parent. */
  readonly levels: readonly number[];
  /** 1 on the hot path. */
  readonly hot: readonly number[];
  /** Only in a comparison. */
  readonly diff?: FlameDiffRows;
}

/** Both sides of each row, columns of the same length. */
export interface FlameDiffRows {
  readonly base: readonly number[];
  readonly next: readonly number[];
  readonly baseSelf: readonly number[];
  readonly nextSelf: readonly number[];
  /** Bits: 1 the frame is in the base, 2 it is in the newer run; 0 for a row that stands for several. */
  readonly sides: readonly number[];
}

/** What a comparison adds to a slice. */
export interface FlameDiff {
  readonly side: FlameSide;
  /** The whole of each side. */
  readonly base: number;
  readonly next: number;
  /** Where the base ran what is not called from there any more: the topmost frame of each, dearest first. */
  readonly gone: readonly FlameGone[];
  readonly goneMore: number;
}

export interface FlameGone {
  /** Frame id. */
  readonly id: number;
  readonly name: string;
  /** The frame that called it; empty for a root. */
  readonly caller: string;
  /** What it cost in the base with all that it called. */
  readonly base: number;
  /** Call-tree node. */
  readonly node: number;
}

export interface FlameFrame {
  /** Frame id, stable for a profile. */
  readonly id: number;
  readonly name: string;
  /** Index into `FlameSlice.crates`; -1 none. */
  readonly crate: number;
  /** `file:line` for reading, not for opening; empty if not known. */
  readonly place: string;
  readonly calls: number | null;
  readonly inlined: boolean;
}

export interface FlameCrateShare {
  readonly name: string;
  readonly library: boolean;
  /** Share of the run's self cost, 0…1; null where only inclusive figures are known. */
  readonly share: number | null;
}

export interface FlameCrumb {
  readonly name: string;
  readonly focus: readonly number[];
}

export interface FlameMetric {
  readonly id: string;
  readonly unit: string;
  /** False where the source has it for functions only. */
  readonly inTree: boolean;
  /** A part of the primary metric that only the tree knows: no other surface has it. */
  readonly part?: true;
}

/** Why there are bars instead of a tree. */
export type BarsReason = "no-call-tree" | "metric-not-in-tree" | "nothing-recorded";

export interface FlameSlice {
  /** `bars`: a flat list; every row stands for itself, nothing is nested. */
  readonly layout: "tree" | "bars";
  readonly reason: BarsReason | null;
  /** Bars: whether the figures contain callees. Trees are drawn by total. */
  readonly inclusive: boolean;
  readonly mode: FlameMode;
  readonly metric: string;
  readonly unit: string;
  readonly metrics: readonly FlameMetric[];
  readonly widthPx: number;
  /** What 100 % is. */
  readonly runTotal: number;
  readonly focus: readonly number[];
  readonly pivot: number;
  readonly rows: FlameRows;
  /** Sandwich: the callers, row 0 is the pivot as in `rows`. */
  readonly callers: FlameRows | null;
  readonly frames: readonly FlameFrame[];
  /** At most two own crates, then by share, the largest first; the same for every slice of a profile and metric, with or without what was inlined. */
  readonly crates: readonly FlameCrateShare[];
  /** Whether inlined functions are drawn as frames of their own; absent where the profile does not tell them. */
  readonly inlined?: boolean;
  /** Their figures were counted, on each call path. */
  readonly exactInlined?: boolean;
  /** From the whole run to the focus; the middle of a long one is left out (`focus` empty, name `…`). */
  readonly path: readonly FlameCrumb[];
  /** Nodes of the whole tree. */
  readonly nodes: number;
  /** Only in a comparison. */
  readonly diff?: FlameDiff;
}

export interface FlameSearchParams extends FlameView {
  readonly query: string;
  readonly regex: boolean;
}

export interface FlameSearchResult {
  readonly query: string;
  /** Matching nodes of the whole tree. */
  readonly frames: number;
  /** Cost under a match, once a path. */
  readonly total: number;
  readonly share: number | null;
  /** Frame ids whose name matches. */
  readonly ids: readonly number[];
  /** Call-tree nodes of the heaviest matches, at most 1,000. */
  readonly nodes: readonly number[];
  /** What is wrong with the pattern; null if nothing is. */
  readonly problem: PatternProblem | null;
}

/** Limits of a slice (docs/design.md §5). */
export const flameLimits = {
  frames: 5000,
  levels: 1000,
  crates: 64,
  nameLength: 1000,
  matches: 1000,
  gone: 100,
} as const;

export const defaultView: FlameView = {
  mode: "top-down",
  order: "heavy",
  metric: "",
  hideLibraries: false,
  collapseRecursion: false,
  edits: [],
  pivot: -1,
};
