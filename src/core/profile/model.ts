/**
 * The one model that every importer fills and every surface reads (docs/design.md §3).
 * Columns, not objects; unknown is never zero: a scalar that a source does not carry is
 * `null`, in a number column it is `NaN`, an index or line that is not known is -1 or 0 as said.
 */

/** `cost`, `steps` (ZisK); `cycles`, `gas` (SP1); `samples`, `bytes`, `ns` (host profiles). */
export type MetricId = string;

export interface Metric {
  readonly id: MetricId;
  /** The word printed after a figure; for ZisK the id itself. */
  readonly unit: string;
}

/** One number column a metric; a metric that the source does not carry has no key. */
export type MetricColumns = Readonly<Record<MetricId, Float64Array>>;

export type OutcomeStatus = "ok" | "guest-error" | "step-limit" | "truncated" | "cancelled";

export interface Outcome {
  readonly status: OutcomeStatus;
  readonly message: string | null;
}

export interface ProfileSource {
  /** For example `zisk-report`, `zisk-firefox`, `cyclelens-profile`. */
  readonly format: string;
  /** For example `F4`, `1.4`; null where the format has no variants. */
  readonly variant: string | null;
  readonly files: readonly string[];
}

export interface Engine {
  readonly name: string;
  readonly version: string | null;
}

export interface GuestOutput {
  /** Public outputs as lower-case hex without prefix; null if not captured. */
  readonly publicHex: string | null;
  /** What the guest printed, kept apart from the tool's own lines. */
  readonly text: string | null;
}

/** One row an opcode, syscall or precompile; names are lower case. */
export interface OpcodeRow {
  readonly name: string;
  readonly kind: "base" | "precompile";
  /** Executions that were charged (ZisK: FROPS hits are apart). */
  readonly count: number | null;
  readonly cost: number | null;
  /** ZisK frequent operations: executions that cost nothing, and what they would have cost. */
  readonly frops: { readonly count: number; readonly cost: number } | null;
}

/** Rows are ELF symbols; cost outside every symbol has rows in brackets (`[no symbol]`). */
export interface FunctionTable {
  readonly length: number;
  /** Demangled in full, without hashes. */
  readonly name: readonly string[];
  readonly rawName: readonly (string | null)[];
  readonly crate: readonly (string | null)[];
  /** Declared at; null without DWARF. */
  readonly file: readonly (string | null)[];
  /** 1-based; 0 unknown. */
  readonly line: Int32Array;
  /** Entry pc; NaN unknown. */
  readonly address: Float64Array;
  /** NaN unknown. */
  readonly calls: Float64Array;
  readonly self: MetricColumns;
  /** Inclusive, recursion counted once. */
  readonly total: MetricColumns;
}

/** What a call-tree node shows; an inlined frame is no row of `functions`. */
export interface FrameTable {
  readonly length: number;
  readonly name: readonly string[];
  /** Row of `functions`; -1 for a frame that is none (inlined, or a synthetic root). */
  readonly func: Int32Array;
  readonly file: readonly (string | null)[];
  /** 1-based; 0 unknown. */
  readonly line: Int32Array;
  /** 1 where the frame is an inlined source function. */
  readonly inlined: Uint8Array;
}

/** Struct of arrays; a parent always stands before its children. No recursion over depth, ever. */
export interface CallTree {
  readonly length: number;
  readonly frames: FrameTable;
  /** Parent node; -1 for a root. */
  readonly prefix: Int32Array;
  /** Row of `frames`. */
  readonly frame: Int32Array;
  readonly self: MetricColumns;
}

/** Cost a source line, charged to the innermost frame; `total` also has what was inlined there. */
export interface LineTable {
  readonly length: number;
  readonly files: readonly string[];
  /** Row of `files`. */
  readonly file: Int32Array;
  /** 1-based. */
  readonly line: Int32Array;
  readonly self: MetricColumns;
  readonly total: MetricColumns;
  /**
   * What an engine counted of the line itself beside its cost, nought where nothing: `reads1` … `writes8` (accesses by
   * width), `narrow` (cost above aligned 8-byte accesses), `dirtyBytes`, `spared` (cost saved by frequent operands).
   */
  readonly extras?: MetricColumns;
  readonly accesses?: LineAccesses;
}

/** Memory accesses of the rows of a table themselves by class: of row i from `start[i]` to `start[i + 1]`, classes ascending. */
export interface LineAccesses {
  /** At most 256, in the words of `Profile.memory`. */
  readonly classes: readonly string[];
  /** What one access costs, by class; NaN where it is unknown. */
  readonly prices: Float64Array;
  readonly start: Int32Array;
  readonly kind: Uint8Array;
  readonly count: Float64Array;
}

/** Executed machine instructions in order of address. */
export interface InstructionTable {
  readonly length: number;
  readonly pc: Float64Array;
  /** How often the instruction ran. */
  readonly count: Float64Array;
  /** Row of `functions`. */
  readonly func: Int32Array;
  readonly self: MetricColumns;
  readonly accesses?: LineAccesses;
}

