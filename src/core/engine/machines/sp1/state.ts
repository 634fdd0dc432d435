import { GuestFault } from "../../guestFault";
import { panicExit } from "./faults";
import type { Sp1Followers } from "./followers";
import { bitCount, Sp1Gas } from "./gas";
import { Sp1Memory, type Sp1Backing } from "./memory";
import type { Sp1Model } from "./model";
import { sink, type Sp1Program } from "./program";
import { Sp1Streams } from "./streams";
import { Sp1Syscalls } from "./syscalls";

/** The clock's gas looks at it modulo 2^24. */
export const clockBlock = 1 << 24;
/** Bits of t0, a0 and a1. */
export const ecallRegisters = (1 << 5) | (1 << 10) | (1 << 11);

/** Everything that an unconstrained block gives back at its end. */
export interface Unconstrained {
  readonly row: number;
  readonly clock: number;
  readonly lo: Int32Array;
  readonly hi: Int32Array;
  readonly used: number;
  readonly steps: number;
}

/**
 * A guest of SP1 6 between two instructions: registers, memory, what was counted. Counts are per row of the program;
 * cycles, clock and gas follow from them. What runs in an unconstrained block counts nowhere.
 */
export abstract class Sp1State {
  readonly memory: Sp1Memory;
  readonly lo = new Int32Array(sink + 1);
  readonly hi = new Int32Array(sink + 1);
  /** Executions of each row. */
  readonly count: Float64Array;
  readonly gas: Sp1Gas;
  readonly streams: Sp1Streams;
  readonly calls: Sp1Syscalls;
  /** Instructions that ran, those of unconstrained blocks too. */
  steps = 0;
  ecalls = 0;
  ended = false;
  exitCode: number | null = null;
  fault: { readonly pc: number; readonly message: string } | null = null;
  /** Row of the instruction that is next. */
  row: number;
  /** Is a run to end where an unconstrained block does? */
  endsWithBlock = false;
  /** Steps that are no cycles. */
  protected hidden = 0;
  /** The clock modulo 2^24. */
  protected clock = 1;
  /** Registers that the chunk has used, one bit each. */
  protected used = 0;
  protected unconstrained: Unconstrained | null = null;

  constructor(
    readonly program: Sp1Program,
    readonly model: Sp1Model,
    input: readonly Uint8Array[],
    /** Call tree and SP1's own stacks; without them neither is kept. */
    protected readonly followers: Sp1Followers | null = null,
    backing: Sp1Backing | null = null,
  ) {
    this.memory = new Sp1Memory(program.segments, backing);
    this.count = new Float64Array(program.length);
    this.gas = new Sp1Gas(model, program);
    this.streams = new Sp1Streams(input);
    this.calls = new Sp1Syscalls(this.lo, this.hi, this.memory, this.streams, this.gas, model);
    this.row = program.entry;
    if (this.row < 0) {
      this.ended = true;
      this.exitCode = panicExit;
      this.fault = {
        pc: program.entryPc,
        message: `starts at 0x${program.entryPc.toString(16)}, outside of its code`,
      };
    }
  }

  /** True where the machine, not the guest, ended the run. */
  get failed(): boolean {
    return this.fault !== null;
  }

  /** Instructions that count. */
  get cycles(): number {
    return (this.unconstrained === null ? this.steps : this.unconstrained.steps) - this.hidden;
  }

  get clk(): number {
    return 1 + 8 * this.cycles + 256 * this.ecalls;
  }

  get pc(): number {
    return this.row < 0 ? this.program.entryPc : this.program.base + 4 * this.row;
  }

  /** Steps that are no cycles, but for those of a block that is open. */
  get hiddenSteps(): number {
    return this.hidden;
  }

  /** True outside of unconstrained blocks. */
  get isCounting(): boolean {
    return this.unconstrained === null;
  }

  /** True once no ecall of this chunk can be the first to use its registers. */
  get knowsEcallRegisters(): boolean {
    return (this.used & ecallRegisters) === ecallRegisters;
  }

  /** Instructions that ran elsewhere, outside of unconstrained blocks, none of them an ecall or a row that crosses. */
  advance(steps: number): void {
    this.steps += steps;
    const clock = this.clock + 8 * steps;
    const passed = Math.floor(clock / clockBlock);
    // Two instructions come near a multiple of 2^24: the clock is odd, so one ends 7 before it, and one passes it.
    this.gas.stateBumps += 2 * passed;
    if (this.clock >= clockBlock - 8) this.gas.stateBumps--;
    this.clock = clock - passed * clockBlock;
    if (this.clock >= clockBlock - 8) this.gas.stateBumps++;
    this.gas.clockBumps += passed;
  }

  /** Registers that ran elsewhere used, one bit each. */
  use(registers: number): void {
    this.gas.local += bitCount(registers & ~this.used);
    this.used |= registers;
  }

  /** Runs until the guest ends, or `until` steps are done altogether. A guest's fault ends it; nothing is thrown. */
  run(until: number): void {
    if (this.ended) return;
    try {
      this.loop(until);
    } catch (error) {
      if (!(error instanceof GuestFault)) throw error;
      this.fail(error);
    }
  }

  /** The guest did at `row` what ends it. */
  fail(fault: GuestFault): void {
    this.ended = true;
    this.exitCode = fault.exitCode;
    this.fault = { pc: this.pc, message: fault.message };
  }

  /** The entries of a chunk of gas are full; `local`: rows of first uses in it. */
  protected nextChunk(local: number): void {
    this.gas.local = local;
    this.gas.endChunk(this.count);
    this.memory.nextChunk();
  }

  /** Keeps what an unconstrained block gives back: the block and its two calls count as one, once it is left. */
  protected enterUnconstrained(row: number, clock: number, used: number, steps: number): void {
    this.unconstrained = { row, clock, used, steps, lo: this.lo.slice(), hi: this.hi.slice() };
    this.memory.snapshot();
  }

  /** Gives back what `enterUnconstrained` kept of registers and memory. */
  protected leaveUnconstrained({ lo, hi }: Unconstrained): void {
    this.lo.set(lo);
    this.hi.set(hi);
    this.unconstrained = null;
    this.memory.restore();
  }

  /** Runs up to `until` steps; may throw GuestFault. */
  protected abstract loop(until: number): void;
}
