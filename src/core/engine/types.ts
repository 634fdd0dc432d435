import type {
  GuestOutput,
  Listed,
  MemoryRow,
  OpcodeRow,
  Outcome,
  Region,
  Tag,
  Totals,
} from "../profile/model";
import type { InlinedFunction } from "./inlineSites";

/** What a machine is asked to run. Nothing here is trusted. */
export interface EngineRequest {
  readonly elf: Uint8Array;
  /** ZisK: the framed input file as `ziskemu -i` reads it; SP1: stdin buffers in order. */
  readonly input: readonly Uint8Array[];
  /** Steps (ZisK) or cycles (SP1) after which the run ends with `step-limit`; null: the machine's own. */
  readonly maxSteps: number | null;
  /** ZisK: the function at which the listed functions are cut; "" cuts nothing. */
  readonly mainName: string;
  /** Also keep the functions by the real tool's own call-stack rules. */
  readonly listed: boolean;
  /** Also keep the call tree with inlined functions: each instruction is followed by itself. */
  readonly inlined?: boolean;
}

export interface EngineProgress {
  readonly steps: number;
  /** Demangled name of the function that runs now; null outside every symbol. */
  readonly function: string | null;
}

/** Costs by the part of the machine that they are paid to; one value an instruction. Units: cost. */
export interface PcCosts {
  readonly length: number;
  /** Ascending; only instructions that ran. Micro-steps are charged to their instruction. */
  readonly pc: Float64Array;
  /** Executions of the instruction. */
  readonly count: Float64Array;
  /** Steps (ZisK) or cycles (SP1) that it took. */
  readonly steps: Float64Array;
  /** All parts together; null where the machine has no cost. */
  readonly cost: Float64Array | null;
  /** One column a part that the model charges by instruction: ZisK main, opcodes, precompiles, memory. */
  readonly parts: Readonly<Record<string, Float64Array>>;
  /** What else was counted by instruction and is no part of its cost; columns of the machine's own. */
  readonly extras?: Readonly<Record<string, Float64Array>>;
  readonly accesses?: PcAccesses;
}

/** Memory accesses of instructions by class: only what is not nought, in order of instruction, one for each class. */
export interface PcAccesses {
  /** At most 256, in the words of `EngineRun.memory`. */
  readonly classes: readonly string[];
  /** What one access costs, by class: Σ over an instruction is its part `memory`. */
  readonly prices: Float64Array;
  /** What one access adds to a line's extras, by class. */
  readonly measures: Readonly<Record<string, Float64Array>>;
  /** Row of `PcCosts`. */
  readonly index: Int32Array;
  readonly kind: Uint8Array;
  readonly count: Float64Array;
}

/** One precompile at one instruction. */
export interface PrecompileCount {
  readonly pc: number;
  readonly name: string;
  readonly count: number;
  readonly cost: number;
}

/** Who called whom, truly: recursion, tail calls (the callee is a child of the jumper's caller), panics, longjmp. */
export interface EngineCallTree {
  readonly length: number;
  /** Parent node, before its children; -1 for a root. */
  readonly prefix: Int32Array;
  /** Entry pc of the function of the node: the symbol's address; NaN outside every symbol. */
  readonly address: Float64Array;
  readonly calls: Float64Array;
  readonly selfSteps: Float64Array;
  /** All parts together; null where the machine has no cost (SP1). */
  readonly selfCost: Float64Array | null;
}

/** The call tree with what was inlined; nodes of inlined functions have no address and no calls of their own. */
export interface EngineInlinedTree extends EngineCallTree {
  /** Row of `functions`; -1 for a node of a function that was called. */
  readonly inlined: Int32Array;
  readonly functions: readonly InlinedFunction[];
  /** What the self figures are made of, as the machine sees it: they add up to cost (SP1: to cycles). */
  readonly parts: Readonly<Record<string, Float64Array>>;
}

/** One run of a machine, before symbols and lines are joined. Σ of `pcs` + `outside` = the run's variable total. */
export interface EngineRun {
  readonly machine: "zisk" | "sp1";
  readonly model: string;
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  /** Where a failed run stood and what it read, wrote or executed. */
  readonly fault: { readonly pc: number; readonly message: string } | null;
  readonly output: GuestOutput;
  readonly totals: Totals;
  readonly opcodes: readonly OpcodeRow[];
  readonly memory: readonly MemoryRow[];
  readonly usage: { readonly rom: number | null; readonly ram: number | null };
  readonly regions: readonly Region[];
  readonly tags: readonly Tag[];
  readonly pcs: PcCosts;
  /** In order of address; absent where the machine does not tell. */
  readonly precompiles?: readonly PrecompileCount[];
  /** Cost that belongs to no instruction (ZisK: data initialisation). */
  readonly outside: number;
  readonly callTree: EngineCallTree | null;
  /** Where it was asked for. */
  readonly inlinedTree?: EngineInlinedTree | null;
  readonly listed: Listed | null;
  readonly warnings: readonly string[];
}
