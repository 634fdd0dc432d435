import { operationWriters } from "../../../wasm/arithmetic";
import { shapeOf, type Terminator } from "../../../wasm/controlFlow";
import { writeMembership, type OperandBox } from "../../../wasm/frequent";
import { FunctionBody, op } from "../../../wasm/functionBody";
import { constant, local, push, type Operand } from "../../../wasm/operand";
import { writeStructured } from "../../../wasm/structure";
import { f64, i32, i64, WasmModule } from "../../../wasm/wasmModule";
import { layout } from "../layout";
import { from, to, type MicroProgram } from "../microProgram";
import type { OpRow, ZiskModel } from "../model";
import { classOf, type Width } from "./access";
import { place, type Arena } from "./arena";
import { mostRows, regionFrom, type Block, type Exit, type Region } from "./blocks";
import type { Counters, Site } from "./counters";
import { stop } from "./records";
import { registerUse, type RegisterUse } from "./registerUse";
import { runtimeTypes } from "./runtimeModule";
import { classPrices } from "../memoryClasses";

export interface TranslatorHost {
  readonly program: MicroProgram;
  readonly model: ZiskModel;
  readonly arena: Arena;
  readonly counters: Counters;
  readonly sites: Site[];
  /** The function that a row belongs to. */
  functionOf(row: number): number;
  /** The table slot for code that begins at pc, reserved if it was not yet; -1 where there is no code. */
  slotFor(pc: number): number;
  /** True for a row that never ran. */
  isCold(row: number): boolean;
  /** What the operation of a row cost on average while it was interpreted. */
  averageCost(row: number): number;
  /** Rows that computed jumps of a function are known to go to. */
  targetsOf(func: number): readonly number[];
}

/** More steps than translated code ever runs before it asks for fuel again. */
export const slack = 2 * mostRows;

/** WebAssembly calls inside each other before a call is left to the caller: the host's stack is finite. */
export const mostDepth = 700;

/** Makes one module of the code at a row: function 0 of the export `run` is (pc) → pc. */
export class Translator {
  private readonly ops: readonly (OpRow | undefined)[];
  private readonly boxes: ReadonlyMap<number, readonly OperandBox[]>;
  private readonly prices: Float64Array;

  constructor(private readonly host: TranslatorHost) {
    const ops: (OpRow | undefined)[] = [];
    for (const row of host.model.ops) ops[row.code] = row;
    this.ops = ops;
    const boxes = new Map<number, OperandBox[]>();
    for (const box of host.model.frops) {
      const code = host.model.ops.find((row) => row.name === box.op)!.code;
      boxes.set(code, [...(boxes.get(code) ?? []), box]);
    }
    this.boxes = boxes;
    this.prices = classPrices(host.model.memory);
  }

  translate(entry: number): Uint8Array<ArrayBuffer> {
    const { program } = this.host;
    const func = this.host.functionOf(entry);
    const profile = this.host.model.ops.find((row) => row.name === "profile")!.code;
    const region = regionFrom(
      program,
      entry,
      (row) => this.host.functionOf(row) === func,
      (row) => program.op[row] === profile,
      (row) => this.host.isCold(row),
      this.host.targetsOf(func),
    );
    return new RegionWriter(this.host, region, func, this.ops, this.boxes, this.prices).module();
  }
}

class RegionWriter {
  private readonly wasm: WasmModule;
  private readonly body = new FunctionBody(1);
  private readonly use: RegisterUse;
  private readonly registers = new Map<number, number>();
  private readonly fuel = this.body.local(i64);
  private readonly cost = this.body.local(i64);
  private readonly pc = this.body.local(i32);
  /** c of the step before. */
  private readonly last = this.body.local(i64);
  private readonly left = this.body.local(i64);
  private readonly right = this.body.local(i64);
  private readonly address = this.body.local(i64);
  private readonly special: number;
  private readonly fault: number;
  private readonly refuel: number;
  private readonly runtime: Readonly<Record<string, number>>;
  private readonly entryType: number;
  /** The counter and the rows of the block that is written. */
  private counter = 0;
  private rows: readonly number[] = [];

