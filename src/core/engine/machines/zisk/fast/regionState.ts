import { FunctionBody, op } from "../../../../wasm/functionBody";
import { i32, i64, WasmModule } from "../../../../wasm/wasmModule";
import { place, type Arena } from "./arena";
import { stop } from "./records";
import { hostTypes, runtimeTypes } from "./runtimeModule";

const { load, store, settle, call } = runtimeTypes;
const imports = {
  ...hostTypes,
  load1: load,
  load2: load,
  load4: load,
  load8: load,
  store1: store,
  store2: store,
  store4: store,
  store8: store,
  settle,
  call,
} as const;

/**
 * One function of translated code while it is written: its locals, what it imports, and what moves between its
 * locals and the linear memory. The guest's registers, the fuel and the running cost are in locals while it runs.
 */
export class RegionState {
  readonly body = new FunctionBody(1);
  /** Where the run goes on, once it is computed or a callee gave it. */
  readonly pc = this.body.local(i32);
  /** c of the step before. */
  readonly last = this.body.local(i64);
  readonly left = this.body.local(i64);
  readonly right = this.body.local(i64);
  readonly address = this.body.local(i64);
  readonly fuel = this.body.local(i64);
  private readonly cost = this.body.local(i64);
  private readonly registers = new Map<number, number>();
  private readonly wasm: WasmModule;
  private readonly entryType: number;
  private readonly imported: Readonly<Record<string, number>>;

  constructor({ pages }: Arena) {
    this.wasm = new WasmModule({ memoryPages: { minimum: pages, maximum: pages }, tableMinimum: 1 });
    this.entryType = this.wasm.type([i32], [i32]);
    this.imported = Object.fromEntries(
      Object.entries(imports).map(([name, { params, results }]) => [
        name,
        this.wasm.importFunction(name, params, results),
      ]),
    );
  }

  /** The finished module; its export `run` is (pc) → pc. */
  build(): Uint8Array<ArrayBuffer> {
    this.wasm.exportFunction("run", this.wasm.define(this.entryType, this.body.take()));
    return this.wasm.build();
  }

  call(name: keyof typeof imports): FunctionBody {
    return this.body.call(this.imported[name]!);
  }

  /** Calls the code in a slot of the table with the pc on the stack. */
  callSlot(slot: number): void {
    this.body.i32(slot).callIndirect(this.entryType);
  }

  // --- registers -----------------------------------------------------------------------------------------

  /** The local that holds a register. */
  register(register: number): number {
    let index = this.registers.get(register);
    if (index === undefined) {
      index = this.body.local(i64);
      this.registers.set(register, index);
    }
    return index;
  }

  /** Registers are sets of bits. */
  loadRegisters(set: number): void {
    for (let r = 1; r < 32; r++)
      if ((set & (1 << r)) !== 0) this.field(op.i64Load, place.registers + 8 * r).set(this.register(r));
  }

  storeRegisters(set: number): void {
    for (let r = 1; r < 32; r++)
      if ((set & (1 << r)) !== 0)
        this.setField(op.i64Store, place.registers + 8 * r, () => this.body.get(this.register(r)));
  }

  // --- fuel and cost -------------------------------------------------------------------------------------

  loadFuel(): void {
    this.field(op.i64Load, place.fuel).set(this.fuel);
  }

  loadTotals(): void {
    this.loadFuel();
    this.field(op.i64Load, place.cost).set(this.cost);
  }

  storeTotals(): void {
    this.setField(op.i64Store, place.fuel, () => this.body.get(this.fuel));
    this.setField(op.i64Store, place.cost, () => this.body.get(this.cost));
  }

  burn(steps: number): void {
    this.body.get(this.fuel).i64(steps).op(op.i64Sub).set(this.fuel);
  }

  /** Adds to the running cost; a 32-bit integer. */
  charge(cost: number): void {
    this.body.get(this.cost).i64(cost).op(op.i64Add).set(this.cost);
  }

  increment(counter: number): void {
    this.setField(op.i64Store, counter, () => this.field(op.i64Load, counter).i64(1).op(op.i64Add));
  }

  // --- ways out ------------------------------------------------------------------------------------------

  /** Remembers the instruction that the host would name if there is no way on. */
  at(pc: number): void {
    this.setField(op.i32Store, place.resume, () => this.body.i32(pc));
  }

  returnTo(pc: number): void {
    this.body.i32(pc).op(op.return);
  }

  stop(): void {
    this.returnTo(stop);
  }

  /**
   * Tells the host where the run goes on, with the fuel left and the cost so far: at the computed pc if none is
   * given, of a known call as the row there.
   */
  moved(event: "onCall" | "onKnownCall" | "onJump", detail: number, where?: number): void {
    const { body } = this;
    if (where === undefined) body.get(this.pc);
    else body.i32(where);
    body.i32(detail).get(this.fuel).op(op.f64ConvertI64S).get(this.cost);
    this.field(op.i64Load, place.extra).op(op.i64Add).op(op.f64ConvertI64S);
    this.call(event);
  }

  /** Pushes a field of the linear memory. */
  field(load: number, at: number): FunctionBody {
    return this.body.i32(0).memory(load, at);
  }

  setField(store: number, at: number, value: () => void): void {
    this.body.i32(0);
    value();
    this.body.memory(store, at);
  }
}
