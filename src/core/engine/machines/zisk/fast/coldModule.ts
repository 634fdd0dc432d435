import { operationWriters } from "../../../wasm/arithmetic";
import { writeMembership, type OperandBox } from "../../../wasm/frequent";
import { FunctionBody, op } from "../../../wasm/functionBody";
import { constant, local, type Operand } from "../../../wasm/operand";
import { f64, i32, i64, WasmModule } from "../../../wasm/wasmModule";
import { layout } from "../layout";
import type { OpRow, ZiskModel } from "../model";
import { priceOffset, type Width } from "./access";
import { place } from "./arena";
import { field, recordBytes, type ColdHandlers, type Handler } from "./coldRecord";
import { pushReadShape, pushWriteShape } from "./shapes";
import type { Piece, RuntimeLayout } from "./runtimeModule";

/** Functions of the host, imported from `env`. Places of the program are records. */
export interface ColdImports {
  /** Fills the record, and those that follow it. */
  readonly fill: (record: number) => void;
  /** Runs the instruction of a record in the host; gives the record that follows, 0 where the run ended. */
  readonly step: (record: number) => number;
  /** The same for an accelerator, a hint or a tag. */
  readonly specialStep: (record: number) => number;
  readonly onColdCall: (record: number, back: number, fuel: number, cost: number) => void;
  readonly onColdJump: (record: number, computed: number, fuel: number, cost: number) => void;
}

/** Where the interpreter's tables stand in the linear memory. */
export interface ColdLayout extends RuntimeLayout {
  readonly records: number;
  /** The guest's input; null where it is left to the host. */
  readonly input: Piece | null;
  /** Row + 1 of the instruction, 4 bytes for every 2 of code. */
  readonly rows: number;
}

/** Operations that are written into the loop itself: nearly all that runs. The others are functions. */
const inLoop = new Set(
  "add sub and or xor sll srl sra sll_w srl_w sra_w add_w sub_w lt ltu eq mul".split(" "),
);
const branchOpcodes: Readonly<Record<string, number>> = { eq: op.i64Eq, lt: op.i64LtS, ltu: op.i64LtU };
const loads = { 1: op.i64Load8U, 2: op.i64Load16U, 4: op.i64Load32U, 8: op.i64Load } as const;
const stores = { 1: op.i64Store8, 2: op.i64Store16, 4: op.i64Store32, 8: op.i64Store } as const;
const ramBytes = layout.ramEnd - layout.ram;

/**
 * An interpreter of records as WebAssembly: it runs at full speed from its first step, where the one in TypeScript
 * takes the host's compiler some hundred milliseconds. Its export `run` goes on at a record until the fuel is down to
 * `place.until`, code begins that is translated, or a return goes to `place.backRecord`; it gives the record that is
 * next, 0 where the run ended.
 */
export function coldModule(
  at: ColdLayout,
  model: ZiskModel,
  handlers: ColdHandlers,
): Uint8Array<ArrayBuffer> {
  return new ColdWriter(at, model, handlers).module();
}

class ColdWriter {
  private readonly wasm: WasmModule;
  private readonly imported: Readonly<Record<keyof ColdImports, number>>;
  private readonly body = new FunctionBody(1);
  private readonly record = 0;
  private readonly fuel = this.body.local(i64);
  private readonly cost = this.body.local(i64);
  private readonly until = this.body.local(i64);
  private readonly a = this.body.local(i64);
  private readonly b = this.body.local(i64);
  private readonly c = this.body.local(i64);
  private readonly at64 = this.body.local(i64);
  private readonly pointer = this.body.local(i32);
  private readonly number = this.body.local(i32);
  private readonly target = this.body.local(i32);
  private readonly back = this.body.local(i32);
  /** Labels: the next record, the host's step, the way out. */
  private next = 0;
  private host = 0;
  private leave = 0;
  private readonly rare = new Map<string, { readonly value: number; readonly isFrequent: number | null }>();

  constructor(
    private readonly layout: ColdLayout,
    private readonly model: ZiskModel,
    private readonly handlers: ColdHandlers,
  ) {
    const { pages } = layout;
    this.wasm = new WasmModule({ memoryPages: { minimum: pages, maximum: pages } });
    this.imported = {
      fill: this.wasm.importFunction("fill", [i32], []),
      step: this.wasm.importFunction("step", [i32], [i32]),
      specialStep: this.wasm.importFunction("specialStep", [i32], [i32]),
      onColdCall: this.wasm.importFunction("onColdCall", [i32, i32, f64, f64], []),
      onColdJump: this.wasm.importFunction("onColdJump", [i32, i32, f64, f64], []),
    };
    for (const handler of handlers.list)
      if (handler.kind === "alu" && !inLoop.has(handler.operation.name)) this.defineRare(handler.operation);
  }

