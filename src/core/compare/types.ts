import type { RowList } from "./rowList";
import type { CallTree, Engine, MetricId, Outcome, ProfileSource } from "../profile/model";

/** Schema of a comparison as JSON (schemas/compare-1.json). */
export const compareSchema = "cyclelens.compare/1";

/**
 * What became of a row. `new` and `gone` are known to have been nothing on the other side. `unlisted`: the other
 * side's list ends above it (the top N of a tool), so that it may be there or not. `unknown`: it is on both sides,
 * or may be, and no figure is known on both.
 */
export type ChangeStatus = "new" | "gone" | "changed" | "same" | "unlisted" | "unknown";

/** One figure before and after. Null is unknown, or nothing where the row is `new` or `gone`; it is never a zero. */
export interface Change {
  readonly base: number | null;
  readonly next: number | null;
  /** next − base, where nothing counts as 0; null where a side is unknown. */
  readonly delta: number | null;
  /** 100 × delta ÷ base; null for a base of 0 and where a side is missing or unknown. */
  readonly percent: number | null;
  /** delta ÷ the change of the whole run in that metric; null where that is 0 or unknown. May exceed 1 or be negative. */
  readonly share: number | null;
}

/** A metric → its figures; a metric without a key is unknown on both sides. */
export type MetricChanges = Readonly<Record<MetricId, Change>>;

interface Row {
  /** What the two sides were matched by; unique within its list. */
  readonly key: string;
  /** For people. */
  readonly name: string;
  readonly status: ChangeStatus;
}

/** One line of the totals: `steps`, `main`, `variable`, `total`, …; share: of the change of the variable total, for its parts. */
export type TotalChange = Row & Change;

/** One source `fn`: its instances (monomorphised copies, closures) on each side added up. */
export interface FunctionChange extends Row {
  readonly crate: string | null;
  /** Declared at, on the newer side where it is there; line 1-based, 0 unknown. */
  readonly file: string | null;
  readonly line: number;
  /** Rows of `functions` of each profile. */
  readonly baseRows: readonly number[];
  readonly nextRows: readonly number[];
  readonly calls: Change;
  readonly self: MetricChanges;
  readonly total: MetricChanges;
  /** True where totals of several instances were added without a call tree: what nests is counted twice. */
  readonly mayNest: boolean;
  /** Only for new and gone: on the other side it is there, but only inlined into others. */
  readonly inlinedElsewhere: boolean;
}

export interface LineChange extends Row {
  /** Of the newer side where it is there. */
  readonly file: string;
  /** As the base names the file; equal to `file` most times. */
  readonly baseFile: string;
  /** 1-based; 0 where it is not on that side. */
  readonly baseLine: number;
  readonly nextLine: number;
  readonly self: MetricChanges;
  readonly total: MetricChanges;
}

/** `content`: by a diff of the recorded text; `equal`: the file did not change; `number`: only by line numbers. */
export type LineMatching = "content" | "equal" | "number";

export interface FileMatch {
  readonly file: string;
  readonly baseFile: string;
  readonly by: LineMatching;
}

/** Opcodes, and precompiles (syscalls of SP1). */
export interface OpcodeChange extends Row {
  readonly kind: "base" | "precompile";
  readonly count: Change;
  readonly cost: Change;
  /** Executions that cost nothing (ZisK frequent operations). */
  readonly frops: Change;
}

/** ZisK profile tags, SP1 cycle trackers. */
export interface TagChange extends Row {
  readonly metric: MetricId;
  readonly calls: Change;
  readonly total: Change;
}

export interface MemoryChange extends Row {
  readonly count: Change;
  readonly cost: Change;
}

/** One of the two runs, as far as it is known. */
export interface Side {
  /** How the user named it. */
  readonly label: string;
  readonly machine: string | null;
  readonly guest: string | null;
  readonly engine: Engine;
  readonly source: ProfileSource;
  readonly outcome: Outcome;
  readonly commit: string | null;
  /** ISO 8601. */
  readonly startedAt: string | null;
  /** SHA-256 of the guest's input. */
  readonly inputDigest: string | null;
}

