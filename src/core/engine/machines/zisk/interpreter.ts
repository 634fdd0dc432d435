import { GuestFault } from "../../guestFault";
import { GuestText } from "../../guestText";
import { code, evaluate } from "./alu";
import { move } from "./callStack";
import type { Followers } from "./followers";
import { Frequent } from "./frequent";
import { layout } from "./layout";
import type { ZiskProgram } from "./load";
import { Bus } from "./bus";
import { Accelerators } from "./accelerators";
import { ZiskMemory } from "./memory";
import {
  alignedRead,
  alignedWrite,
  classPrices,
  readShape,
  shapeCount,
  writeShape,
  zoneOf,
} from "./memoryClasses";
import { flow, from, to } from "./microProgram";
import type { ZiskModel } from "./model";
import { RowAccesses } from "./rowAccesses";
import { ProfileTags } from "./tags";
import { noCode, unmappedWide } from "./wideFaults";
import { out, signed64 } from "../../wide";

/** Registers of the guest and the machine's scratch ones. */
const registers = 64;
const panicExit = 101;

/**
 * The ZisK machine, one micro-step after the other: the reference that all else is measured against.
 * Counts per row of the program; totals follow from them.
 */
export class ZiskInterpreter {
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
  private cLo = 0;
  private cHi = 0;
  /** What the last step said of the next one, for the listed functions. */
  private moved: number = move.none;
  private readonly frops: Frequent;
  private readonly prices: Float64Array;
  private readonly costs = new Float64Array(256);
  /** 1 for a precompile, 2 for a hint. */
  private readonly isPrecompile = new Uint8Array(256);
  private readonly bus: Bus;
  readonly accelerators: Accelerators;

