import { GuestFault } from "../../guestFault";
import { GuestText } from "../../guestText";
import { signed64, unsigned } from "../../wide";
import { Accelerators } from "./accelerators";
import { Bus } from "./bus";
import { move } from "./callStack";
import type { Followers } from "./followers";
import { Frequent } from "./frequent";
import { layout } from "./layout";
import type { ZiskProgram } from "./load";
import { ZiskMemory } from "./memory";
import { alignedRead, classPrices, shapeCount, zoneOf } from "./memoryClasses";
import { from } from "./microProgram";
import type { ZiskModel } from "./model";
import { code } from "./operationCodes";
import { RowAccesses } from "./rowAccesses";
import { ProfileTags } from "./tags";

/** Registers of the guest and the machine's scratch ones. */
const registers = 64;
const panicExit = 101;
const mostTagBytes = 4096;

/** Where counts are kept, a row of the program each; zeros. `heads` is what `RowAccesses` keeps. */
export interface CountColumns {
  readonly count: Float64Array;
  readonly opCost: Float64Array;
  readonly memCost: Float64Array;
  readonly heads: Int32Array;
}

/**
 * A guest of ZisK between two micro-steps: registers, memory, what was counted. Counts are per row of the program; totals
 * follow from them.
 */
export abstract class ZiskState {
  readonly memory: ZiskMemory;
  readonly lo = new Int32Array(registers);
  readonly hi = new Int32Array(registers);
  /** Executions of each row. */
  readonly count: Float64Array;
  /** Cost of its operation, and of its memory accesses, which are also counted by class. */
  readonly opCost: Float64Array;
  readonly memCost: Float64Array;
  /** FROPS hits by operation. */
  readonly frequent = new Float64Array(256);
  readonly accesses: RowAccesses;
  /** What the guest printed. */
  readonly text = new GuestText();
  readonly tags = new ProfileTags();
  steps = 0;
  opTotal = 0;
  memTotal = 0;
  ended = false;
  exitCode: number | null = null;
  fault: { readonly pc: number; readonly message: string } | null = null;
  /** Row of the step that is next. */
  row: number;
  protected cLo = 0;
  protected cHi = 0;
  /** What the last step said of the next one, for the listed functions. */
  protected moved: number = move.none;
  protected readonly frops: Frequent;
  protected readonly prices: Float64Array;
  protected readonly costs = new Float64Array(256);
  /** 1 for a precompile, 2 for a hint. */
  protected readonly isPrecompile = new Uint8Array(256);
  protected readonly bus: Bus;
  readonly accelerators: Accelerators;

  constructor(
    readonly program: ZiskProgram,
    readonly model: ZiskModel,
    input: Uint8Array,
    ram?: ArrayBuffer,
    ramAt?: number,
    /** Call tree and listed functions; without them neither is kept. */
    protected readonly followers: Followers | null = null,
    /** Whoever runs it sees to it that the rows it comes to are filled. */
    isOnDemand = false,
    columns: CountColumns | null = null,
  ) {
    if (!isOnDemand) program.code.needAll();
    this.memory = new ZiskMemory(program.readOnly, program.writable, input, ram, ramAt);
    const { length } = program.code;
    this.count = columns?.count ?? new Float64Array(length);
    this.opCost = columns?.opCost ?? new Float64Array(length);
    this.memCost = columns?.memCost ?? new Float64Array(length);
    this.accesses = new RowAccesses(length, columns?.heads);
    this.frops = new Frequent(model);
    this.prices = classPrices(model.memory);
    this.bus = new Bus(this.memory, this.accesses, this.prices);
    this.accelerators = new Accelerators(this.bus, model, input.length);
    for (const op of model.ops) {
      this.costs[op.code] = op.cost;
      this.isPrecompile[op.code] = op.kind === "precompile" ? 1 : op.kind === "hint" ? 2 : 0;
    }
    this.row = program.code.rowOf(layout.bios);
  }

  /** Address of the step that is next. */
  get pc(): number {
    return this.program.code.owner[this.row] ?? 0;
  }