/** Why figures of the two sides may not mean the same. */
export interface Mark {
  readonly kind:
    | "engines"
    | "models"
    | "guests"
    | "inputs"
    | "outcome"
    | "metrics"
    | "sampled"
    | "lists"
    | "cut-list"
    | "lines"
    | "nesting"
    | "unexplained";
  readonly text: string;
}

/** Whether what functions gained and lost adds up to what the run did. */
export interface Explained {
  readonly metric: MetricId;
  /** The whole run; for ZisK cost without the fixed base. */
  readonly whole: Change;
  /** Σ of the self deltas of functions; null where self figures are unknown on a side. */
  readonly functions: number | null;
  /** whole.delta − functions; null where either is unknown. */
  readonly unexplained: number | null;
  /** Functions of which the change of self is not known. */
  readonly unknownFunctions: number;
}

/** A list of functions that ends at its N-th row: who is not on it may have cost up to the least of it. */
export interface CutList {
  readonly rows: number;
  /** A metric → the least figure on the list. */
  readonly least: Readonly<Record<MetricId, number>>;
}

/** What changed from one profile to another. Lists are complete and sorted by absolute effect, then path, or file and line. */
export interface Comparison {
  readonly schema: typeof compareSchema;
  readonly base: Side;
  readonly next: Side;
  /** Known on both sides, in the order of the newer profile. */
  readonly metrics: readonly { readonly id: MetricId; readonly unit: string }[];
  /** Lists are sorted by this one. */
  readonly metric: MetricId;
  /** Whether functions are sorted by self or, where that is unknown, by total. */
  readonly order: "self" | "total";
  /** Whose list of functions is the top N of a tool; null where it is whole. */
  readonly cut: { readonly base: CutList | null; readonly next: CutList | null };
  readonly marks: readonly Mark[];
  readonly explained: readonly Explained[];
  readonly totals: readonly TotalChange[];
  readonly functions: RowList<FunctionChange>;
  readonly lines: RowList<LineChange>;
  readonly files: readonly FileMatch[];
  readonly opcodes: readonly OpcodeChange[];
  readonly precompiles: readonly OpcodeChange[];
  readonly tags: readonly TagChange[];
  readonly memory: readonly MemoryChange[];
  /** Use of ROM and RAM. */
  readonly usage: readonly TotalChange[];
}

/** A source file as a run recorded it: `RunSource` of run.json is one. */
export interface RecordedSource {
  readonly file: string;
  readonly sha256: string;
  /** 1-based, ascending. */
  readonly lines: readonly number[];
  readonly hashes: readonly string[];
}

/** What is known of a side beside its profile. */
export interface SideInfo {
  readonly label?: string;
  readonly guest?: string | null;
  readonly commit?: string | null;
  readonly startedAt?: string | null;
  readonly inputDigest?: string | null;
  /** With both sides' sources, lines are matched by content. */
  readonly sources?: readonly RecordedSource[];
  /** Lines are those of the workspace's own files: others are not compared. */
  readonly ownLinesOnly?: boolean;
}

export interface CompareOptions {
  /** What lists are sorted by; the newer profile's first common metric where it is left out or not common. */
  readonly metric?: MetricId;
  readonly base?: SideInfo;
  readonly next?: SideInfo;
}

/**
 * Two call trees joined by function: `base` and `next` share frames, prefixes and node numbers and differ in `self`,
 * so that whatever draws a `CallTree` draws either. A node of which a side has nothing has 0 there.
 */
export interface TreeComparison {
  readonly base: CallTree;
  readonly next: CallTree;
  /** The metrics that both trees know. */
  readonly metrics: readonly MetricId[];
  /** By frame of the joined tree; what the function list calls it (`FunctionChange.key`), numbered impls without their number. */
  readonly keys: readonly string[];
  /** By metric: cost of each node with all below it. */
  readonly baseTotal: Readonly<Record<MetricId, Float64Array>>;
  readonly nextTotal: Readonly<Record<MetricId, Float64Array>>;
  /** Topmost nodes with cost in base and none in next, largest first in the metric asked for. */
  readonly gone: readonly number[];
  /** Topmost nodes with cost in next and none in base. */
  readonly added: readonly number[];
}