  constructor(
    private readonly host: TranslatorHost,
    private readonly region: Region,
    private readonly func: number,
    private readonly ops: readonly (OpRow | undefined)[],
    private readonly boxes: ReadonlyMap<number, readonly OperandBox[]>,
    private readonly prices: Float64Array,
  ) {
    const { pages } = host.arena;
    this.wasm = new WasmModule({ memoryPages: { minimum: pages, maximum: pages }, tableMinimum: 1 });
    this.special = this.wasm.importFunction("special", [i32, i64, i64], [i64]);
    this.fault = this.wasm.importFunction("noCode", [i32, i64], []);
    this.refuel = this.wasm.importFunction("refuel", [], [i32]);
    const runtime: Record<string, number> = {};
    for (const width of [1, 2, 4, 8]) {
      const { load, store } = runtimeTypes;
      runtime[`load${width}`] = this.wasm.importFunction(`load${width}`, load.params, load.results);
      runtime[`store${width}`] = this.wasm.importFunction(`store${width}`, store.params, store.results);
    }
    runtime["onCall"] = this.wasm.importFunction("onCall", [i32, i32, f64, f64], []);
    runtime["onJump"] = this.wasm.importFunction("onJump", [i32, i32, f64, f64], []);
    for (const name of ["settle", "call"] as const)
      runtime[name] = this.wasm.importFunction(name, runtimeTypes[name].params, runtimeTypes[name].results);
    this.runtime = runtime;
    this.entryType = this.wasm.type([i32], [i32]);
    this.use = registerUse(host.program, region);
  }

  module(): Uint8Array<ArrayBuffer> {
    const { body, region, use } = this;
    const flow = region.blocks.map((block) => this.terminator(block));
    // Ways out of a branch are blocks of their own, behind the others.
    this.inFields();
    this.loadRegisters(use.live[0]!);
    const outs = this.outs;
    const all: Terminator[] = [...flow, ...outs.map((): Terminator => ({ kind: "exit" }))];
    const shape = shapeOf(all);
    writeStructured(body, all, (block) => {
      if (block < region.blocks.length) {
        const asks =
          block === 0 || shape.loopHeader[block] === 1 || this.afterCall.has(block) || !shape.reducible;
        this.writeBlock(block, asks);
      } else {
        const { from: source, pc } = outs[block - region.blocks.length]!;
        const row = region.blocks[source]!.rows.at(-1)!;
        if (pc === null) this.leaveComputed(use.dirtyAtEnd[source]!);
        else this.leaveTo(use.dirtyAtEnd[source]!, pc, row);
      }
    });
    this.wasm.exportFunction("run", this.wasm.define(this.entryType, body.take()));
    return this.wasm.build();
  }

  // --- ways on -------------------------------------------------------------------------------------------

  /** `pc` null: the one that the block computed. */
  private readonly outs: { readonly from: number; readonly pc: number | null }[] = [];
  /** The place of a computed target among those that are known. */
  private readonly chosen = this.body.local(i32);
  private readonly afterCall = new Set<number>();

  private terminator(block: Block): Terminator {
    const from = this.region.blocks.indexOf(block);
    const { end } = block;
    switch (end.kind) {
      case "goto":
        return { kind: "goto", to: this.blockOf(from, end.next) };
      case "branch":
        return { kind: "branch", yes: this.blockOf(from, end.taken), no: this.blockOf(from, end.next) };
      case "call":
        if (end.after < 0) return { kind: "exit" };
        this.afterCall.add(end.after);
        return { kind: "goto", to: end.after };
      case "end":
        return { kind: "exit" };
      case "computed":
        return end.targets.length === 0 ? { kind: "exit" } : this.choice(from, end.targets);
    }
  }

  private choice(from: number, targets: readonly Exit[]): Terminator {
    const otherwise = this.region.blocks.length + this.outs.push({ from, pc: null }) - 1;
    const [low, high] = rangeOf(targets);
    const cases = new Array<number>((high - low) / 2 + 1).fill(otherwise);
    for (const { pc, block } of targets) cases[(pc - low) / 2] = block;
    return { kind: "switch", index: this.chosen, cases, otherwise };
  }

