import { FunctionBody, op as wasm } from "../../../../wasm/functionBody";
import { i32, i64, WasmModule } from "../../../../wasm/wasmModule";
import type { Scratch } from "./highProduct";
import { place, wasmPages } from "./place";

/** What translated code imports from `env`; the types of functions. Rows are 32-bit integers. */
const imports = {
  /** (row, row to come back to) → row: runs on from there. */
  enter: { params: [i32, i32], results: [i32] },
  refuel: { params: [i32], results: [i32] },
  onCall: { params: [i32, i32, i32], results: [] },
  onJump: { params: [i32, i32, i32], results: [] },
  /** (address behind the window's start, site, credit) → place of the bytes; does not come back where there is none. */
  find1: { params: [i64, i32, i32], results: [i32] },
  find2: { params: [i64, i32, i32], results: [i32] },
  find4: { params: [i64, i32, i32], results: [i32] },
  find8: { params: [i64, i32, i32], results: [i32] },
  /** (row of the jump, credit, address): never comes back. */
  jumpFails: { params: [i32, i32, i64], results: [] },
} as const;

/** A function of translated code while it is written: its locals, and what moves between them and the linear memory. */
export class RegionState {
  readonly body = new FunctionBody(1);
  readonly module = new WasmModule({ memoryPages: { minimum: wasmPages, maximum: wasmPages } });
  readonly imported: Readonly<Record<string, number>> = Object.fromEntries(
    Object.entries(imports).map(([name, { params, results }]) => [
      name,
      this.module.importFunction(name, params, results),
    ]),
  );
  // Locals 1 to 31 are the registers; see `RowPlace` for the others.
  readonly address = this.locals(i64, 32).at(-1)!;
  readonly scratch = this.locals(i64, 5) as unknown as Scratch;
  /** Instructions that may still run behind the block. */
  readonly credit = this.body.local(i32);
  /** Row that a jump goes to, by register or as a callee came back; its place among the known targets. */
  readonly row = this.body.local(i32);
  readonly chosen = this.body.local(i32);
  readonly offset = this.body.local(i32);
  readonly word = this.body.local(i32);
  readonly chunk = this.body.local(i32);
  readonly fresh = this.body.local(i32);
  readonly stack = this.body.local(i32);
  readonly stackWord = this.body.local(i32);
  /** Does the region load or store? */
  usesMemory = true;

  /** The finished module; its export `run` is (row) → row. */
  build(): Uint8Array<ArrayBuffer> {
    const { module } = this;
    module.exportFunction("run", module.define(module.type([i32], [i32]), this.body.take()));
    return module.build();
  }

  /** A field of 32 bits += by. */
  add(at: number, by: number): void {
    this.body.i32(0);
    this.load(wasm.i32Load, at).i32(by).op(wasm.i32Add).memory(wasm.i32Store, at);
  }

  load(opcode: number, from: number): FunctionBody {
    return this.body.i32(0).memory(opcode, from);
  }

  /** The credit in memory is that of a row. */
  giveCredit(row: () => FunctionBody): void {
    this.body.i32(0);
    row().get(this.credit).op(wasm.i32Add).memory(wasm.i32Store, place.credit);
    if (this.usesMemory) this.body.i32(0).get(this.fresh).memory(wasm.i32Store, place.fresh);
  }

  takeCredit(row: () => FunctionBody): void {
    this.load(wasm.i32Load, place.credit);
    row().op(wasm.i32Sub).set(this.credit);
    if (this.usesMemory) this.load(wasm.i32Load, place.fresh).set(this.fresh);
  }

  loadRegisters(set: number): void {
    for (let r = 1; r < 32; r++)
      if ((set & (1 << r)) !== 0) this.load(wasm.i64Load, place.registers + 8 * r).set(r);
  }

  storeRegisters(set: number): void {
    for (let r = 1; r < 32; r++)
      if ((set & (1 << r)) !== 0)
        this.body
          .i32(0)
          .get(r)
          .memory(wasm.i64Store, place.registers + 8 * r);
  }

  private locals(type: typeof i64, count: number): number[] {
    return Array.from({ length: count }, () => this.body.local(type));
  }
}
