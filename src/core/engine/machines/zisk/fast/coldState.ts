import { operationWriters } from "../../../wasm/arithmetic";
import { writeMembership, type OperandBox } from "../../../wasm/frequent";
import { FunctionBody, op } from "../../../../wasm/functionBody";
import { local, type Operand } from "../../../wasm/operand";
import { f64, i32, i64, WasmModule } from "../../../../wasm/wasmModule";
import type { OpRow, ZiskModel } from "../model";
import { place } from "./arena";
import { field, recordBytes, type ColdHandlers } from "./coldRecord";
import type { RowPlaces } from "./placeRows";
import { rowWriter, type RowImports } from "./rowWriter";
import type { Piece, RuntimeLayout } from "./runtimeModule";

/** Functions of the host, imported from `env`. Places of the program are records. */
export interface ColdImports extends RowImports {
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
  /** What rows are filled from. */
  readonly filling: RowPlaces;
}

/** Operations that are written into the loop itself: nearly all that runs. The others are functions. */
const inLoop = new Set(
  "add sub and or xor sll srl sra sll_w srl_w sra_w add_w sub_w lt ltu eq mul".split(" "),
);

/**
 * The interpreter's one function while it is written: its locals, what it imports, and the pieces that its handlers are
 * made of. Fuel and cost are in locals while it runs, the guest's registers always in memory.
 */
export class ColdState {
  readonly wasm: WasmModule;
  readonly imported: Readonly<Record<keyof ColdImports, number>>;
  readonly body = new FunctionBody(1);
  readonly record = 0;
  readonly fuel = this.body.local(i64);
  readonly cost = this.body.local(i64);
  readonly until = this.body.local(i64);
  readonly a = this.body.local(i64);
  readonly b = this.body.local(i64);
  readonly c = this.body.local(i64);
  readonly at64 = this.body.local(i64);
  readonly pointer = this.body.local(i32);
  readonly number = this.body.local(i32);
  readonly target = this.body.local(i32);
  readonly back = this.body.local(i32);
  /** Labels: the next record, the host's step, the way out. */
  next = 0;
  host = 0;
  leave = 0;
  readonly rare = new Map<string, { readonly value: number; readonly isFrequent: number | null }>();
  /** `rowWriter`. */
  readonly fill: number;

  constructor(
    readonly layout: ColdLayout,
    readonly model: ZiskModel,
    handlers: ColdHandlers,
  ) {
    const { pages } = layout;
    this.wasm = new WasmModule({ memoryPages: { minimum: pages, maximum: pages } });
    this.imported = {
      fillInstruction: this.wasm.importFunction("fillInstruction", [i32], [i32]),
      nameFunction: this.wasm.importFunction("nameFunction", [i32], []),
      step: this.wasm.importFunction("step", [i32], [i32]),
      specialStep: this.wasm.importFunction("specialStep", [i32], [i32]),
      onColdCall: this.wasm.importFunction("onColdCall", [i32, i32, f64, f64], []),
      onColdJump: this.wasm.importFunction("onColdJump", [i32, i32, f64, f64], []),
    };
    const fill = rowWriter(layout.filling, layout.records, handlers, this.imported);
    this.fill = this.wasm.define(this.wasm.type([i32], []), fill.take());
    for (const handler of handlers.list)
      if (handler.kind === "alu" && !inLoop.has(handler.operation.name)) this.defineRare(handler.operation);
  }

  /** The host runs the step or the instruction, and says where it goes on. */
  callHost(index: number): void {
    const { body } = this;
    this.storeTotals();
    body.get(this.record).call(index).tee(this.record);
    body.op(op.i32Eqz).open(op.if);
    body.i32(0).op(op.return).end();
    this.load(op.i64Load, place.fuel).set(this.fuel);
    this.load(op.i64Load, place.cost).set(this.cost);
    body.br(this.next);
  }

  /** Charges the operation unless its operands are frequent; b is in its local. */
  charge(operation: OpRow, a: Operand, dear?: () => void): void {
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

  chargeRare(operation: OpRow, isFrequent: number | null): void {
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
  chargeAdd(operation: OpRow): void {
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

  pay(cost: number): void {
    if (cost !== 0) this.body.get(this.cost).i64(cost).op(op.i64Add).set(this.cost);
  }

  /** The step is done: its run, its fuel and its fixed cost. */
  ran(): void {
    this.increment(field.runs);
    this.body.get(this.fuel).i64(1).op(op.i64Sub).set(this.fuel);
    this.pay(this.model.main);
  }

  goOn(): void {
    this.ran();
    this.body.get(this.record).i32(recordBytes).op(op.i32Add).set(this.record).br(this.next);
  }

  increment(offset: number): void {
    const { body } = this;
    body.get(this.record);
    this.column(op.i64Load, offset).i64(1).op(op.i64Add).memory(op.i64Store, offset);
  }

  column(opcode: number, offset: number): FunctionBody {
    return this.body.get(this.record).memory(opcode, offset);
  }

  /** Pushes what stands where the record says. */
  operand(offset: number): FunctionBody {
    return this.column(op.i32Load, offset).memory(op.i64Load);
  }

  result(value: () => void): void {
    this.column(op.i32Load, field.to);
    value();
    this.body.memory(op.i64Store);
  }

  load(opcode: number, at: number): FunctionBody {
    return this.body.i32(0).memory(opcode, at);
  }

  storeTotals(): void {
    const { body } = this;
    body.i32(0).get(this.fuel).memory(op.i64Store, place.fuel);
    body.i32(0).get(this.cost).memory(op.i64Store, place.cost);
  }

  boxes({ name }: OpRow): readonly OperandBox[] {
    return this.model.frops.filter((box) => box.op === name);
  }

  defineRare(operation: OpRow): void {
    const body = new FunctionBody(2);
    operationWriters[operation.name]!(body, local(0), local(1));
    const value = this.wasm.define(this.wasm.type([i64, i64], [i64]), body.take());
    const test = new FunctionBody(2);
    const membership = writeMembership(test, this.boxes(operation), local(0), local(1));
    const isFrequent =
      membership === "tested" ? this.wasm.define(this.wasm.type([i64, i64], [i32]), test.take()) : null;
    this.rare.set(operation.name, { value, isFrequent });
  }

  /** The fuel and the cost of the run so far, as the host takes them. */
  pushTotals(): void {
    const { body } = this;
    body.get(this.fuel).op(op.f64ConvertI64S).get(this.cost);
    this.load(op.i64Load, place.extra).op(op.i64Add).op(op.f64ConvertI64S);
  }
}