  private blockOf(from: number, exit: Exit): number {
    if (exit.block >= 0) return exit.block;
    return this.region.blocks.length + this.outs.push({ from, pc: exit.pc }) - 1;
  }

  // --- state between locals and memory -------------------------------------------------------------------

  private register(register: number): number {
    let index = this.registers.get(register);
    if (index === undefined) {
      index = this.body.local(i64);
      this.registers.set(register, index);
    }
    return index;
  }

  private loadRegisters(set: number): void {
    for (let r = 1; r < 32; r++)
      if ((set & (1 << r)) !== 0)
        this.body
          .i32(0)
          .memory(op.i64Load, place.registers + 8 * r)
          .set(this.register(r));
  }

  private storeRegisters(set: number): void {
    for (let r = 1; r < 32; r++)
      if ((set & (1 << r)) !== 0)
        this.body
          .i32(0)
          .get(this.register(r))
          .memory(op.i64Store, place.registers + 8 * r);
  }

  private inFields(): void {
    this.body.i32(0).memory(op.i64Load, place.fuel).set(this.fuel);
    this.body.i32(0).memory(op.i64Load, place.cost).set(this.cost);
  }

  private outFields(): void {
    this.body.i32(0).get(this.fuel).memory(op.i64Store, place.fuel);
    this.body.i32(0).get(this.cost).memory(op.i64Store, place.cost);
  }

  /** Goes on at a pc outside the region: another function, without a return address. */
  private leaveTo(dirty: number, pc: number, row: number): void {
    this.storeRegisters(dirty);
    this.body.i32(0).i32(this.host.program.owner[row]!).memory(op.i32Store, place.resume);
    this.outFields();
    // What the region was cut off from is still the same function.
    if (this.host.functionOf(this.host.program.rowOf(pc)) !== this.func) this.moved("onJump", 0, pc);
    this.body.i32(pc).op(op.return);
  }

  // --- blocks --------------------------------------------------------------------------------------------

  private writeBlock(index: number, asks: boolean): void {
    const { body, use } = this;
    const { program, counters } = this.host;
    const block = this.region.blocks[index]!;
    const { rows, end } = block;
    if (asks) {
      body.get(this.fuel).i64(rows.length).op(op.i64LtS).open(op.if);
      this.outFields();
      body.call(this.refuel).open(op.if);
      this.storeRegisters(use.dirty[index]!);
      body.i32(0).i32(program.owner[rows[0]!]!).memory(op.i32Store, place.resume);
      body.i32(stop).op(op.return).end();
      body.i32(0).memory(op.i64Load, place.fuel).set(this.fuel).end();
    }
    this.counter = counters.add({ kind: "block", rows });
    this.rows = rows;
    this.increment(this.counter);
    body.get(this.fuel).i64(BigInt(rows.length)).op(op.i64Sub).set(this.fuel);
    body
      .get(this.cost)
      .i64(BigInt(this.expectedCost(rows)))
      .op(op.i64Add)
      .set(this.cost);
    rows.forEach((row, i) => {
      const isLast = i === rows.length - 1;
      this.writeStep(row, i, isLast ? end.kind : "goto");
    });
    const row = rows.at(-1)!;
    switch (end.kind) {
      case "end":
        this.storeRegisters(use.dirtyAtEnd[index]!);
        this.outFields();
        body.i32(0).i32(program.owner[row]!).memory(op.i32Store, place.resume);
        body.i32(0).i32(1).memory(op.i32Store, place.ended);
        body.i32(stop).op(op.return);
        return;
      case "computed":
        this.targetOf(row);
        if (end.targets.length === 0) this.leaveComputed(use.dirtyAtEnd[index]!);
        else {
          const [low] = rangeOf(end.targets);
          body.get(this.pc).i32(low).op(op.i32Sub).i32(1).op(op.i32Rotr).set(this.chosen);
        }
        return;
      case "call":
        this.call(row, end.target, end.returnTo, end.after, use.dirtyAtEnd[index]!);
    }
  }

