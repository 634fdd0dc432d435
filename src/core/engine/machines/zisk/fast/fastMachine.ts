import { GuestFault } from "../../../guestFault";
import { GuestText } from "../../../guestText";
import { Accelerators } from "../accelerators";
import { Bus } from "../bus";
import { layout } from "../layout";
import type { ZiskProgram } from "../load";
import { ZiskMemory } from "../memory";
import { classCount, classPrices, readShape, shapeCount, writeShape, zoneOf } from "../memoryClasses";
import type { ZiskModel } from "../model";
import { classOf, priceTable, type Width } from "./access";
import { Arena, place } from "./arena";
import { Counters, type Site } from "./counters";
import { frameBytes, nodeAt, nodeBytes, stop } from "./records";
import { runtimeModule } from "./runtimeModule";
import { Translator, type Extent } from "./translator";

/** Steps that the interpreter is left with at a limit: translated code asks seldom enough to overrun by less. */
const frames = 1 << 20;
const panicExit = 101;

/** Where functions begin and end, in order of address; rows of the symbol table. */
export interface FunctionExtents {
  readonly length: number;
  readonly address: Float64Array;
  readonly end: Float64Array;
}

/** The ZisK machine as WebAssembly: what runs is translated, function by function, as it is first reached. */
export class FastZisk {
  readonly memory: ZiskMemory;
  readonly count: Float64Array;
  readonly opCost: Float64Array;
  readonly memCost: Float64Array;
  readonly frequent = new Float64Array(256);
  readonly accesses = new Float64Array(classCount);
  readonly text = new GuestText();
  readonly accelerators: Accelerators;
  steps = 0;
  ended = false;
  exitCode: number | null = null;
  fault: { readonly pc: number; readonly message: string } | null = null;
  translated = 0;
  readonly arena: Arena;
  private readonly counters: Counters;
  private readonly sites: Site[] = [];
  private readonly table: WebAssembly.Table;
  private readonly slots = new Map<number, number>();
  private readonly codeSlots: Int32Array;
  private readonly codeAt: { readonly address: number; readonly length: number };
  private readonly words: Int32Array;
  private readonly longs: BigInt64Array;
  private readonly env: Record<string, unknown>;
  private readonly translator: Translator;
  private readonly prices: Float64Array;
  private readonly bus: Bus;
  private readonly callRuntime: (pc: number) => number;
  private readonly children: { at: number; slots: number; used: number };
  private readonly framesAt: number;
  private pc: number = layout.bios;
  private readonly cuts: { readonly rows: readonly number[]; readonly from: number }[] = [];
  private readonly roots: number[] = [];

  constructor(
    readonly program: ZiskProgram,
    readonly model: ZiskModel,
    input: Uint8Array,
    private readonly functions: FunctionExtents,
  ) {
    const { code } = program;
    let [low, high] = [Infinity, 0];
    for (let i = 0; i < code.length; i++) {
      const owner = code.owner[i]!;
      if (owner < layout.rom) continue;
      low = Math.min(low, owner);
      high = Math.max(high, owner + 4);
    }
    if (high === 0) [low, high] = [layout.rom, layout.rom + 4];
    this.codeAt = { address: low, length: high - low };
    const main = [...program.readOnly].sort((a, b) => b.bytes.length - a.bytes.length)[0];
    const childSlots = 1 << 16;
    this.arena = new Arena(2 * (high - low) + (main?.bytes.length ?? 0) + 4 * childSlots + 256);
    const { arena } = this;
    const buffer = arena.memory.buffer;
    this.words = new Int32Array(buffer);
    this.longs = new BigInt64Array(buffer);
    const slotsAt = arena.takeFixed(2 * (high - low) + 4);
    this.codeSlots = new Int32Array(buffer, slotsAt, (high - low) >> 1);
    const readOnly = main && {
      address: main.address,
      length: main.bytes.length,
      at: arena.takeFixed(main.bytes.length),
    };
    if (main && readOnly) new Uint8Array(buffer).set(main.bytes, readOnly.at);
    this.children = { at: arena.takeFixed(4 * childSlots), slots: childSlots, used: 0 };
    this.framesAt = arena.take(frames * frameBytes)!;
    this.memory = new ZiskMemory(program.readOnly, program.writable, input, buffer, arena.ram);
    this.prices = classPrices(model.memory);
    this.words.set(priceTable(model.memory), place.prices / 4);
    this.bus = new Bus(this.memory, this.accesses, this.prices);
    this.accelerators = new Accelerators(this.bus, model, input.length);
    this.counters = new Counters(arena);
    this.count = new Float64Array(code.length);
    this.opCost = new Float64Array(code.length);
    this.memCost = new Float64Array(code.length);
    this.table = new WebAssembly.Table({ element: "anyfunc", initial: 1024 });
    const host = {
      memory: arena.memory,
      table: this.table,
      readSlow: (address: bigint, width: number, counters: number, expected: number) =>
        this.readSlow(address, width, counters, expected),
      writeSlow: (address: bigint, value: bigint, width: number, counters: number, expected: number) =>
        this.writeSlow(address, value, width, counters, expected),
      slotOf: (pc: number) => this.slotOf(pc >>> 0),
      newChild: (node: number, func: number) => this.newChild(node, func),
      framesFull: () => this.framesFull(),
      leaveSlow: (pc: number) => this.leaveSlow(pc >>> 0),
      special: (site: number, a: bigint, b: bigint) => this.special(site, a, b),
      noCode: (site: number, pc: bigint) => this.noCode(site, pc),
    };
    const runtime = new WebAssembly.Instance(
      new WebAssembly.Module(
        runtimeModule({
          pages: arena.pages,
          ram: arena.ram,
          readOnly: readOnly ?? null,
          code: { ...this.codeAt, slots: slotsAt },
          children: this.children.at,
          frames: this.framesAt,
          framesEnd: this.framesAt + frames * frameBytes,
        }),
      ),
      { env: host },
    ).exports;
    this.callRuntime = runtime["call"] as (pc: number) => number;
    this.env = { ...host, ...runtime };
    this.translator = new Translator({
      program: code,
      model,
      arena,
      counters: this.counters,
      sites: this.sites,
      extentOf: (pc) => this.extentOf(pc),
      slotFor: (pc) => (code.rowOf(pc) < 0 ? -1 : this.reserve(pc)),
      targetsOf: () => [],
    });
    // The machine's own code runs at a root of its own.
    this.words[place.childMask / 4] = childSlots - 1;
    this.words[place.frame / 4] = this.framesAt;
    this.words[place.node / 4] = this.newNode(0, this.functionOf(layout.bios));
  }