  module(): Uint8Array<ArrayBuffer> {
    this.write();
    this.wasm.exportFunction("run", this.wasm.define(this.wasm.type([i32], [i32]), this.body.take()));
    return this.wasm.build();
  }

  private write(): void {
    const { body, fuel, cost, until, back } = this;
    const { list } = this.handlers;
    this.load(op.i64Load, place.fuel).set(fuel);
    this.load(op.i64Load, place.cost).set(cost);
    this.load(op.i64Load, place.until).set(until);
    this.load(op.i32Load, place.backRecord).set(back);
    this.leave = body.open(op.block);
    this.next = body.open(op.loop);
    body.get(fuel).get(until).op(op.i64LeS).brIf(this.leave);
    this.host = body.open(op.block);
    const labels = list.map(() => 0);
    for (let i = list.length - 1; i >= 0; i--) labels[i] = body.open(op.block);
    body.get(this.record).memory(op.i32Load, field.handler).brTable(labels, labels[1]!);
    for (const handler of list) {
      body.end();
      this.handler(handler);
    }
    body.end();
    // The host runs the instruction.
    this.callHost(this.imported.step);
    body.end();
    body.end();
    this.storeTotals();
    body.get(this.record);
  }

  private handler(handler: Handler): void {
    const { body } = this;
    switch (handler.kind) {
      case "fill":
        body.get(this.record).call(this.imported.fill).br(this.next);
        return;
      case "host":
        body.br(this.host);
        return;
      case "special":
        this.callHost(this.imported.specialStep);
        return;
      case "watch":
        body.br(this.leave);
        return;
      case "nothing":
        this.goOn();
        return;
      case "copy":
        this.result(() => this.operand(field.b));
        this.goOn();
        return;
      case "jump":
      case "call":
      case "jumpAway":
        this.jump(handler.kind);
        return;
      case "computedCall":
      case "computedJump":
        this.computed(handler.kind === "computedCall");
        return;
      case "branch":
        this.branch(handler.operation);
        return;
      case "alu":
        this.alu(handler.operation);
        return;
      case "load":
        this.loadHandler(handler.operation, handler.width);
        return;
      case "store":
        this.storeHandler(handler.width);
    }
  }

  /** The host runs the step or the instruction, and says where it goes on. */
  private callHost(index: number): void {
    const { body } = this;
    this.storeTotals();
    body.get(this.record).call(index).tee(this.record);
    body.op(op.i32Eqz).open(op.if);
    body.i32(0).op(op.return).end();
    this.load(op.i64Load, place.fuel).set(this.fuel);
    this.load(op.i64Load, place.cost).set(this.cost);
    body.br(this.next);
  }

  // --- operations ----------------------------------------------------------------------------------------

  private alu(operation: OpRow): void {
    const { body, a, b, c } = this;
    this.operand(field.a).set(a);
    this.operand(field.b).set(b);
    const rare = this.rare.get(operation.name);
    if (rare === undefined) operationWriters[operation.name]!(body, local(a), local(b));
    else body.get(a).get(b).call(rare.value);
    body.set(c);
    this.result(() => body.get(c));
    if (operation.name === "add") {
      this.charge(operation, local(a), () => this.chargeAdd(operation));
    } else if (rare === undefined) this.charge(operation, local(a));
    else this.chargeRare(operation, rare.isFrequent);
    this.goOn();
  }

  private branch(operation: OpRow): void {
    const { body, a, b } = this;
    this.operand(field.a).set(a);
    this.operand(field.b).set(b);
    this.charge(operation, local(a));
    this.ran();
    this.column(op.i32Load, field.taken);
    this.column(op.i32Load, field.next);
    body.get(a).get(b).op(branchOpcodes[operation.name]!).op(op.select);
    body.set(this.record).br(this.next);
  }

  private loadHandler(operation: OpRow, width: Width): void {
    const { body, a, b, pointer, number } = this;
    const { readOnly, input, ram } = this.layout;
    this.pushAddress(width);
    // 1. RAM, or the guest's read-only data; the host does the rest.
    body.open(op.if);
    body.get(this.at64).op(op.i32WrapI64).i32(ram).op(op.i32Add).set(pointer);
    this.setZone();
    body.else();
    if (readOnly === null || readOnly.length < width) body.br(this.host);
    else {
      this.piece(width, readOnly, 2, () => {
        if (input === null || input.length < width) body.br(this.host);
        else this.piece(width, input, 3, () => body.br(this.host));
      });
    }
    body.end();
    // 2. Its class, price and value.
    pushReadShape(body, width, pointer, number);
    this.count(width, false);
    body.get(pointer).memory(loads[width]).set(b);
    this.result(() => {
      operationWriters[operation.name]!(body, local(a), local(b));
    });
    this.charge(operation, local(a));
    this.goOn();
  }

