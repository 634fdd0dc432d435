/**
 * A metrics file as it is looked at: a few figures of the whole run and large tables in columns. Figures are those of the
 * reports (`aggregate.ts`); an unknown one is NaN in a column and null elsewhere.
 */

/** What a smaller figure means: a delta's word depends on it. */
export type Better = "less" | "more" | "none";

/** `ms`, `s`; `count` for what is only counted; `rate` a million a second; empty where the metric's name must do. */
export type FigureUnit = "ms" | "s" | "cells" | "rows" | "count" | "bytes" | "rate" | "";

/** One figure of now and before. */
export interface Pair {
  readonly now: number | null;
  /** Null without a file to compare with, and where that does not say. */
  readonly before: number | null;
}

export const tableIds = ["groups", "segments", "airs", "opcodes", "spans", "metrics", "memory"] as const;
export type TableId = (typeof tableIds)[number];

export interface TextColumn {
  readonly key: string;
  /** Harmless and bounded (`safeName`), one a row. */
  readonly text: readonly string[];
}

export interface FigureColumn {
  readonly key: string;
  readonly unit: FigureUnit;
  readonly better: Better;
  /** One a row; NaN unknown. */
  readonly now: Float64Array;
  /** Null without a file to compare with. */
  readonly before: Float64Array | null;
  /** What shares are shares of: all rows, also those left out; 0 where they do not add up to anything. */
  readonly whole: number;
}

/** What a row is in a comparison. */
export const rowStates = ["both", "new", "gone"] as const;
export type RowState = (typeof rowStates)[number];

export interface MetricsTable {
  readonly id: TableId;
  readonly length: number;
  readonly texts: readonly TextColumn[];
  readonly figures: readonly FigureColumn[];
  /** Index into `rowStates`, one a row; null without a file to compare with. */
  readonly state: Uint8Array | null;
  /** Column that it is ordered by at first, the largest on top; -1: as it stands. */
  readonly sort: number;
  /** Rows that were left out: the smallest. */
  readonly more: number;
}

/** Where the time goes, in the order of the pipeline; `other` is what an application's proofs take beside its parts. */
export const phaseIds = [
  "keygen",
  "commit",
  "execute",
  "trace",
  "prove",
  "other",
  "aggregate",
  "verify",
] as const;
export type PhaseId = (typeof phaseIds)[number];

export interface PipelinePhase {
  readonly id: PhaseId;
  /** Milliseconds, added up over all proofs. */
  readonly time: Pair;
  /** Of all phases, 0…1; null where it is not known. */
  readonly share: number | null;
}

/** A figure of the whole run that only some versions write. */
export interface Fact {
  readonly kind: "proof-size" | "verify" | "memory" | "custom";
  /** The metric's own name. */
  readonly metric: string;
  /** Empty for none. */
  readonly group: string;
  readonly unit: FigureUnit;
  readonly value: Pair;
}

/** Memory of the GPU over time; milliseconds and GiB. */
export interface MemoryCurve {
  readonly time: Float64Array;
  readonly current: Float64Array;
  readonly localPeak: Float64Array;
  readonly reserved: Float64Array;
}

export interface Overview {
  readonly file: string;
  readonly previous: string | null;
  /** Id of the era whose rules added everything up; null where none could. */
  readonly era: string | null;
  /** The releases it stands for. */
  readonly versions: string;
  /** What told it; empty where it was asked for. */
  readonly toldBy: string;
  readonly decided: boolean;
  /** Why nothing is added up; null where it is. */
  readonly problem: string | null;
  readonly provers: number;
  /** Name of the file with metrics and aliases of the user's own; null without one. */
  readonly settings: string | null;
  /** Seconds of the whole run. */
  readonly serial: Pair;
  readonly parallel: Pair;
  /** With `provers` provers; null where the era has no such figure. */
  readonly bounded: Pair | null;
  readonly instructions: Pair;
  readonly cells: Pair;
  readonly phases: readonly PipelinePhase[];
  readonly facts: readonly Fact[];
  readonly curve: MemoryCurve | null;
  readonly warnings: readonly string[];
}

/** What a projection for another number of provers needs, by group. */
export interface ProjectionGroup {
  readonly name: string;
  readonly app: boolean;
  /** Seconds in front of the proofs. */
  readonly serial: number;
  /** Milliseconds of each proof, in the file's order. */
  readonly proofTimes: Float64Array;
}

export interface MetricsView {
  readonly overview: Overview;
  readonly tables: readonly MetricsTable[];
  /** Empty where the era has no projection. */
  readonly projection: readonly ProjectionGroup[];
}