  /** Runs until the guest ends, or about `until` steps are done altogether. */
  run(until: number): void {
    while (!this.ended && this.steps < until) {
      const fuel = until - this.steps;
      this.longs[place.fuel / 8] = BigInt(fuel);
      this.longs[place.fuelEnd / 8] = BigInt(this.steps + fuel);
      const before = this.steps;
      this.words[place.depth / 4] = 0;
      try {
        let pc = this.pc;
        while (pc !== stop) pc = this.callRuntime(pc) >>> 0;
        this.pc = this.words[place.resume / 4]! >>> 0;
        if (this.words[place.ended / 4] === 1) {
          this.ended = true;
          this.exitCode ??= 0;
        }
      } catch (error) {
        if (!(error instanceof GuestFault)) throw error;
        this.ended = true;
        this.exitCode = error.exitCode;
        this.fault ??= { pc: this.words[place.resume / 4]! >>> 0, message: error.message };
      }
      this.steps = before + fuel - Number(this.longs[place.fuel / 8]);
      if (!this.ended && this.steps === before) return;
    }
  }

  /** Sums the counters up into `count`, `opCost`, `memCost`, `frequent`, `accesses`. Once, at the end. */
  settle(): void {
    const { program, model, count, opCost, longs, counters } = this;
    const code = program.code;
    const ops = model.ops;
    const costOf = new Float64Array(256);
    let add = -1;
    for (const op of ops) {
      costOf[op.code] = op.cost;
      if (op.name === "add") add = op.code;
    }
    const hits = new Float64Array(code.length);
    const dear = new Float64Array(code.length);
    const value = (at: number): number => Number(longs[at / 8]);
    counters.counted.forEach((counted, i) => {
      const at = counters.at[i]!;
      switch (counted.kind) {
        case "block": {
          const n = value(at);
          if (n !== 0) for (const row of counted.rows) count[row]! += n;
          return;
        }
        case "frequent":
          hits[counted.row]! += value(at);
          return;
        case "dear":
          dear[counted.row]! += value(at);
          return;
        case "access": {
          let expected = value(counted.block);
          for (let k = 0; k < 16; k++) {
            const n = value(at + 8 * k);
            if (n === 0) continue;
            expected -= n;
            this.charge(counted.row, classOf(counted.width, counted.isStore, k), n);
          }
          this.charge(counted.row, classOf(counted.width, counted.isStore, counted.expected), expected);
        }
      }
    });
    for (const { rows, from } of this.cuts)
      for (let i = from; i < rows.length; i++) {
        const row = rows[i]!;
        count[row]!--;
        for (const counted of this.accessesOf(row, rows))
          this.charge(row, classOf(counted.width, counted.isStore, counted.expected), -1);
      }
    for (let row = 0; row < code.length; row++) {
      const op = code.op[row]!;
      const n = count[row]! - hits[row]!;
      if (op === add) {
        const high = code.bHi[row]!;
        const isCheap = code.b[row] !== 0 || high === 0 || high === -1;
        const base = isCheap ? model.cheapAdd : costOf[op]!;
        opCost[row]! += n * base + (isCheap ? dear[row]! * (costOf[op]! - model.cheapAdd) : 0);
      } else opCost[row]! += n * costOf[op]!;
      this.frequent[op]! += hits[row]!;
    }
  }

