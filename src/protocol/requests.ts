import type { Delta } from "../core/report/delta";

/** What the editor may ask the language server; the server registers each name exactly once. */
export interface Request<P, R> {
  readonly method: string;
  readonly _types?: { readonly params: P; readonly result: R };
}

const request = <P, R>(name: string): Request<P, R> => ({ method: `cyclelens/${name}` });

/** Loads artefacts of one run (several files are merged) or a run folder; becomes the active profile. */
export const openProfile = request<OpenProfileParams, ProfileSummary>("openProfile");
/** Imports what the runner left in a run folder, writes profile and run.json, renames it, and opens it. */
export const finishRun = request<FinishRunParams, FinishRunResult>("finishRun");
export const closeProfile = request<Record<string, never>, null>("closeProfile");
export const setMetric = request<{ readonly metric: string }, null>("setMetric");
export const lineCosts = request<LineCostsParams, LineCosts>("lineCosts");
export const hotFunctions = request<HotFunctionsParams, HotFunctions>("hotFunctions");
export const callTreeChildren = request<CallTreeParams, readonly CallTreeItem[]>("callTreeChildren");
export const functionInfo = request<{ readonly func: number }, FunctionInfo | null>("functionInfo");
export const disassembly = request<DisassemblyParams, DisassemblyText>("disassembly");
/** Where a source of the profile is on this machine, and the line as it is now; `path` null: not found. */
export const resolveSource = request<ResolveSourceParams, ResolvedSource>("resolveSource");
/** Guests of the workspace folders: packages that depend on a zkVM SDK, and their bins. */
export const findGuests = request<{ readonly folders: readonly string[] }, readonly Guest[]>("findGuests");
export const listRuns = request<{ readonly folders: readonly string[] }, readonly RunItem[]>("listRuns");
/**
 * `folded`, `speedscope`, `json`, `md`, `html`, `csv`: the text of an export of the active profile. `comparison`: both
 * runs of the comparison with that id, as `folded` or `speedscope`.
 */
export const exportProfile = request<
  { readonly format: string; readonly view?: ExportView; readonly comparison?: string },
  { readonly text: string; readonly fileName: string }
>("exportProfile");

/** What stacks show: as in `FlameView`. */
export interface ExportView {
  readonly metric: string;
  readonly inlined?: boolean;
}

/** Server → editor notification: work under way in the server's worker. */
export const progressNotification = "cyclelens/progress";
export interface Progress {
  readonly what: string;
  readonly done: number;
  readonly of: number | null;
}

/** `data` of an error response: what our errors have beside the message. */
export interface ErrorData {
  readonly kind: string;
  readonly hint: string;
}

export interface OpenProfileParams {
  readonly files: readonly string[];
  readonly elf?: string;
}
export interface FinishRunParams {
  /** The temporary run folder. */
  readonly folder: string;
}
export interface FinishRunResult {
  readonly folder: string;
  readonly summary: ProfileSummary;
}

export interface ProfileSummary {
  readonly id: string;
  /** Guest name or file name, for titles. */
  readonly title: string;
  readonly folder: string | null;
  readonly engine: string;
  readonly outcome: { readonly status: string; readonly message: string | null };
  readonly metrics: readonly { readonly id: string; readonly unit: string }[];
  readonly metric: string;
  readonly totals: Readonly<Record<string, number | null>>;
  readonly hasLines: boolean;
  readonly hasCallTree: boolean;
  /** Absolute, mapped paths of sources with cost, hottest first, at most 200. */
  readonly files: readonly string[];
  readonly startedAt: string | null;
  readonly commit: string | null;
  readonly warnings: readonly string[];
  /** Of the artefacts: `zisk-report`, `sp1-gecko`, `dhat`, … */
  readonly format: string;
  /** The ELF that names and lines come from; null where none was at hand. */
  readonly elf: string | null;
}

export interface LineCostsParams {
  readonly uri: string;
}
export interface LineCosts {
  readonly metric: string;
  /** `lines`: exact; `functions`: no DWARF, figures stand at the functions; `none`: nothing for this file. */
  readonly level: "lines" | "functions" | "none";
  /** True where the file is newer than the ELF and lines were dropped for it. */
  readonly stale: boolean;
  readonly rows: readonly LineCost[];
  /** What shares are shares of; null where the run does not say. */
  readonly whole: number | null;
}
export interface LineCost {
  /** 0-based line of the document. */
  readonly line: number;
  readonly self: number;
  readonly total: number;
  /** Of the whole run, 0…1. */
  readonly share: number;
  /** While runs are compared: of the figure that is shown. A line that costs nothing any more has a row for it. */
  readonly delta?: Delta;
}