  /** pc := c + offset, checked to be an address of code at all. */
  private targetOf(row: number): void {
    const { body } = this;
    const { program, sites } = this.host;
    const offset = program.offset[row]!;
    body.get(this.last);
    if (offset !== 0) body.i64(BigInt(offset)).op(op.i64Add);
    body.set(this.address);
    body.get(this.address).i64(32n).op(op.i64ShrU).op(op.i64Eqz).op(op.i32Eqz).open(op.if);
    const site = sites.push({ rows: this.rows, at: this.rows.length - 1 }) - 1;
    body.i32(site).get(this.address).call(this.fault).end();
    body.i32(0).i32(program.owner[row]!).memory(op.i32Store, place.resume);
    body.get(this.address).op(op.i32WrapI64).set(this.pc);
  }

  /** Goes on at the pc that was computed: a return, a tail call, or a jump that is not yet known. */
  private leaveComputed(dirty: number): void {
    const { body } = this;
    this.storeRegisters(dirty);
    this.outFields();
    this.moved("onJump", 1);
    body.get(this.pc).op(op.return);
  }

  private call(row: number, target: number | null, returnTo: number, after: number, dirty: number): void {
    const { body, host } = this;
    if (target === null) this.targetOf(row);
    else body.i32(target).set(this.pc);
    this.storeRegisters(dirty);
    this.outFields();
    this.moved("onCall", returnTo);
    const slot = target === null ? null : host.slotFor(target);
    // Too deep, or nowhere to come back to: the caller's loop goes on with the callee.
    if (after < 0 || slot === -1) {
      body.get(this.pc).op(op.return);
      return;
    }
    body.i32(0).memory(op.i32Load, place.depth).i32(mostDepth).op(op.i32GeU).open(op.if);
    body.get(this.pc).op(op.return).end();
    this.deeper(1);
    body.i32(0).i32(returnTo).memory(op.i32Store, place.back);
    if (slot === null) body.get(this.pc).call(this.runtime["call"]!);
    else body.get(this.pc).i32(slot).callIndirect(this.entryType);
    body.tee(this.pc).i32(returnTo).op(op.i32Ne).open(op.if);
    body.get(this.pc).i32(returnTo).call(this.runtime["settle"]!).i32(stop).op(op.i32Eq).open(op.if);
    this.deeper(-1);
    body.i32(stop).op(op.return).end().end();
    this.deeper(-1);
    this.inFields();
    this.loadRegisters(this.use.live[after]!);
  }

  /** Tells the host that the run goes on at a pc (the computed one if none is given), with steps left and cost so far. */
  private moved(event: "onCall" | "onJump", detail: number, pc?: number): void {
    const { body } = this;
    if (pc === undefined) body.get(this.pc);
    else body.i32(pc);
    body.i32(detail).get(this.fuel).op(op.f64ConvertI64S);
    body.get(this.cost).i32(0).memory(op.i64Load, place.extra).op(op.i64Add).op(op.f64ConvertI64S);
    body.call(this.runtime[event]!);
  }

  private deeper(by: number): void {
    this.body
      .i32(0)
      .i32(0)
      .memory(op.i32Load, place.depth)
      .i32(by)
      .op(op.i32Add)
      .memory(op.i32Store, place.depth);
  }

  private increment(counter: number): void {
    this.body.i32(0).i32(0).memory(op.i64Load, counter).i64(1n).op(op.i64Add).memory(op.i64Store, counter);
  }

  /** Adds to the running cost what a step costs more, or less, than its block expected. */
  private adjust(by: number): void {
    this.body.get(this.cost).i64(BigInt(by)).op(op.i64Add).set(this.cost);
  }

  // --- steps ---------------------------------------------------------------------------------------------

