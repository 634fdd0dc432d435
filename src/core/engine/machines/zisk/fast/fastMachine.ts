import { GuestFault } from "../../../guestFault";
import type { Followers } from "../followers";
import { ZiskInterpreter } from "../interpreter";
import { layout } from "../layout";
import type { ZiskProgram } from "../load";
import { readShape, shapeCount, writeShape, zoneOf } from "../memoryClasses";
import type { ZiskModel } from "../model";
import { priceTable } from "./access";
import { Arena, place } from "./arena";
import { Counters, type Site } from "./counters";
import { defaultTuning, Heat, mostModules, type Tuning } from "./heat";
import { exportedFunction } from "./hostFunction";
import { stop } from "./records";
import { runtimeModule } from "./runtimeModule";
import { mostRows } from "./blocks";
import { Tally } from "./tally";
import { slack, Translator } from "./translator";

const panicExit = 101;

/**
 * The ZisK machine as WebAssembly. The interpreter runs what is cold and owns all state but the registers of
 * translated code; functions that it is often found in are translated. Counts end up in the interpreter's.
 */
export class FastZisk {
  readonly interpreter: ZiskInterpreter;
  /** Modules made so far. */
  translatedModules = 0;
  private readonly arena: Arena;
  private readonly counters: Counters;
  private readonly sites: Site[] = [];
  private readonly table: WebAssembly.Table;
  private readonly slots = new Map<number, number>();
  private readonly codeSlots: Int32Array;
  private readonly codeStart: number;
  /** Row + 1 by (pc − codeStart) / 2; 0 not looked up. */
  private readonly rows: Int32Array;
  private readonly words: Int32Array;
  private readonly longs: BigInt64Array;
  private readonly env: WebAssembly.ModuleImports;
  private readonly translator: Translator;
  private readonly heat: Heat;
  private readonly callTranslated: (pc: number) => number;
  private readonly cold: unknown;
  private readonly tally: Tally;
  /** Steps at which the fuel that is in memory would be used up. */
  private fuelEnd = 0;
  /** Steps up to which translated code may run. */
  private last = 0;
  private more: (() => number) | undefined;
  private isStopped = false;
  /** Nothing more is translated. */
  private isFull = false;
  private isSettled = false;
  private refuels = 0;

  constructor(
    readonly program: ZiskProgram,
    readonly model: ZiskModel,
    input: Uint8Array,
    private readonly followers: Followers,
    tuning: Tuning = defaultTuning,
  ) {
    const { code } = program;
    const { start, end } = codeRange(program);
    this.codeStart = start;
    const main = [...program.readOnly].sort((a, b) => b.bytes.length - a.bytes.length)[0];
    this.arena = new Arena(2 * (end - start) + (main?.bytes.length ?? 0) + 64);
    const { arena } = this;
    const buffer = arena.memory.buffer;
    this.words = new Int32Array(buffer);
    this.longs = new BigInt64Array(buffer);
    const slots = arena.takeFixed(2 * (end - start));
    this.rows = new Int32Array((end - start) >> 1);
    this.codeSlots = new Int32Array(buffer, slots, (end - start) >> 1);
    const readOnly = main && {
      address: main.address,
      length: main.bytes.length,
      at: arena.takeFixed(main.bytes.length),
    };
    if (main && readOnly) new Uint8Array(buffer).set(main.bytes, readOnly.at);
    this.interpreter = new ZiskInterpreter(program, model, input, buffer, arena.ram, followers);
    this.words.set(priceTable(model.memory), place.prices / 4);
    this.counters = new Counters(arena);
    this.tally = new Tally(this.interpreter, program, model, this.counters, this.longs);
    this.heat = new Heat(code, followers, this.interpreter.count, tuning);
    this.table = new WebAssembly.Table({ element: "anyfunc", initial: 1024 });
    const host = {
      memory: arena.memory,
      table: this.table,
      readSlow: this.readSlow.bind(this),
      writeSlow: this.writeSlow.bind(this),
      slotOf: (pc: number) => this.slotOf(pc >>> 0),
      special: this.special.bind(this),
      noCode: this.noCode.bind(this),
      refuel: () => this.refuel(),
      onCall: this.onCall.bind(this),
      onKnownCall: this.onKnownCall.bind(this),
      onJump: this.onJump.bind(this),
    };
    const runtime = new WebAssembly.Instance(
      new WebAssembly.Module(
        runtimeModule({
          pages: arena.pages,
          ram: arena.ram,
          readOnly: readOnly ?? null,
          code: { address: start, length: end - start, slots },
        }),
      ),
      { env: host },
    ).exports;
    this.callTranslated = runtime["call"] as (pc: number) => number;
    this.env = { ...host, ...runtime };
    this.cold = exportedFunction((pc) => this.runCold(pc >>> 0));
    this.translator = new Translator({
      program: code,
      model,
      arena,
      counters: this.counters,
      sites: this.sites,
      functionOf: (row) => followers.functionOf(row),
      isCold: (row) => this.heat.isCold(row),
      slotFor: (pc) => (code.rowOf(pc) < 0 ? -1 : this.slotAt(pc)),
      averageCost: (row) => this.interpreter.opCost[row]! / Math.max(1, this.interpreter.count[row]!),
      targetsOf: (func) => this.heat.targetsOf(func),
    });
  }