  private accessesOf(
    row: number,
    rows: readonly number[],
  ): { width: Width; isStore: boolean; expected: number }[] {
    const out = [];
    for (const counted of this.counters.counted)
      if (counted.kind === "access" && counted.row === row && counted.site.rows === rows) out.push(counted);
    return out;
  }

  private charge(row: number, kind: number, count: number): void {
    if (count === 0) return;
    this.accesses[kind]! += count;
    this.memCost[row]! += count * this.prices[kind]!;
  }

  // --- code ----------------------------------------------------------------------------------------------

  private extentOf(pc: number): Extent {
    const func = this.functionOf(pc);
    if (func >= 0) return { start: this.functions.address[func]!, end: this.functions.end[func]!, func };
    if (pc < layout.rom) return { start: layout.bios, end: layout.biosEnd, func };
    // Between symbols: up to the neighbours.
    const before = this.before(pc);
    const start = before < 0 ? this.codeAt.address : this.functions.end[before]!;
    const next = before + 1 < this.functions.length ? this.functions.address[before + 1]! : Infinity;
    return { start, end: Math.min(next, this.codeAt.address + this.codeAt.length), func };
  }

  /** The row of the function that holds pc; -1 outside all, -2 for the machine's own code. */
  private functionOf(pc: number): number {
    if (pc < layout.rom) return -2;
    const at = this.before(pc);
    return at >= 0 && pc < this.functions.end[at]! ? at : -1;
  }