  private writeStep(row: number, at: number, end: string): void {
    const { body, host } = this;
    const { program } = host;
    const operation = this.ops[program.op[row]!]!;
    const a = this.leftOperand(row, at);
    const b = this.rightOperand(row, a, at);
    const write = operationWriters[operation.name];
    const storeKind = program.store[row]!;
    const next = this.rows[at + 1];
    const cIsRead =
      (next !== undefined && this.readsLast(next)) ||
      program.computed[row] === 1 ||
      storeKind === to.ind ||
      storeKind === to.mem;
    if (write === undefined) {
      this.outFields();
      body.i32(host.sites.push({ rows: this.rows, at }) - 1);
      push(body, a);
      push(body, b).call(this.special).set(this.last);
    } else if (end === "branch") {
      this.frequency(row, operation, a, b, null);
      this.condition(operation.name, a, b);
      return;
    } else {
      const wanted = cIsRead || (storeKind === to.reg && program.link[row] === 0) || operation.name === "add";
      if (wanted && operation.cost === 0 && operation.name === "copyb" && !cIsRead && storeKind === to.reg) {
        // A plain copy needs no detour.
        this.storeTo(program.storeTo[row]!, () => push(body, b));
        return;
      }
      if (wanted) {
        write(body, a, b);
        body.set(this.last);
      }
      this.frequency(row, operation, a, b, this.last);
    }
    switch (storeKind) {
      case to.reg: {
        const link = program.link[row]!;
        this.storeTo(program.storeTo[row]!, () =>
          link === 0 ? body.get(this.last) : body.i64(BigInt(link)),
        );
        return;
      }
      case to.ind:
        this.storeAt(row, at, a, program.storeTo[row]!);
        return;
      case to.mem:
        this.storeAt(row, at, constant(BigInt(program.storeTo[row]! >>> 0)), 0);
    }
  }

  private storeTo(register: number, value: () => void): void {
    if (register === 0) return;
    value();
    this.body.set(this.register(register));
  }

  private readsLast(row: number): boolean {
    return this.host.program.a[row] === from.last || this.host.program.b[row] === from.last;
  }

  private condition(name: string, a: Operand, b: Operand): void {
    const opcodes: Readonly<Record<string, number>> = { eq: op.i64Eq, lt: op.i64LtS, ltu: op.i64LtU };
    const opcode = opcodes[name];
    if (opcode === undefined) throw new Error(`a branch by ${name}`);
    push(this.body, a);
    push(this.body, b).op(opcode);
  }

  private leftOperand(row: number, at: number): Operand {
    const { program } = this.host;
    const [lo, hi] = [program.aLo[row]!, program.aHi[row]!];
    switch (program.a[row]) {
      case from.imm:
        return constant((BigInt(hi) << 32n) | BigInt(lo >>> 0));
      case from.reg:
        return lo === 0 ? constant(0n) : local(this.register(lo));
      case from.last:
        // The step may set c before a is last read.
        this.body.get(this.last).set(this.left);
        return local(this.left);
      default:
        this.loadFrom(row, at, constant(BigInt(lo >>> 0)), 0, 8);
        this.body.set(this.left);
        return local(this.left);
    }
  }

  private rightOperand(row: number, a: Operand, at: number): Operand {
    const { program } = this.host;
    const [lo, hi] = [program.bLo[row]!, program.bHi[row]!];
    switch (program.b[row]) {
      case from.imm:
        return constant((BigInt(hi) << 32n) | BigInt(lo >>> 0));
      case from.reg:
        return lo === 0 ? constant(0n) : local(this.register(lo));
      case from.last:
        this.body.get(this.last).set(this.right);
        return local(this.right);
      case from.ind:
        this.loadFrom(row, at, a, lo, program.width[row] as Width);
        break;
      default:
        this.loadFrom(row, at, constant(BigInt(lo >>> 0)), 0, 8);
    }
    this.body.set(this.right);
    return local(this.right);
  }

  /** Counts frequent operands, and `add` steps that are not cheap. `c`: null where it is not computed. */
  private frequency(row: number, operation: OpRow, a: Operand, b: Operand, c: number | null): void {
    const { body, host } = this;
    const isAdd = operation.name === "add";
    const expected = this.expectedOpCost(row);
    const boxes = this.boxes.get(operation.code) ?? [];
    const isFrequent = writeMembership(body, boxes, a, b);
    if (isFrequent === "always") {
      // The block expects nothing of it; it is counted where it is summed up.
      this.increment(host.counters.add({ kind: "frequent", row }));
      return;
    }
    const varies = isAdd && this.mayBeCheap(row);
    if (isFrequent === "tested") {
      body.open(op.if);
      const hits = host.counters.add({ kind: "frequent", row });
      this.increment(hits);
      this.adjust(-expected);
      if (varies) {
        body.else();
        this.exception(row, operation, a, b, c!, hits);
      }
      body.end();
    } else if (varies) this.exception(row, operation, a, b, c!, null);
  }