  /**
   * Runs until the guest ends, `limit` steps are done altogether, or, asked at `until` steps and then again,
   * `more` gives no further steps. A guest's fault ends it; nothing is thrown.
   */
  run(limit: number, until = limit, more?: () => number): void {
    const cold = this.interpreter;
    // Translated code may overrun its fuel a little: the last steps are the interpreter's.
    const last = limit - slack;
    this.last = last;
    this.more = more;
    this.isStopped = false;
    this.fuelEnd = Math.min(until, last);
    while (!cold.ended && !this.isStopped && cold.steps < last - mostRows) this.runTranslated();
    if (cold.ended || this.isStopped || until < last) return;
    const watched = cold.watch.slice();
    cold.watch.fill(0);
    cold.run(limit);
    cold.watch.set(watched);
  }

  private runTranslated(): void {
    const cold = this.interpreter;
    this.toTranslated();
    let { pc } = cold;
    this.words[place.depth / 4] = 0;
    try {
      do {
        this.words[place.back / 4] = 0;
        pc = this.callTranslated(pc) >>> 0;
      } while (pc !== stop);
      this.toInterpreter(this.words[place.resume / 4]! >>> 0);
      if (this.words[place.ended / 4] === 1 && !cold.ended) {
        cold.ended = true;
        cold.exitCode ??= 0;
      }
    } catch (error) {
      if (!(error instanceof GuestFault)) throw error;
      this.toInterpreter(this.words[place.resume / 4]! >>> 0);
      this.fail(error);
    }
  }

  /** The fuel is used up: 1 where translated code has to give back control, 0 where there is new fuel. */
  private refuel(): number {
    const steps = this.fuelEnd - Number(this.longs[place.fuel / 8]);
    if (steps >= this.last - mostRows) return 1;
    const further = this.more === undefined ? this.last - steps : this.ask(steps);
    if (further === 0) {
      this.isStopped = true;
      return 1;
    }
    const end = Math.min(steps + further, this.last);
    this.longs[place.fuel / 8] = BigInt(end - steps);
    this.fuelEnd = end;
    this.refuels++;
    // Now and then the code is left, so that a loop that never ends is entered in its optimised form.
    return (this.refuels & (this.refuels - 1)) === 0 ? 1 : 0;
  }

  private ask(steps: number): number {
    this.interpreter.steps = steps;
    return this.more?.() ?? 0;
  }