export interface ResolveSourceParams {
  /** As the profile has it. */
  readonly file: string;
  /** 1-based; 0 unknown. */
  readonly line: number;
}
export interface ResolvedSource {
  /** Absolute real path. */
  readonly path: string | null;
  /** 1-based. */
  readonly line: number;
}

export interface HotFunctionsParams {
  readonly filter: string;
  readonly groupByCrate: boolean;
  readonly limit: number;
  /** While runs are compared: the largest change first. */
  readonly byDelta?: boolean;
}
export interface HotFunctions {
  readonly metric: string;
  readonly rows: readonly HotFunction[];
  readonly more: number;
}
export interface HotFunction {
  readonly func: number;
  readonly name: string;
  readonly shortName: string;
  readonly crate: string | null;
  readonly library: boolean;
  readonly self: number | null;
  readonly total: number | null;
  readonly calls: number | null;
  readonly share: number | null;
  readonly file: string | null;
  readonly line: number;
  /** While runs are compared: of what the list is ordered by. `func` is -1 for what is gone. */
  readonly delta?: Delta;
}

export interface CallTreeParams {
  readonly direction: "top-down" | "bottom-up";
  /** Null for the roots; else the `node` of an item of the same direction. */
  readonly node: string | null;
  /** While runs are compared: the largest change first. */
  readonly byDelta?: boolean;
}
export interface CallTreeItem {
  readonly node: string;
  readonly name: string;
  readonly shortName: string;
  readonly crate: string | null;
  readonly library: boolean;
  readonly inlined: boolean;
  /** Of the figures: the active metric where the call tree carries it. */
  readonly metric: string;
  readonly self: number;
  readonly total: number;
  readonly share: number;
  readonly hasChildren: boolean;
  readonly func: number;
  readonly file: string | null;
  readonly line: number;
  /** While runs are compared: of what the direction orders by. */
  readonly delta?: Delta;
}

export interface FunctionInfo {
  readonly name: string;
  readonly file: string | null;
  readonly line: number;
  readonly callers: readonly NamedCost[];
  readonly callees: readonly NamedCost[];
  readonly instances: readonly NamedCost[];
}
export interface NamedCost {
  readonly func: number;
  readonly name: string;
  readonly calls: number | null;
  readonly cost: number | null;
  readonly share: number | null;
  readonly file: string | null;
  readonly line: number;
}

export interface DisassemblyParams {
  /** Row of `functions`; -1 where `at` says what. */
  readonly func: number;
  /** What a line became, inlined copies included; 0-based line of the document. */
  readonly at?: { readonly uri: string; readonly line: number };
}
export interface DisassemblyText {
  readonly title: string;
  readonly text: string;
  /** Per text line the source it comes from; -1 in `file` for none. */
  readonly files: readonly string[];
  readonly file: readonly number[];
  readonly line: readonly number[];
}

export interface Guest {
  readonly name: string;
  readonly bin: string | null;
  readonly machine: "zisk" | "sp1" | "risc0" | "openvm";
  readonly manifestPath: string;
  /** The cargo workspace root: `target/` and `.cyclelens/` stand there. */
  readonly root: string;
  /** Source file with the entry point, and the 0-based line of it; null if not found. */
  readonly entry: { readonly file: string; readonly line: number } | null;
  readonly sdkVersion: string | null;
}

export interface RunItem {
  readonly folder: string;
  readonly id: string;
  readonly guest: string;
  readonly machine: string;
  readonly engine: string;
  readonly startedAt: string;
  readonly durationMs: number | null;
  readonly outcome: string;
  readonly commit: string | null;
  readonly dirty: boolean | null;
  readonly baseline: string | null;
  /** SHA-256 of what the guest read; null where it is not known. */
  readonly inputDigest?: string | null;
  readonly totals: Readonly<Record<string, number | null>>;
  /** Of a folder whose run.json cannot be read: what is wrong with it. */
  readonly problem?: string;
}