  /** Counts an `add` that is cheap where it mostly is not, or the other way round. */
  private exception(
    row: number,
    operation: OpRow,
    a: Operand,
    b: Operand,
    c: number,
    hits: number | null,
  ): void {
    const { body, host } = this;
    const high = (operand: Operand): FunctionBody => push(body, operand).i64(32).op(op.i64ShrU);
    // Cheap: a and c below 2^32, b below it or from −2^32 on.
    high(a).get(c).i64(32).op(op.i64ShrU).op(op.i64Or).op(op.i64Eqz);
    if (b.kind === "local")
      push(body, b).i64(32).op(op.i64ShrS).i64(1).op(op.i64Add).i64(1).op(op.i64LeU).op(op.i32And);
    const saved = operation.cost - host.model.cheapAdd;
    if (this.expectsDear(row)) {
      body.open(op.if);
      this.increment(host.counters.add({ kind: "cheap", row, rows: this.rows, block: this.counter, hits }));
      this.adjust(-saved);
    } else {
      body.op(op.i32Eqz).open(op.if);
      this.increment(host.counters.add({ kind: "dear", row }));
      this.adjust(saved);
    }
    body.end();
  }

  private expectsDear(row: number): boolean {
    const { model } = this.host;
    return 2 * this.host.averageCost(row) > model.cheapAdd + this.ops[this.host.program.op[row]!]!.cost;
  }

  // --- memory --------------------------------------------------------------------------------------------

  /** Is the access by a pointer into the stack, as far as one can tell? Only the speed depends on it. */
  private expectsStack(base: Operand): boolean {
    return (
      base.kind === "local" && (base.local === this.registers.get(2) || base.local === this.registers.get(8))
    );
  }

  private expectedNumber(base: Operand): number {
    return this.expectsStack(base) ? 0 : 4;
  }

  private priceOf(width: Width, isStore: boolean, number: number): number {
    return this.prices[classOf(width, isStore, number)]!;
  }

  /** Pushes the zero-extended value at base + offset. */
  private loadFrom(row: number, at: number, base: Operand, offset: number, width: Width): void {
    const { body, host } = this;
    const number = this.expectedNumber(base);
    const counters = this.countAccess(row, at, width, false, number);
    this.inRam(base, offset, width, false, i64);
    this.otherZone(counters, number);
    body.get(this.address).op(op.i32WrapI64).memory(loadOpcode[width], host.arena.ram);
    body.else();
    this.pushAddress(base, offset);
    body
      .i32(counters)
      .i32(this.priceOf(width, false, number))
      .call(this.runtime[`load${width}`]!)
      .end();
  }

  /** Stores `last` at base + offset. */
  private storeAt(row: number, at: number, base: Operand, offset: number): void {
    const { body, host } = this;
    const width = host.program.width[row] as Width;
    const number = this.expectedNumber(base);
    const counters = this.countAccess(row, at, width, true, number);
    this.inRam(base, offset, width, true);
    this.otherZone(counters, number);
    body.get(this.address).op(op.i32WrapI64).get(this.last).memory(storeOpcode[width], host.arena.ram);
    body.else();
    this.pushAddress(base, offset);
    body
      .get(this.last)
      .i32(counters)
      .i32(this.priceOf(width, true, number))
      .call(this.runtime[`store${width}`]!)
      .end();
  }

  /** An access in the zone of RAM that was not expected has the same price; only its class differs. */
  private otherZone(counters: number, expected: number): void {
    const { body } = this;
    body.get(this.address).i64(layout.stackEnd - layout.ram);
    body.op(expected === 0 ? op.i64GeU : op.i64LtU).open(op.if);
    this.increment(counters + 8 * (4 - expected));
    body.end();
  }

  private countAccess(row: number, at: number, width: Width, isStore: boolean, expected: number): number {
    return this.host.counters.add({
      kind: "access",
      row,
      width,
      isStore,
      expected,
      block: this.counter,
      site: { rows: this.rows, at },
    });
  }

