import { FunctionBody, op as wasm } from "../../../../wasm/functionBody";
import { i32, i64, WasmModule, type ValueType } from "../../../../wasm/wasmModule";
import { pageBits, slots } from "../memory";
import { writeOnCall, writeOnJump } from "./callRecords";
import { guestWindow, place, refused, wasmPages } from "./place";
import { at, moved, ran, recordOf, row, setAt } from "./recordCode";
import { handler } from "./records";

/** The functions that handlers and translated code share; the numbers that a module calls them by. */
export class Runtime {
  readonly module = new WasmModule({
    memoryPages: { minimum: wasmPages, maximum: wasmPages },
    tableMinimum: handler.count,
  });
  /** (record) → record. */
  readonly handlerType = this.module.type([i32], [i32]);
  readonly read = this.module.importFunction("read", [i32], []);
  readonly step = this.module.importFunction("step", [i32], [i32]);
  readonly refuel = this.module.importFunction("refuel", [i32], [i32]);
  readonly onCallSlow = this.module.importFunction("onCall", [i32, i32, i32], []);
  readonly onJumpSlow = this.module.importFunction("onJump", [i32, i32, i32], []);
  readonly page = this.module.importFunction("page", [i32], [i32]);
  readonly hot = this.module.importFunction("hot", [i32], [i32]);
  readonly accessFails = this.module.importFunction("accessFails", [i32, i32, i64], []);
  readonly onCall = this.event(writeOnCall(this.onCallSlow));
  readonly onJump = this.event(writeOnJump(this.onJumpSlow));
  readonly reference = this.define([i32], [i32], (body) => this.writeReference(body));
  readonly locate = this.define([i64, i64], [i32], (body) => this.writeLocate(body));
  readonly arrive = this.define([i32], [i32], (body) => this.writeArrive(body));
  readonly hop = this.define([i32], [i32], (body) => this.writeHop(body));
  readonly go = this.define([i32, i32], [i32], (body) => this.writeGo(body));

  /** Writes what is exported; handlers are there. */
  finish(): void {
    const { module } = this;
    const run = this.define([i32, i32], [i32], (body) => this.writeRun(body));
    module.exportFunction("run", run);
    module.exportFunction(
      "enter",
      this.define([i32, i32], [i32], (body) => this.writeEnter(body, run)),
    );
    module.exportFunction("onCall", this.onCall);
    module.exportFunction("onJump", this.onJump);
    for (const width of [1, 2, 4, 8])
      module.exportFunction(
        `find${width}`,
        this.define([i64, i32, i32], [i32], (body) => this.writeFind(body, width)),
      );
  }

  define(
    params: readonly ValueType[],
    results: readonly ValueType[],
    write: (body: FunctionBody) => void,
  ): number {
    const body = new FunctionBody(params.length);
    write(body);
    return this.module.define(this.module.type(params, results), body.take());
  }

  private event(body: FunctionBody): number {
    return this.module.define(this.module.type([i32, i32, i32], []), body.take());
  }

  /** (record of a jump, record that it goes to) → record to go on with. */
  private writeGo(body: FunctionBody): void {
    moved(body, 0, 1);
    body.get(1).get(0).op(wasm.i32LeU).open(wasm.if);
    body.get(1).call(this.hop).op(wasm.return).end();
    body.get(1).call(this.arrive);
  }

  /** (record that a call or a loop goes to) → record to go on with, when its translation has run, if it has one. */
  private writeHop(body: FunctionBody): void {
    const to = body.local(i32);
    const slot = body.local(i32);
    row(body, 0).set(to);
    this.slotOf(body, to, slot, () => body.get(0).call(this.arrive).op(wasm.return));
    const again = body.open(wasm.loop);
    body.get(to).get(slot).callIndirect(this.handlerType).set(to);
    this.ifRefused(body, to, () => {
      recordOf(body, to).call(this.arrive).op(wasm.return);
    });
    setAt(body, place.result, () => body.get(to));
    body.get(to).i32(0).op(wasm.i32LtS).get(to);
    at(body, wasm.i32Load, place.back).op(wasm.i32Eq).op(wasm.i32Or).open(wasm.if);
    body.i32(0).op(wasm.return).end();
    this.entryOf(body, to).tee(slot).i32(0).op(wasm.i32GtS).brIf(again).end();
    recordOf(body, to).call(this.arrive);
  }

  /** (row, row to come back to) → that row, or -1 to stop: what translated code calls. */
  private writeEnter(body: FunctionBody, run: number): void {
    const slot = body.local(i32);
    const interpret = (): void => void body.get(0).get(1).call(run).op(wasm.return);
    const again = body.open(wasm.loop);
    this.slotOf(body, 0, slot, interpret);
    body.get(0).get(slot).callIndirect(this.handlerType).set(0);
    this.ifRefused(body, 0, interpret);
    body
      .get(0)
      .get(1)
      .op(wasm.i32Eq)
      .get(0)
      .i32(0)
      .op(wasm.i32LtS)
      .op(wasm.i32Or)
      .op(wasm.i32Eqz)
      .brIf(again)
      .end();
    body.get(0);
  }