/** The functions exactly as the machine's own tool lists them, names to the letter. */
export interface Listed {
  readonly rule: "ziskemu-0.13" | "ziskemu-0.15" | "ziskemu-1.4" | "sp1-gecko";
  /** True where the tool lost its call stack and printed no list. */
  readonly disabled: boolean;
  /** Exclusive lists (0.13, 0.14) must never be mixed with inclusive ones. */
  readonly inclusive: boolean;
  readonly functions: readonly ListedFunction[];
}

export interface ListedFunction {
  readonly name: string;
  readonly calls: number | null;
  readonly steps: number | null;
  readonly cost: number | null;
  /** Rule `sp1-gecko` only: cycles of the function itself, and with what it called. */
  readonly self?: number | null;
  readonly total?: number | null;
}

/** A DETAIL FUNCTION block: what one function's cost is made of, and who calls it. */
export interface FunctionDetail {
  readonly name: string;
  readonly steps: number | null;
  readonly cost: number | null;
  readonly main: number | null;
  readonly opcodesCost: number | null;
  readonly precompiles: number | null;
  readonly memory: number | null;
  readonly opcodes: readonly OpcodeRow[];
  readonly callers: readonly { readonly name: string; readonly calls: number; readonly steps: number }[];
}

export interface Tag {
  readonly name: string;
  readonly metric: MetricId;
  readonly calls: number | null;
  readonly total: number;
  readonly min: number | null;
  readonly max: number | null;
}

export interface MemoryRow {
  /** Lower case, as the tool words it: `ram 8 read`. */
  readonly class: string;
  readonly count: number | null;
  readonly cost: number | null;
}

/** One precompile as one instruction calls it. */
export interface PrecompileSite {
  readonly name: string;
  readonly calls: number;
  readonly cost: number;
  /** Row of `functions`. */
  readonly func: number;
  /** Where the call stands and where that code was inlined, innermost first; empty without a line table. */
  readonly places: readonly { readonly file: string; readonly line: number }[];
}

export interface Region {
  readonly name: string;
  readonly steps: number;
}

/** One command that was timed again and again (hyperfine). Times in nanoseconds of wall clock. */
export interface Benchmark {
  readonly command: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly runs: number;
  readonly mean: number;
  /** Of the sample (n − 1); null for fewer than two runs. */
  readonly stddev: number | null;
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Mean CPU time in the program and in the kernel. */
  readonly user: number | null;
  readonly system: number | null;
  /** Runs that did not end with 0. */
  readonly failures: number;
  /** Largest resident size of a run, in bytes. */
  readonly memory: number | null;
  /** Against the first command of the file; null for that one itself and where runs are too few to say. */
  readonly against: BenchmarkChange | null;
}

/** Welch's two-sided t-test of the mean against the first command's. */
export interface BenchmarkChange {
  readonly command: string;
  /** This mean by the first one. */
  readonly ratio: number;
  /** 95 % confidence interval of this mean less the first one, in nanoseconds. */
  readonly low: number;
  readonly high: number;
  readonly p: number;
  /** p < 0.05. */
  readonly significant: boolean;
}

/** For ZisK: steps, main, opcodes, precompiles, memory, variable, base, total, frops. */
export type Totals = Readonly<Record<string, number | null>>;

export interface Profile {
  readonly source: ProfileSource;
  readonly engine: Engine;
  readonly exitCode: number | null;
  readonly output: GuestOutput;
  readonly outcome: Outcome;
  /** The first is primary. */
  readonly metrics: readonly Metric[];
  readonly totals: Totals;
  readonly opcodes: readonly OpcodeRow[];
  readonly functions: FunctionTable;
  readonly callTree: CallTree | null;
  /**
   * The call tree with inlined functions as nodes below the functions that they were inlined into, and what was called
   * from there below them. Only where a source knows both: the nodes between two functions add up to the first one's in
   * `callTree`, exactly. Where `callTree` itself has inlined frames it is absent.
   */
  readonly inlinedTree?: CallTree;
  readonly lines: LineTable | null;
  readonly instructions: InstructionTable | null;
  /** A metric → what no function (and no line) carries; null where it is not known. */
  readonly unattributed: Readonly<Record<MetricId, number | null>>;
  readonly listed: Listed | null;
  readonly details: readonly FunctionDetail[];
  readonly tags: readonly Tag[];
  /** Timed commands; absent where the source is none. */
  readonly benchmarks?: readonly Benchmark[];
  readonly memory: readonly MemoryRow[];
  /** Only where an engine counted them by instruction. */
  readonly precompiles?: readonly PrecompileSite[];
  readonly usage: { readonly rom: number | null; readonly ram: number | null };
  readonly regions: readonly Region[];
  readonly warnings: readonly string[];
}