  /** Adds what translated code counted to the interpreter's columns. Once, at the end. */
  settle(): void {
    if (this.isSettled) return;
    this.isSettled = true;
    const { interpreter, model } = this;
    this.tally.settle();
    // What ran since the last call or return belongs to the function that ran last.
    const { steps, opTotal, memTotal } = interpreter;
    this.followers.tree.settle(steps, model.main * steps + opTotal + memTotal);
  }

  // --- one state for two ways to run ---------------------------------------------------------------------

  private toTranslated(): void {
    const { interpreter, words, model } = this;
    for (let r = 1; r < 34; r++) {
      words[2 * r] = interpreter.lo[r]!;
      words[2 * r + 1] = interpreter.hi[r]!;
    }
    const { steps, opTotal, memTotal } = interpreter;
    this.longs[place.fuel / 8] = BigInt(this.fuelEnd - steps);
    this.longs[place.cost / 8] =
      BigInt(model.main * steps + opTotal + memTotal) - this.longs[place.extra / 8]!;
  }

  private toInterpreter(pc: number): void {
    const { interpreter, words, model } = this;
    for (let r = 1; r < 34; r++) {
      interpreter.lo[r] = words[2 * r]!;
      interpreter.hi[r] = words[2 * r + 1]!;
    }
    interpreter.steps = this.fuelEnd - Number(this.longs[place.fuel / 8]);
    interpreter.memTotal = 0;
    interpreter.opTotal =
      Number(this.longs[place.cost / 8]! + this.longs[place.extra / 8]!) - model.main * interpreter.steps;
    interpreter.row = this.program.code.rowOf(pc);
  }

  // --- code ----------------------------------------------------------------------------------------------

  /** Stands in every slot whose code is not translated: interprets until there is a reason to go back. */
  private runCold(pc: number): number {
    const { interpreter: cold, heat, words } = this;
    const { code } = this.program;
    const row = code.rowOf(pc);
    const func = this.followers.functionOf(row);
    if (!this.isFull && heat.isHot(func)) {
      const from = code.rowOf(words[place.resume / 4]! >>> 0);
      if (heat.missed(func, row, from)) this.forget(func);
      const translated = this.translate(pc, row);
      if (translated !== null) return translated(pc);
    }
    const back = words[place.back / 4]! >>> 0;
    this.toInterpreter(pc);
    const backRow = back === 0 ? -1 : code.rowOf(back);
    const wasWatched = backRow < 0 ? 0 : cold.watch[backRow]!;
    if (backRow >= 0) cold.watch[backRow] = 1;
    try {
      for (;;) {
        if (cold.steps >= this.fuelEnd) {
          this.toTranslated();
          if (this.refuel() === 1) {
            words[place.resume / 4] = cold.pc;
            return stop;
          }
        }
        const before = cold.steps;
        cold.run(Math.min(before + heat.nextLook, this.fuelEnd));
        if (cold.ended) return this.leaveCold(stop);
        // Only the first step of an instruction is a place to enter at.
        while (code.pc[cold.row] !== code.owner[cold.row] && !cold.ended) cold.run(cold.steps + 1);
        if (cold.ended) return this.leaveCold(stop);
        if (cold.watch[cold.row] === 1) {
          // Short visits add up: what translated code calls all the time is seen too.
          if (heat.visited(cold.steps - before) && heat.seen(row)) this.slotAt(this.entryOf(row));
          return this.leaveCold(cold.pc);
        }
        if (heat.interpreted(cold.steps - before) && heat.seen(cold.row)) {
          this.slotAt(this.entryOf(cold.row));
          return this.leaveCold(cold.pc);
        }
      }
    } finally {
      if (backRow >= 0) cold.watch[backRow] = wasWatched;
    }
  }

  private leaveCold(pc: number): number {
    this.toTranslated();
    return pc;
  }