  /** Points to the place in a piece of data, if the access lies in it; its class is that of the zone. */
  private piece(width: Width, data: Piece, zone: number, otherwise: () => void): void {
    const { body, pointer, number } = this;
    body
      .get(this.at64)
      .op(op.i32WrapI64)
      .i32(data.address - layout.ram)
      .op(op.i32Sub)
      .tee(pointer);
    body.i32(data.length - width).op(op.i32LeU);
    // Higher addresses are no one's.
    body
      .get(this.at64)
      .i64(BigInt(layout.ram))
      .op(op.i64Add)
      .i64(32)
      .op(op.i64ShrU)
      .op(op.i64Eqz)
      .op(op.i32And);
    body.open(op.if);
    body.get(pointer).i32(data.at).op(op.i32Add).set(pointer);
    body.i32(4 * zone).set(number);
    body.else();
    otherwise();
    body.end();
  }

  private storeHandler(width: Width): void {
    const { body, b, pointer, number } = this;
    this.pushAddress(width);
    body.op(op.i32Eqz).brIf(this.host);
    if (width === 1)
      body
        .get(this.at64)
        .i64(layout.uart - layout.ram)
        .op(op.i64Eq)
        .brIf(this.host);
    body.get(this.at64).op(op.i32WrapI64).i32(this.layout.ram).op(op.i32Add).set(pointer);
    this.setZone();
    this.operand(field.b).set(b);
    pushWriteShape(body, width, pointer, b, number);
    this.count(width, true);
    body.get(pointer).get(b).memory(stores[width]);
    this.goOn();
  }

  /** a, the address relative to RAM in `at64`, and on the stack whether it lies there. */
  private pushAddress(width: Width): void {
    const { body } = this;
    this.operand(field.a).tee(this.a);
    this.column(op.i64Load, field.immediate).op(op.i64Add).i64(BigInt(layout.ram)).op(op.i64Sub);
    body
      .tee(this.at64)
      .i64(ramBytes - width)
      .op(op.i64LeU);
  }

  private setZone(): void {
    const { body } = this;
    body
      .get(this.at64)
      .i64(layout.stackEnd - layout.ram)
      .op(op.i64GeU)
      .i32(2)
      .op(op.i32Shl)
      .set(this.number);
  }

  /** Counts an access by its class, and what it costs. */
  private count(width: Width, isStore: boolean): void {
    const { body, number, cost } = this;
    const counters = place.coldAccesses + coldAccessOffset(width, isStore);
    const counter = (): FunctionBody => body.get(number).i32(3).op(op.i32Shl);
    counter();
    counter().memory(op.i64Load, counters).i64(1).op(op.i64Add).memory(op.i64Store, counters);
    const price = this.at64;
    body.get(number).i32(2).op(op.i32Shl);
    body.memory(op.i64Load32S, place.prices + priceOffset(width, isStore)).set(price);
    body.get(cost).get(price).op(op.i64Add).set(cost);
    body.get(this.record);
    this.column(op.i64Load, field.extra).get(price).op(op.i64Add).memory(op.i64Store, field.extra);
  }

  // --- jumps ---------------------------------------------------------------------------------------------

  private jump(kind: "jump" | "call" | "jumpAway"): void {
    const { body } = this;
    this.result(() => this.column(op.i64Load, field.immediate));
    this.ran();
    if (kind === "jump") {
      this.column(op.i32Load, field.taken).set(this.record);
      body.br(this.next);
      return;
    }
    this.column(op.i32Load, field.taken).set(this.target);
    body.get(this.target);
    if (kind === "call") this.column(op.i64Load, field.immediate).op(op.i32WrapI64);
    else body.i32(0);
    this.pushTotals();
    body.call(kind === "call" ? this.imported.onColdCall : this.imported.onColdJump);
    body.get(this.target).set(this.record).br(this.next);
  }

  private computed(isCall: boolean): void {
    const { body, b, target } = this;
    const { code, records, rows } = this.layout;
    const mask = constant(-2n);
    this.operand(field.b).set(b);
    body.get(b).i64(-2).op(op.i64And);
    this.column(op.i64Load, field.immediate).op(op.i64Add).i64(BigInt(code.address)).op(op.i64Sub);
    body.tee(this.at64).i64(code.length).op(op.i64GeU).brIf(this.host);
    body.get(this.at64).op(op.i32WrapI64).i32(1).op(op.i32Shl).memory(op.i32Load, rows).tee(target);
    body.op(op.i32Eqz).brIf(this.host);
    body
      .get(target)
      .i32(recordBytes)
      .op(op.i32Mul)
      .i32(records - recordBytes)
      .op(op.i32Add)
      .set(target);
    const and = this.model.ops.find(({ name }) => name === "and")!;
    this.charge(and, mask);
    this.result(() => this.column(op.i64Load32U, field.next));
    this.ran();
    body.get(target);
    if (isCall) this.column(op.i32Load, field.next);
    else body.i32(1);
    this.pushTotals();
    body.call(isCall ? this.imported.onColdCall : this.imported.onColdJump);
    body.get(target).set(this.record);
    if (!isCall) body.get(target).get(this.back).op(op.i32Eq).brIf(this.leave);
    body.br(this.next);
  }