  /** Runs until the guest ends, or `until` steps are done altogether. A guest's fault ends it; nothing is thrown. */
  run(until: number): void {
    if (this.ended) return;
    try {
      this.loop(until);
    } catch (error) {
      if (!(error instanceof GuestFault)) throw error;
      this.ended = true;
      this.exitCode = error.exitCode;
      this.fault = { pc: this.pc, message: error.message };
    }
  }

  /**
   * For translated code: runs the step of a row that is an accelerator, a hint, a tag or a halt, whose operands
   * are given, and charges it but for its fixed cost. `steps` and `cost` are the run's totals, this step's in. The
   * result is in `accelerators`; gives what was charged. Throws GuestFault.
   */
  special(
    row: number,
    aLo: number,
    aHi: number,
    bLo: number,
    bHi: number,
    steps: number,
    cost: number,
  ): number {
    const { op, argument } = this.program.code;
    const { accelerators, bus } = this;
    switch (op[row]) {
      case code.halt:
        this.stop(code.halt, row, aLo, aHi);
        return 0;
      case code.profile:
        this.mark(aLo, aHi, bLo & 255, steps, cost);
        return 0;
    }
    bus.begin(row);
    accelerators.step = steps - 1;
    try {
      accelerators.run(op[row]!, argument[row]!, aLo, aHi, bLo, bHi);
    } catch (error) {
      bus.takeBack();
      throw error;
    }
    this.opCost[row]! += accelerators.extraCost;
    this.memCost[row]! += bus.cost;
    return accelerators.extraCost + bus.cost;
  }

  /** Runs an accelerator or a hint: its result is in `accelerators`, what its memory costs in the bus. Throws GuestFault. */
  protected accelerate(row: number, aLo: number, aHi: number, bLo: number, bHi: number): void {
    const { op, argument, b, bLo: places } = this.program.code;
    this.bus.begin(row);
    try {
      this.accelerators.run(op[row]!, argument[row]!, aLo, aHi, bLo, bHi);
    } catch (error) {
      // A step that fails is not counted, nor is what it read.
      this.bus.takeBack();
      if (b[row] === from.mem)
        this.accesses.add(row, zoneOf(places[row]! >>> 0) * shapeCount + alignedRead, -1);
      throw error;
    }
  }

  /** Reads a word of the machine's own into `memory`; gives what that costs. */
  protected word(row: number, at: number): number {
    const address = at >>> 0;
    this.memory.read(address, 8);
    return this.accessed(row, zoneOf(address) * shapeCount + alignedRead);
  }

  /** A profile tag: a pointer and a length in memory, which is not charged. */
  protected mark(aLo: number, aHi: number, kind: number, steps: number, cost: number): void {
    const at = unsigned(aLo, aHi);
    this.memory.read(at, 8);
    const text = unsigned(this.memory.lo, this.memory.hi);
    this.memory.read(at + 8, 8);
    const length = unsigned(this.memory.lo, this.memory.hi);
    if (length > mostTagBytes) throw new GuestFault("a profile tag has an impossible length", panicExit);
    const name = new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.memory.range(text, length));
    const line = this.tags.mark(name, kind, steps, cost);
    if (line !== null) this.text.putAll(new TextEncoder().encode(line));
  }

  /** Counts an access of a class; gives what it costs. */
  protected accessed(row: number, kind: number): number {
    this.accesses.add(row, kind, 1);
    return this.prices[kind]!;
  }

  /** The step that ends the machine is done: the regular one, or a halt. */
  protected stop(op: number, row: number, aLo: number, aHi: number): void {
    this.ended = true;
    if (op !== code.halt) {
      this.exitCode = 0;
      return;
    }
    const pc = this.program.code.owner[row]!;
    if (pc < layout.rom) {
      const low = aLo & 255;
      this.exitCode = low === 0 ? 1 : low;
      this.fault = { pc, message: `the guest exited with code ${signed64(aLo, aHi).toString()}` };
      return;
    }
    this.exitCode = 1;
    this.fault = { pc, message: "executed an instruction that traps" };
  }

  /** Runs up to `until` steps; may throw GuestFault. */
  protected abstract loop(until: number): void;
}