  /** The row in a local is one that translated code left to the interpreter: the mark is taken off. */
  private ifRefused(body: FunctionBody, of: number, write: () => void): void {
    body.get(of).i32(refused).op(wasm.i32GeS).open(wasm.if);
    body.get(of).i32(refused).op(wasm.i32Xor).set(of);
    write();
    body.end();
  }

  private entryOf(body: FunctionBody, of: number): FunctionBody {
    return body.get(of).i32(2).op(wasm.i32Shl).memory(wasm.i32Load, place.entry);
  }

  /** slot := that of a row's translation; `without` is written for where it has none, and has to return. */
  private slotOf(body: FunctionBody, of: number, slot: number, without: () => void): void {
    const found = body.open(wasm.block);
    this.entryOf(body, of).tee(slot).i32(0).op(wasm.i32GtS).brIf(found);
    body.get(of).i32(2).op(wasm.i32Shl);
    body.get(slot).i32(1).op(wasm.i32Sub).tee(slot).memory(wasm.i32Store, place.entry);
    const cold = body.open(wasm.block);
    body.get(slot);
    at(body, wasm.i32Load, place.heat).op(wasm.i32Add).i32(0).op(wasm.i32GtS).brIf(cold);
    body.get(of).call(this.hot).tee(slot).i32(0).op(wasm.i32GtS).brIf(found).end();
    without();
    body.end();
  }

  /** (record that begins a run of rows) → the same, unless the host has to be asked first. */
  private writeArrive(body: FunctionBody): void {
    const enough = body.open(wasm.block);
    at(body, wasm.i32Load, place.credit);
    row(body, 0).op(wasm.i32Sub).i32(0).op(wasm.i32GeS).brIf(enough);
    row(body, 0).call(this.refuel).op(wasm.i32Eqz).brIf(enough);
    setAt(body, place.result, () => body.i32(-1));
    body.i32(0).op(wasm.return).end();
    ran(body, 0, 0, 1);
    body.get(0);
  }

  private writeReference(body: FunctionBody): void {
    const to = body.local(i32);
    ran(body, 0, 0, -1);
    row(body, 0).call(this.step).tee(to);
    setAt(body, place.result, () => body.get(to));
    body.i32(0).op(wasm.i32LtS);
    body.get(to);
    at(body, wasm.i32Load, place.back).op(wasm.i32Eq).op(wasm.i32Or).open(wasm.if);
    body.i32(0).op(wasm.return).end();
    recordOf(body, to).tee(to);
    ran(body, to, 0, 1);
  }

  /** (address, width − 1) → where the byte stands behind `place.data`; -1 where it is not aligned, or nowhere. */
  private writeLocate(body: FunctionBody): void {
    const number = body.local(i32);
    const slot = body.local(i32);
    body.get(0).get(1).op(wasm.i64And).op(wasm.i64Eqz);
    body.get(0).i64(40n).op(wasm.i64ShrU).op(wasm.i64Eqz).op(wasm.i32And).op(wasm.i32Eqz).open(wasm.if);
    body.i32(-1).op(wasm.return).end();
    body.get(0).i64(BigInt(pageBits)).op(wasm.i64ShrU).op(wasm.i32WrapI64).tee(number);
    body
      .i32(slots - 1)
      .op(wasm.i32And)
      .i32(2)
      .op(wasm.i32Shl)
      .set(slot);
    body.get(slot).memory(wasm.i32Load, place.tags).get(number).op(wasm.i32Ne).open(wasm.if);
    body.get(number).call(this.page).i32(0).op(wasm.i32LtS).open(wasm.if);
    body.i32(-1).op(wasm.return).end().end();
    body.get(slot).memory(wasm.i32Load, place.places).i32(2).op(wasm.i32Shl);
    body
      .get(0)
      .op(wasm.i32WrapI64)
      .i32((1 << pageBits) - 1)
      .op(wasm.i32And)
      .op(wasm.i32Add);
  }

  /** (address behind the window's start, site, credit) → where the bytes of an access of translated code stand. */
  private writeFind(body: FunctionBody, width: number): void {
    const found = body.local(i32);
    body
      .get(0)
      .i64(guestWindow.address)
      .op(wasm.i64Add)
      .tee(0)
      .i64(width - 1);
    body.call(this.locate).tee(found).i32(0).op(wasm.i32LtS).open(wasm.if);
    body.get(1).get(2).get(0).call(this.accessFails).op(wasm.unreachable).end();
    body.get(found);
  }

  private writeRun(body: FunctionBody): void {
    const before = body.local(i32);
    const now = body.local(i32);
    at(body, wasm.i32Load, place.back).set(before);
    setAt(body, place.back, () => body.get(1));
    recordOf(body, 0).call(this.arrive).tee(now);
    body.open(wasm.if);
    const again = body.open(wasm.loop);
    body.get(now).get(now).memory(wasm.i32Load8U).callIndirect(this.handlerType).tee(now).brIf(again);
    body.end().end();
    setAt(body, place.back, () => body.get(before));
    at(body, wasm.i32Load, place.result);
  }
}