  /** The fuel and the cost of the run so far, as the host takes them. */
  private pushTotals(): void {
    const { body } = this;
    body.get(this.fuel).op(op.f64ConvertI64S).get(this.cost);
    this.load(op.i64Load, place.extra).op(op.i64Add).op(op.f64ConvertI64S);
  }

  // --- statistics ----------------------------------------------------------------------------------------

  /** Charges the operation unless its operands are frequent; b is in its local. */
  private charge(operation: OpRow, a: Operand, dear?: () => void): void {
    const { body } = this;
    const membership = writeMembership(body, this.boxes(operation), a, local(this.b));
    if (membership === "tested") {
      body.open(op.if);
      this.increment(field.hits);
      body.else();
    }
    if (dear !== undefined) dear();
    else this.pay(operation.cost);
    if (membership === "tested") body.end();
  }

  private chargeRare(operation: OpRow, isFrequent: number | null): void {
    const { body } = this;
    if (isFrequent !== null) {
      body.get(this.a).get(this.b).call(isFrequent).open(op.if);
      this.increment(field.hits);
      body.else();
    }
    this.pay(operation.cost);
    if (isFrequent !== null) body.end();
  }

  /** An `add` is cheap with a and c below 2^32, and b below it or from −2^32 on. */
  private chargeAdd(operation: OpRow): void {
    const { body, a, b, c } = this;
    body.get(a).get(c).op(op.i64Or).i64(32).op(op.i64ShrU).op(op.i64Eqz);
    body.get(b).i64(32).op(op.i64ShrS).i64(1).op(op.i64Add).i64(1).op(op.i64LeU).op(op.i32And);
    body.open(op.if);
    this.pay(this.model.cheapAdd);
    body.else();
    this.increment(field.extra);
    this.pay(operation.cost);
    body.end();
  }

  private pay(cost: number): void {
    if (cost !== 0) this.body.get(this.cost).i64(cost).op(op.i64Add).set(this.cost);
  }

  /** The step is done: its run, its fuel and its fixed cost. */
  private ran(): void {
    this.increment(field.runs);
    this.body.get(this.fuel).i64(1).op(op.i64Sub).set(this.fuel);
    this.pay(this.model.main);
  }

  private goOn(): void {
    this.ran();
    this.body.get(this.record).i32(recordBytes).op(op.i32Add).set(this.record).br(this.next);
  }

  private increment(offset: number): void {
    const { body } = this;
    body.get(this.record);
    this.column(op.i64Load, offset).i64(1).op(op.i64Add).memory(op.i64Store, offset);
  }

  // --- pieces --------------------------------------------------------------------------------------------

  private column(opcode: number, offset: number): FunctionBody {
    return this.body.get(this.record).memory(opcode, offset);
  }

  /** Pushes what stands where the record says. */
  private operand(offset: number): FunctionBody {
    return this.column(op.i32Load, offset).memory(op.i64Load);
  }

  private result(value: () => void): void {
    this.column(op.i32Load, field.to);
    value();
    this.body.memory(op.i64Store);
  }

  private load(opcode: number, at: number): FunctionBody {
    return this.body.i32(0).memory(opcode, at);
  }

  private storeTotals(): void {
    const { body } = this;
    body.i32(0).get(this.fuel).memory(op.i64Store, place.fuel);
    body.i32(0).get(this.cost).memory(op.i64Store, place.cost);
  }

  private boxes({ name }: OpRow): readonly OperandBox[] {
    return this.model.frops.filter((box) => box.op === name);
  }

  private defineRare(operation: OpRow): void {
    const body = new FunctionBody(2);
    operationWriters[operation.name]!(body, local(0), local(1));
    const value = this.wasm.define(this.wasm.type([i64, i64], [i64]), body.take());
    const test = new FunctionBody(2);
    const membership = writeMembership(test, this.boxes(operation), local(0), local(1));
    const isFrequent =
      membership === "tested" ? this.wasm.define(this.wasm.type([i64, i64], [i32]), test.take()) : null;
    this.rare.set(operation.name, { value, isFrequent });
  }
}

/** Offset of the 16 counters of a width and direction behind `place.coldAccesses`, in bytes. */
export function coldAccessOffset(width: Width, isStore: boolean): number {
  return 2 * priceOffset(width, isStore);
}