  private pushAddress(base: Operand, offset: number): void {
    push(this.body, base);
    if (offset !== 0) this.body.i64(BigInt(offset)).op(op.i64Add);
  }

  /** Opens an `if` for accesses to RAM of the shape that is expected; `address` is then relative to RAM. */
  private inRam(base: Operand, offset: number, width: Width, isStore: boolean, result?: typeof i64): void {
    const { body } = this;
    push(body, base)
      .i64(BigInt(offset - layout.ram))
      .op(op.i64Add)
      .tee(this.address);
    // Rotating carries the low bits of an unaligned address to the top, where the comparison fails.
    if (width > 1) body.i64(Math.log2(width)).op(op.i64Rotr);
    body.i64((layout.ramEnd - layout.ram) / width).op(op.i64LtU);
    if (isStore && width === 1)
      body
        .get(this.address)
        .i64(layout.uart - layout.ram)
        .op(op.i64Ne)
        .op(op.i32And);
    // A byte is clean, a word too, where the rest of the register is 0.
    const clean = !isStore ? 0 : width === 1 ? 8 : width === 4 ? 32 : 0;
    if (clean > 0) body.get(this.last).i64(clean).op(op.i64ShrU).op(op.i64Eqz).op(op.i32And);
    body.open(op.if, result);
  }

  // --- what a block expects ------------------------------------------------------------------------------

  private expectedCost(rows: readonly number[]): number {
    let sum = rows.length * this.host.model.main;
    for (const row of rows) sum += this.expectedOpCost(row) + this.expectedMemoryCost(row);
    return sum;
  }

  /** Cost of the operation if its operands are not frequent, of an `add` if they are small. */
  private expectedOpCost(row: number): number {
    const { program, model } = this.host;
    const operation = this.ops[program.op[row]!]!;
    if (program.a[row] === from.imm && program.b[row] === from.imm && operation.cost > 0) {
      const [a, b] = [this.leftConstant(row), this.rightConstant(row)];
      const boxes = this.boxes.get(operation.code) ?? [];
      if (writeMembership(new FunctionBody(0), boxes, a, b) === "always") return 0;
    }
    const varies = operation.name === "add" && this.mayBeCheap(row);
    return varies && !this.expectsDear(row) ? model.cheapAdd : operation.cost;
  }

  /** False for an `add` of a constant that is never cheap. */
  private mayBeCheap(row: number): boolean {
    const { program } = this.host;
    return program.b[row] !== from.imm || program.bHi[row] === 0 || program.bHi[row] === -1;
  }

  private leftConstant(row: number): Operand {
    const { program } = this.host;
    return constant((BigInt(program.aHi[row]!) << 32n) | BigInt(program.aLo[row]! >>> 0));
  }

  private rightConstant(row: number): Operand {
    const { program } = this.host;
    return constant((BigInt(program.bHi[row]!) << 32n) | BigInt(program.bLo[row]! >>> 0));
  }

  private expectedMemoryCost(row: number): number {
    const { program } = this.host;
    const stack = (register: number): number => (register === 2 || register === 8 ? 0 : 4);
    const width = program.width[row] as Width;
    let sum = 0;
    if (program.a[row] === from.mem) sum += this.priceOf(8, false, 4);
    if (program.b[row] === from.mem) sum += this.priceOf(8, false, 4);
    const base = program.a[row] === from.reg ? stack(program.aLo[row]!) : 4;
    if (program.b[row] === from.ind) sum += this.priceOf(width, false, base);
    if (program.store[row] === to.ind) sum += this.priceOf(width, true, base);
    if (program.store[row] === to.mem) sum += this.priceOf(8, true, 4);
    return sum;
  }
}

const loadOpcode = { 1: op.i64Load8U, 2: op.i64Load16U, 4: op.i64Load32U, 8: op.i64Load } as const;
const storeOpcode = { 1: op.i64Store8, 2: op.i64Store16, 4: op.i64Store32, 8: op.i64Store } as const;

/** The lowest and the highest pc. */
function rangeOf(targets: readonly Exit[]): readonly [number, number] {
  let [low, high] = [Infinity, 0];
  for (const { pc } of targets) {
    low = Math.min(low, pc);
    high = Math.max(high, pc);
  }
  return [low, high];
}
