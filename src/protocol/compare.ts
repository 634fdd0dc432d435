import type { ErrorData, Request } from "./requests";

/** Editor ↔ server: what the active profile is compared with. Figures of a comparison come with the usual answers. */
const request = <P, R>(name: string): Request<P, R> => ({ method: `cyclelens/${name}` });

/** What the active profile is to be compared with. */
export type Against =
  | { readonly kind: "off" }
  /** The guest's baseline: the starred run, else a committed `cyclelens.baseline.json`. */
  | { readonly kind: "baseline" }
  /** One run folder, or the artefacts of one run. */
  | { readonly kind: "files"; readonly files: readonly string[] };

/** Compares the active profile from now on; lenses, hovers, line costs, trees and flame graph follow. */
export const compareActive = request<CompareParams, CompareAnswer>("compareActive");
/** Stars a run: the baseline of its guest. */
export const setBaseline = request<{ readonly folder: string }, { readonly name: string }>("setBaseline");
/** Takes the stars from a run. */
export const removeBaseline = request<{ readonly folder: string }, null>("removeBaseline");
/** What one function, or the whole, cost in each of some runs; null where a run does not know it. */
export const runHistory = request<RunHistoryParams, RunHistory>("runHistory");

export interface CompareParams {
  readonly against: Against;
  /** The user asked for just this: another guest is compared and marked. By itself it is compared with nothing. */
  readonly asked?: boolean;
}

export interface CompareAnswer {
  /** Null where nothing is compared: switched off, no baseline, or `problem`. */
  readonly comparison: ComparisonSummary | null;
  readonly problem: CompareProblem | null;
}

export interface CompareProblem extends ErrorData {
  readonly message: string;
  /** The base can be read and is of something else: another machine, another guest. */
  readonly isOther: boolean;
}

export interface ComparisonSummary {
  /** For requests: changes with every comparison. */
  readonly id: string;
  /** Of the active profile that is compared. */
  readonly profile: string;
  readonly base: BaseSummary;
  /** Of the run's totals, those that both sides know, in the order of the newer run. */
  readonly totals: readonly TotalDelta[];
  /** Why figures of the two may not mean the same; sentences. */
  readonly marks: readonly string[];
  readonly hasCallTree: boolean;
  readonly hasLines: boolean;
}

export interface BaseSummary {
  readonly title: string;
  /** The run folder; null for a file. */
  readonly folder: string | null;
  readonly file: string | null;
  /** The baseline's name, or the committed file's; null for a run that was chosen. */
  readonly baseline: string | null;
  readonly startedAt: string | null;
  readonly commit: string | null;
  readonly engine: string;
}

export interface TotalDelta {
  readonly id: string;
  readonly base: number | null;
  readonly next: number | null;
}

export interface RunHistoryParams {
  /** Run folders, oldest first. */
  readonly runs: readonly string[];
  readonly metric: string;
  /** Matched as in a comparison; null for the whole run. */
  readonly name: string | null;
}
export interface RunHistory {
  readonly metric: string;
  /** One a run. */
  readonly values: readonly (number | null)[];
  /** Functions to choose from, of the newest run that could be read: the dearest first. */
  readonly functions: readonly string[];
}

export function isAgainst(value: unknown): value is Against {
  if (typeof value !== "object" || value === null) return false;
  const { kind, files } = value as { kind?: unknown; files?: unknown };
  if (kind === "off" || kind === "baseline") return true;
  return (
    kind === "files" &&
    Array.isArray(files) &&
    files.length > 0 &&
    files.length <= 64 &&
    files.every((file) => typeof file === "string" && file !== "")
  );
}