  private before(pc: number): number {
    let [low, high] = [0, this.functions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.functions.address[middle]! <= pc) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  private slotOf(pc: number): number {
    const row = this.program.code.rowOf(pc);
    if (row < 0) throw new GuestFault(`jump to 0x${pc.toString(16)}, where no code is`, panicExit);
    return this.reserve(pc);
  }

  private reserve(pc: number): number {
    let slot = this.slots.get(pc);
    if (slot !== undefined) return slot;
    slot = this.slots.size + 1;
    if (slot >= this.table.length) this.table.grow(this.table.length);
    this.slots.set(pc, slot);
    const offset = pc - this.codeAt.address;
    if (offset >= 0 && offset < this.codeAt.length) this.codeSlots[offset >> 1] = slot;
    this.table.set(slot, this.stub());
    return slot;
  }

  private stubFunction: unknown = null;

  /** Stands in every slot whose code was not yet reached: translates it, then runs it. */
  private stub(): unknown {
    if (this.stubFunction === null) {
      const first = (pc: number): number => this.first(pc >>> 0);
      this.stubFunction = exported(first);
    }
    return this.stubFunction;
  }

  private first(pc: number): number {
    const row = this.program.code.rowOf(pc);
    const bytes = this.translator.translate(row);
    this.translated++;
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: this.env });
    const run = instance.exports["run"] as (pc: number) => number;
    this.table.set(this.slots.get(pc)!, run);
    return run(pc);
  }

  // --- asked by translated code --------------------------------------------------------------------------

  private readSlow(address: bigint, width: number, counters: number, expected: number): bigint {
    const at = this.addressOf(address, counters, "read", width);
    try {
      this.memory.read(at, width);
    } catch (error) {
      throw this.cut(error, this.counters.accessAt(counters).site, 0);
    }
    const kind = zoneOf(at) * shapeCount + readShape[width * 8 + (at & 7)]!;
    this.slowly(counters, kind, expected);
    return (BigInt(this.memory.hi >>> 0) << 32n) | BigInt(this.memory.lo >>> 0);
  }

  private writeSlow(address: bigint, value: bigint, width: number, counters: number, expected: number): void {
    const at = this.addressOf(address, counters, "write", width);
    const lo = Number(BigInt.asIntN(32, value));
    const hi = Number(BigInt.asIntN(32, value >> 32n));
    try {
      this.memory.write(at, width, lo, hi);
    } catch (error) {
      throw this.cut(error, this.counters.accessAt(counters).site, 1);
    }
    const kind = zoneOf(at) * shapeCount + writeShape(width, at & 7, lo, hi);
    this.slowly(counters, kind, expected);
    if (at === layout.uart && width === 1) this.text.put(lo);
  }

  /** An access that the translated code could not class: the block expected another, so that one is taken back. */
  private slowly(counters: number, kind: number, expected: number): void {
    const counted = this.counters.accessAt(counters);
    this.charge(counted.row, kind, 1);
    this.charge(counted.row, classOf(counted.width, counted.isStore, counted.expected), -1);
    this.longs[place.extra / 8]! += BigInt(this.prices[kind]! - expected);
  }

  private addressOf(address: bigint, counters: number, what: "read" | "write", width: number): number {
    const wide = BigInt.asUintN(64, address);
    if (wide <= 0xffff_ffffn) return Number(wide);
    const fault = new GuestFault(
      `${what} of ${width === 1 ? "1 byte" : `${width} bytes`} at 0x${wide.toString(16)}, where nothing ${what === "read" ? "can be read" : "can be written"}`,
      panicExit,
    );
    throw this.cut(fault, this.counters.accessAt(counters).site, what === "read" ? 0 : 1);
  }

  private special(number: number, a: bigint, b: bigint): bigint {
    const site = this.sites[number]!;
    const row = site.rows[site.at]!;
    const code = this.program.code;
    const op = this.model.ops.find((each) => each.code === code.op[row])!;
    const lo = (value: bigint): number => Number(BigInt.asIntN(32, value));
    const hi = (value: bigint): number => Number(BigInt.asIntN(32, value >> 32n));
    if (op.name === "halt") {
      this.halt(row, a);
      return 0n;
    }
    if (op.name === "profile") return 0n;
    this.bus.cost = 0;
    try {
      this.accelerators.run(op.code, code.argument[row]!, lo(a), hi(a), lo(b), hi(b));
    } catch (error) {
      throw this.cut(error, site, 0);
    }
    this.opCost[row]! += this.accelerators.extraCost;
    this.memCost[row]! += this.bus.cost;
    this.longs[place.extra / 8]! += BigInt(this.accelerators.extraCost + this.bus.cost);
    return (BigInt(this.accelerators.hi >>> 0) << 32n) | BigInt(this.accelerators.lo >>> 0);
  }

  private halt(row: number, a: bigint): void {
    const pc = this.program.code.owner[row]!;
    if (pc < layout.rom) {
      const low = Number(BigInt.asUintN(8, a));
      this.exitCode = low === 0 ? 1 : low;
      this.fault = { pc, message: `the guest exited with code ${BigInt.asIntN(64, a).toString()}` };
    } else {
      this.exitCode = 1;
      this.fault = { pc, message: "executed an instruction that traps" };
    }
  }

  private noCode(number: number, pc: bigint): never {
    const site = this.sites[number]!;
    throw this.cut(
      new GuestFault(`jump to 0x${BigInt.asUintN(64, pc).toString(16)}, where no code is`, panicExit),
      site,
      1,
    );
  }

  /** Remembers that a block ended before its end: from the step itself (`after` 0) or from the one behind it on. */
  private cut(error: unknown, site: Site, after: number): unknown {
    if (error instanceof GuestFault) {
      this.cuts.push({ rows: site.rows, from: site.at + after });
      this.fault = { pc: this.program.code.owner[site.rows[site.at]!]!, message: error.message };
    }
    return error;
  }

  // --- call tree -----------------------------------------------------------------------------------------

  private newNode(parent: number, func: number): number {
    const at = this.arena.take(nodeBytes);
    if (at === null) return parent;
    this.words[(at + nodeAt.parent) / 4] = parent;
    this.words[(at + nodeAt.func) / 4] = func;
    this.roots.push(at);
    return at;
  }

  private newChild(node: number, pc: number): number {
    const at = this.newNode(node, pc);
    if (at === node) return node;
    const mask = this.words[place.childMask / 4]!;
    let slot = Math.imul(node, 0x9e3779b1) ^ Math.imul(pc, 0x85ebca6b);
    slot ^= slot >>> 15;
    for (;;) {
      slot &= mask;
      if (this.words[this.children.at / 4 + slot] === 0) break;
      slot++;
    }
    this.words[this.children.at / 4 + slot] = at;
    this.children.used++;
    return at;
  }

  private framesFull(): void {
    this.words[place.frame / 4] = this.framesAt;
  }

  private leaveSlow(pc: number): void {
    void pc;
  }
}

/** A function of the host as a WebAssembly function, which is what a table holds. */
function exported(call: (pc: number) => number): unknown {
  // prettier-ignore
  const bytes = Uint8Array.of(
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f,
    2, 9, 1, 3, 0x65, 0x6e, 0x76, 1, 0x66, 0, 0,
    7, 5, 1, 1, 0x66, 0, 0,
  );
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { f: call } }).exports["f"];
}