  /** The entry of the function that a row belongs to, watched from now on. */
  private entryOf(row: number): number {
    const address = this.followers.addressOf(this.followers.functionOf(row));
    const entry = this.program.code.rowOf(address);
    if (entry < 0) return this.program.code.owner[row]!;
    this.interpreter.watch[entry] = 1;
    return address;
  }

  /** Translates the code at a row; null where memory for counters is used up, or the code is too large. */
  private translate(pc: number, row: number): ((pc: number) => number) | null {
    try {
      const bytes = this.translator.translate(row);
      this.isFull = ++this.translatedModules >= mostModules;
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: this.env });
      const run = exports["run"] as (pc: number) => number;
      this.table.set(this.slotAt(pc), run);
      this.interpreter.watch[row] = 1;
      return run;
    } catch (error) {
      if (!(error instanceof RangeError) && !(error instanceof WebAssembly.CompileError)) throw error;
      this.isFull = true;
      return null;
    }
  }

  /** The translations of a function are made anew when they are next entered: more of it ran since. */
  private forget(func: number): void {
    for (const [pc, slot] of this.slots)
      if (this.followers.functionOf(this.program.code.rowOf(pc)) === func) this.table.set(slot, this.cold);
  }

  private slotOf(pc: number): number {
    if (this.program.code.rowOf(pc) < 0)
      throw new GuestFault(`jump to 0x${pc.toString(16)}, where no code is`, panicExit);
    return this.slotAt(pc);
  }

  private slotAt(pc: number): number {
    let slot = this.slots.get(pc);
    if (slot !== undefined) return slot;
    slot = this.slots.size + 1;
    if (slot >= this.table.length) this.table.grow(this.table.length);
    this.slots.set(pc, slot);
    const offset = pc - this.codeStart;
    if (offset >= 0 && offset < 2 * this.codeSlots.length) this.codeSlots[offset >> 1] = slot;
    this.table.set(slot, this.cold);
    return slot;
  }

  // --- asked by translated code --------------------------------------------------------------------------

  private onCall(pc: number, back: number, fuel: number, cost: number): void {
    const row = this.rowAt(pc >>> 0);
    if (row >= 0) this.onKnownCall(row, back, fuel, cost);
  }

  private onKnownCall(row: number, back: number, fuel: number, cost: number): void {
    const { followers } = this;
    const { tree } = followers;
    tree.settle(this.fuelEnd - fuel, cost);
    const fn = followers.functionOf(row);
    tree.call(fn, followers.isEntry(row, fn), back >>> 0, this.stackPointer());
  }

  private onJump(pc: number, computed: number, fuel: number, cost: number): void {
    const row = this.rowAt(pc >>> 0);
    if (row < 0) return;
    const { followers } = this;
    const { tree } = followers;
    tree.settle(this.fuelEnd - fuel, cost);
    const fn = followers.functionOf(row);
    tree.jump(fn, followers.isEntry(row, fn), pc >>> 0, computed === 1, this.stackPointer());
  }

  private stackPointer(): number {
    return (this.words[5]! >>> 0) * 4294967296 + (this.words[4]! >>> 0);
  }

  /** The row of the instruction at pc; -1 for none. Remembered, as returns ask all the time. */
  private rowAt(pc: number): number {
    const at = (pc - this.codeStart) / 2;
    const known = this.rows[at];
    if (known === undefined) return this.program.code.rowOf(pc);
    if (known !== 0) return known - 1;
    const row = this.program.code.rowOf(pc);
    if (row >= 0) this.rows[at] = row + 1;
    return row;
  }

  private readSlow(address: bigint, width: number, counters: number, expected: number): bigint {
    const { memory } = this.interpreter;
    const at = this.addressOf(address, counters, "read", width);
    try {
      memory.read(at, width);
    } catch (error) {
      throw this.cut(error, this.counters.accessAt(counters).site, 0);
    }
    this.slowly(counters, zoneOf(at) * shapeCount + readShape[width * 8 + (at & 7)]!, expected);
    return joined(memory.lo, memory.hi);
  }

  private writeSlow(address: bigint, value: bigint, width: number, counters: number, expected: number): void {
    const at = this.addressOf(address, counters, "write", width);
    const [lo, hi] = [low(value), high(value)];
    try {
      this.interpreter.memory.write(at, width, lo, hi);
    } catch (error) {
      throw this.cut(error, this.counters.accessAt(counters).site, 1, true);
    }
    this.slowly(counters, zoneOf(at) * shapeCount + writeShape(width, at & 7, lo, hi), expected);
    if (at === layout.uart && width === 1) this.interpreter.text.putLatin1(lo & 255);
  }

  /** An access that translated code could not class: the block expected another, so that one is taken back. */
  private slowly(counters: number, kind: number, expected: number): void {
    const counted = this.counters.accessAt(counters);
    this.longs[place.extra / 8]! += BigInt(this.tally.surprise(counted, kind) - expected);
  }

  private addressOf(address: bigint, counters: number, what: "read" | "write", width: number): number {
    const wide = BigInt.asUintN(64, address);
    if (wide <= 0xffff_ffffn) return Number(wide);
    const bytes = width === 1 ? "1 byte" : `${width} bytes`;
    const mapped = what === "read" ? "can be read" : "can be written";
    const fault = new GuestFault(
      `${what} of ${bytes} at 0x${wide.toString(16)}, where nothing ${mapped}`,
      panicExit,
    );
    const isStore = what === "write";
    throw this.cut(fault, this.counters.accessAt(counters).site, isStore ? 1 : 0, isStore);
  }

  /** An accelerator, a hint, a tag or a halt. */
  private special(number: number, a: bigint, b: bigint): bigint {
    const site = this.sites[number]!;
    const row = site.rows[site.at]!;
    const { interpreter: cold } = this;
    try {
      const steps = this.fuelEnd - Number(this.longs[place.fuel / 8]);
      const cost = Number(this.longs[place.cost / 8]! + this.longs[place.extra / 8]!);
      const extra = cold.special(row, low(a), high(a), low(b), high(b), steps, cost);
      this.longs[place.extra / 8]! += BigInt(extra);
    } catch (error) {
      throw this.cut(error, site, 0);
    }
    return joined(cold.accelerators.lo, cold.accelerators.hi);
  }

  private noCode(number: number, pc: bigint): never {
    const message = `jump to 0x${BigInt.asUintN(64, pc).toString(16)}, where no code is`;
    throw this.cut(new GuestFault(message, panicExit), this.sites[number]!, 1);
  }

  /** Remembers that a block ended early: before the step itself (`after` 0), or behind it, perhaps without its store. */
  private cut(error: unknown, site: Site, after: number, isStore = false): unknown {
    if (error instanceof GuestFault) {
      this.tally.cut(site, after, isStore);
      this.words[place.resume / 4] = this.program.code.owner[site.rows[site.at]!]!;
      this.longs[place.fuel / 8]! += BigInt(site.rows.length - site.at - after);
    }
    return error;
  }

  private fail(error: GuestFault): void {
    const cold = this.interpreter;
    cold.ended = true;
    cold.exitCode = error.exitCode;
    cold.fault = { pc: this.words[place.resume / 4]! >>> 0, message: error.message };
  }
}

function joined(lo: number, hi: number): bigint {
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}

function low(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}

function high(value: bigint): number {
  return Number(BigInt.asIntN(32, value >> 32n));
}

/** The addresses between which the guest's code lies. */
function codeRange({ code }: ZiskProgram): { start: number; end: number } {
  let [start, end] = [Infinity, 0];
  for (let i = 0; i < code.length; i++) {
    const owner = code.owner[i]!;
    if (owner < layout.rom) continue;
    start = Math.min(start, owner);
    end = Math.max(end, owner + 4);
  }
  return end === 0 ? { start: layout.rom, end: layout.rom + 4 } : { start, end };
}