  constructor(
    readonly program: ZiskProgram,
    readonly model: ZiskModel,
    input: Uint8Array,
    ram?: ArrayBuffer,
    ramAt?: number,
    /** Call tree and listed functions; without them neither is kept. */
    private readonly followers: Followers | null = null,
    /** Whoever runs it sees to it that the rows it comes to are filled. */
    isOnDemand = false,
  ) {
    if (!isOnDemand) program.code.needAll();
    this.memory = new ZiskMemory(program.readOnly, program.writable, input, ram, ramAt);
    const { length } = program.code;
    this.count = new Float64Array(length);
    this.opCost = new Float64Array(length);
    this.memCost = new Float64Array(length);
    this.accesses = new RowAccesses(length);
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

  private loop(until: number): void {
    const {
      program,
      memory,
      lo,
      hi,
      count,
      opCost,
      memCost,
      frequent,
      accesses,
      frops,
      costs,
      isPrecompile,
      bus,
      accelerators,
    } = this;
    const p = program.code;
    const { op: ops, a: as, aLo: aLos, aHi: aHis, b: bs, bLo: bLos, bHi: bHis, width: widths } = p;
    const { store: stores, storeTo, link: links, next, taken, computed, end } = p;
    const { words } = memory;
    const limit = frops.limit;
    const { cheapAdd } = this.model;
    let row = this.row;
    let steps = this.steps;
    let opTotal = this.opTotal;
    let memTotal = this.memTotal;
    let cLo = this.cLo;
    let cHi = this.cHi;
    const { flow: flows, rs1: rs1s, rd: rds, pc: pcs, nextPc, takenPc } = p;
    const { followers } = this;
    const functions = followers?.functions ?? none;
    const stack = followers?.listed ?? null;
    let listing = stack !== null && !stack.disabled;
    let moved = this.moved;
    let current = followers === null ? 0 : followers.tree.current;
    const main = this.model.main;
    const inlined = followers?.inlined ?? null;
    const sites = inlined?.siteOfRow ?? none;
    let site = inlined?.site ?? 0;
    const counters = inlined?.now ?? new Float64Array(4);
    let precompiled = counters[2]!;
    try {
      while (steps < until) {
        const i = row;
        let memory0 = 0;
        // 1. a.
        let aLo = aLos[i]!;
        let aHi = aHis[i]!;
        switch (as[i]) {
          case from.reg:
            aHi = hi[aLo]!;
            aLo = lo[aLo]!;
            break;
          case from.mem: {
            const address = aLo >>> 0;
            memory.read(address, 8);
            const kind = zoneOf(address) * shapeCount + alignedRead;
            memory0 += this.accessed(i, kind);
            aLo = memory.lo;
            aHi = memory.hi;
            break;
          }
          case from.last:
            aLo = cLo;
            aHi = cHi;
        }
        // 2. b.
        let bLo = bLos[i]!;
        let bHi = bHis[i]!;
        switch (bs[i]) {
          case from.reg:
            bHi = hi[bLo]!;
            bLo = lo[bLo]!;
            break;
          case from.ind: {
            const width = widths[i]!;
            const address = (aLo >>> 0) + bLo;
            if (aHi !== 0) throw unmappedWide("read", aLo, aHi, bLo, width);
            const at = address - layout.ram;
            if (width === 8 && (at & 7) === 0 && at >= 0 && at < 0x20000000) {
              bLo = words[at >> 2]!;
              bHi = words[(at >> 2) + 1]!;
              const kind = at < 0x400000 ? alignedRead : shapeCount + alignedRead;
              memory0 += this.accessed(i, kind);
            } else {
              memory.read(address, width);
              const kind = zoneOf(address) * shapeCount + readShape[width * 8 + (address & 7)]!;
              memory0 += this.accessed(i, kind);
              bLo = memory.lo;
              bHi = memory.hi;
            }
            break;
          }
          case from.mem: {
            const address = bLo >>> 0;
            memory.read(address, 8);
            const kind = zoneOf(address) * shapeCount + alignedRead;
            memory0 += this.accessed(i, kind);
            bLo = memory.lo;
            bHi = memory.hi;
            break;
          }
          case from.last:
            bLo = cLo;
            bHi = cHi;
        }
        // 3. c := op(a, b).
        const op = ops[i]!;
        let flag = false;
        let cost = costs[op]!;
        switch (op) {
          case code.flag:
            cLo = cHi = 0;
            flag = true;
            break;
          case code.copyb:
            cLo = bLo;
            cHi = bHi;
            break;
          case code.add: {
            const sum = (aLo >>> 0) + (bLo >>> 0);
            cLo = sum | 0;
            cHi = (aHi + bHi + (sum > 0xffffffff ? 1 : 0)) | 0;
            if (aHi === 0 && cHi === 0 && (bHi === 0 || bHi === -1)) cost = cheapAdd;
            break;
          }
          case code.sub:
            cHi = (aHi - bHi - (aLo >>> 0 < bLo >>> 0 ? 1 : 0)) | 0;
            cLo = (aLo - bLo) | 0;
            break;
          case code.and:
            cLo = aLo & bLo;
            cHi = aHi & bHi;
            break;
          case code.or:
            cLo = aLo | bLo;
            cHi = aHi | bHi;
            break;
          case code.xor:
            cLo = aLo ^ bLo;
            cHi = aHi ^ bHi;
            break;
          case code.eq:
            flag = aLo === bLo && aHi === bHi;
            cLo = flag ? 1 : 0;
            cHi = 0;
            break;
          case code.ltu:
            flag = aHi === bHi ? aLo >>> 0 < bLo >>> 0 : aHi >>> 0 < bHi >>> 0;
            cLo = flag ? 1 : 0;
            cHi = 0;
            break;
          case code.lt:
            flag = aHi === bHi ? aLo >>> 0 < bLo >>> 0 : aHi < bHi;
            cLo = flag ? 1 : 0;
            cHi = 0;
            break;
          case code.signB:
            cLo = (bLo << 24) >> 24;
            cHi = cLo >> 31;
            break;
          case code.signW:
            cLo = bLo;
            cHi = bLo >> 31;
            break;
          case code.addW:
            cLo = (aLo + bLo) | 0;
            cHi = cLo >> 31;
            break;
          default:
            if (isPrecompile[op] !== 0) {
              bus.begin(i);
              accelerators.step = steps;
              try {
                accelerators.run(op, p.argument[i]!, aLo, aHi, bLo, bHi);
              } catch (error) {
                // A step that fails is not counted, nor is what it read.
                bus.takeBack();
                if (bs[i] === from.mem)
                  accesses.add(i, zoneOf(bLos[i]! >>> 0) * shapeCount + alignedRead, -1);
                throw error;
              }
              cLo = accelerators.lo;
              cHi = accelerators.hi;
              cost += accelerators.extraCost;
              memory0 += bus.cost;
            } else if (evaluate(op, aLo, aHi, bLo, bHi)) {
              cLo = out[0]!;
              cHi = out[1]!;
            }
        }
        // 4. Statistics.
        steps++;
        count[i]!++;
        if (listing && (moved !== move.none || outside(pcs[i]!, stack!.from, stack!.to))) {
          stack!.check(pcs[i]!, moved, { steps, ops: opTotal, memory: memTotal + memory0 });
          listing = !stack!.disabled;
        }
        if (op === code.profile)
          this.mark(aLo, aHi, bLo & 255, steps, main * steps + opTotal + memTotal + memory0);
        if (cost !== 0) {
          if (bHi === 0 && bLo >>> 0 < limit[op]! && frops.has(op, aLo, aHi, bLo)) frequent[op]!++;
          else {
            opCost[i]! += cost;
            opTotal += cost;
            if (isPrecompile[op] === 1) precompiled += cost;
          }
        }
        // 5. Store c.
        switch (stores[i]) {
          case to.reg: {
            const register = storeTo[i]!;
            const address = links[i]!;
            if (address === 0) {
              lo[register] = cLo;
              hi[register] = cHi;
            } else {
              lo[register] = address;
              hi[register] = 0;
            }
            break;
          }
          case to.ind: {
            const width = widths[i]!;
            const offset = storeTo[i]!;
            if (aHi !== 0) throw unmappedWide("write", aLo, aHi, offset, width);
            const address = (aLo >>> 0) + offset;
            const at = address - layout.ram;
            if (width === 8 && (at & 7) === 0 && at >= 0 && at < 0x20000000) {
              words[at >> 2] = cLo;
              words[(at >> 2) + 1] = cHi;
              const kind = at < 0x400000 ? alignedWrite : shapeCount + alignedWrite;
              memory0 += this.accessed(i, kind);
            } else {
              memory.write(address, width, cLo, cHi);
              const kind = zoneOf(address) * shapeCount + writeShape(width, address & 7, cLo, cHi);
              memory0 += this.accessed(i, kind);
              if (address === layout.uart && width === 1) this.text.putLatin1(cLo & 255);
            }
            break;
          }
          case to.mem: {
            const address = storeTo[i]! >>> 0;
            memory.write(address, 8, cLo, cHi);
            const kind = zoneOf(address) * shapeCount + alignedWrite;
            memory0 += this.accessed(i, kind);
          }
        }
        if (memory0 !== 0) {
          memCost[i]! += memory0;
          memTotal += memory0;
        }
        // 6. Next.
        if (end[i] === 1) {
          this.stop(op, i, aLo, aHi);
          break;
        }
        if (computed[i] === 1) {
          row = cHi === 0 ? p.rowOf((cLo >>> 0) + p.offset[i]!) : -1;
          if (row < 0) {
            row = i;
            throw noCode(cLo, cHi, p.offset[i]!);
          }
        } else {
          row = flag ? taken[i]! : next[i]!;
          if (row < 0) {
            row = i;
            throw noCode(flag ? takenPc[i]! : nextPc[i]!, 0, 0);
          }
        }
        // 7. Calls and returns.
        if (listing) {
          if (rs1s[i] !== 255) {
            const kind = op === code.flag ? "jal" : op === code.and ? "jalr" : "fused";
            // Of a jump without a link the tool looks behind the masked register, not at the target.
            const behind = nextPc[i]! - pcs[i]!;
            const target =
              kind === "jal" || kind === "fused"
                ? takenPc[i]!
                : unsigned(cLo, cHi) + (rds[i] === 0 ? behind : p.offset[i]!);
            const after = kind === "fused" ? unsigned(bLo, bHi) : kind === "jal" ? links[i]! : nextPc[i]!;
            moved = stack!.jump(kind, rs1s[i]!, rds[i]!, target, after);
          } else if (
            op === code.copyb &&
            computed[i] === 0 &&
            outsideOrOdd(nextPc[i]!, stack!.from, stack!.to)
          )
            moved = stack!.copy(nextPc[i]!, unsigned(bLo, bHi));
          else moved = move.none;
        }
        if (followers !== null && (functions[row] !== current || flows[i] !== flow.plain)) {
          const fn = followers.functionOf(row);
          const moves = flows[i]!;
          if (fn !== current || moves !== flow.plain) {
            const { tree } = followers;
            const cost = main * steps + opTotal + memTotal;
            tree.settle(steps, cost);
            if (inlined !== null) {
              counters[0] = steps;
              counters[1] = opTotal;
              counters[2] = precompiled;
              counters[3] = memTotal;
              inlined.charge();
            }
            const isEntry = followers.isEntry(row, fn);
            const sp = unsigned(lo[2]!, hi[2]!);
            if (moves === flow.call) {
              const back = links[i] === 0 ? unsigned(bLo, bHi) : links[i]!;
              tree.call(fn, isEntry, back, sp);
              inlined?.call(fn, isEntry, back, sp);
            } else {
              tree.jump(fn, isEntry, pcs[row]!, moves === flow.jump, sp);
              inlined?.jump(fn, isEntry, pcs[row]!, moves === flow.jump, sp);
            }
            current = tree.current;
          }
        }
        if (inlined !== null && sites[row] !== site) {
          counters[0] = steps;
          counters[1] = opTotal;
          counters[2] = precompiled;
          counters[3] = memTotal;
          inlined.charge();
          site = inlined.enter(row);
        }
      }
    } finally {
      this.row = row;
      this.steps = steps;
      this.opTotal = opTotal;
      this.memTotal = memTotal;
      this.cLo = cLo;
      this.cHi = cHi;
      this.moved = moved;
      const cost = main * steps + opTotal + memTotal;
      followers?.tree.settle(steps, cost);
      counters.set([steps, opTotal, precompiled, memTotal]);
      inlined?.charge();
    }
  }

  /** A profile tag: a pointer and a length in memory, which is not charged. */
  private mark(aLo: number, aHi: number, kind: number, steps: number, cost: number): void {
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
  private accessed(row: number, kind: number): number {
    this.accesses.add(row, kind, 1);
    return this.prices[kind]!;
  }

  /** The step that ends the machine is done: the regular one, or a halt. */
  private stop(op: number, row: number, aLo: number, aHi: number): void {
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
}

const none = new Int32Array(0);
const mostTagBytes = 4096;

const unsigned = (lo: number, hi: number): number => (hi >>> 0) * 4294967296 + (lo >>> 0);

/** An address of the guest (internal ones are odd) outside of a range. */
const outside = (pc: number, first: number, end: number): boolean =>
  (pc & 1) === 0 && (pc < first || pc > end);
const outsideOrOdd = (pc: number, first: number, end: number): boolean =>
  (pc & 1) === 1 || pc < first || pc > end;
