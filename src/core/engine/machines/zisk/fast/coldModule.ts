import { operationWriters } from "../../../wasm/arithmetic";
import { op } from "../../../../wasm/functionBody";
import { constant, local } from "../../../wasm/operand";
import { i32 } from "../../../../wasm/wasmModule";
import type { OpRow, ZiskModel } from "../model";
import { place } from "./arena";
import { ColdAccess } from "./coldAccess";
import { field, recordBytes, type ColdHandlers, type Handler } from "./coldRecord";
import { ColdState, type ColdLayout } from "./coldState";

const branchOpcodes: Readonly<Record<string, number>> = { eq: op.i64Eq, lt: op.i64LtS, ltu: op.i64LtU };

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
  private readonly state: ColdState;
  private readonly access: ColdAccess;

  constructor(
    layout: ColdLayout,
    model: ZiskModel,
    private readonly handlers: ColdHandlers,
  ) {
    this.state = new ColdState(layout, model, handlers);
    this.access = new ColdAccess(this.state);
  }

  module(): Uint8Array<ArrayBuffer> {
    const { state } = this;
    this.write();
    state.wasm.exportFunction("run", state.wasm.define(state.wasm.type([i32], [i32]), state.body.take()));
    return state.wasm.build();
  }

  private write(): void {
    const { state } = this;
    const { body, fuel, cost, until, back } = this.state;
    const { list } = this.handlers;
    state.load(op.i64Load, place.fuel).set(fuel);
    state.load(op.i64Load, place.cost).set(cost);
    state.load(op.i64Load, place.until).set(until);
    state.load(op.i32Load, place.backRecord).set(back);
    state.leave = body.open(op.block);
    state.next = body.open(op.loop);
    body.get(fuel).get(until).op(op.i64LeS).brIf(state.leave);
    state.host = body.open(op.block);
    const labels = list.map(() => 0);
    for (let i = list.length - 1; i >= 0; i--) labels[i] = body.open(op.block);
    body.get(state.record).memory(op.i32Load, field.handler).brTable(labels, labels[1]!);
    for (const handler of list) {
      body.end();
      this.handler(handler);
    }
    body.end();
    // The host runs the instruction.
    state.callHost(state.imported.step);
    body.end();
    body.end();
    state.storeTotals();
    body.get(state.record);
  }

  private handler(handler: Handler): void {
    const { state } = this;
    const { body } = this.state;
    switch (handler.kind) {
      case "fill":
        body.get(state.record).call(state.fill).br(state.next);
        return;
      case "host":
        body.br(state.host);
        return;
      case "special":
        state.callHost(state.imported.specialStep);
        return;
      case "watch":
        body.br(state.leave);
        return;
      case "nothing":
        state.goOn();
        return;
      case "copy":
        state.result(() => state.operand(field.b));
        state.goOn();
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
        this.access.load(handler.operation, handler.width);
        return;
      case "store":
        this.access.store(handler.width);
    }
  }

  // --- operations ----------------------------------------------------------------------------------------

  private alu(operation: OpRow): void {
    const { state } = this;
    const { body, a, b, c } = this.state;
    state.operand(field.a).set(a);
    state.operand(field.b).set(b);
    const rare = state.rare.get(operation.name);
    if (rare === undefined) operationWriters[operation.name]!(body, local(a), local(b));
    else body.get(a).get(b).call(rare.value);
    body.set(c);
    state.result(() => body.get(c));
    if (operation.name === "add") {
      state.charge(operation, local(a), () => state.chargeAdd(operation));
    } else if (rare === undefined) state.charge(operation, local(a));
    else state.chargeRare(operation, rare.isFrequent);
    state.goOn();
  }

  private branch(operation: OpRow): void {
    const { state } = this;
    const { body, a, b } = this.state;
    state.operand(field.a).set(a);
    state.operand(field.b).set(b);
    state.charge(operation, local(a));
    state.ran();
    state.column(op.i32Load, field.taken);
    state.column(op.i32Load, field.next);
    body.get(a).get(b).op(branchOpcodes[operation.name]!).op(op.select);
    body.set(state.record).br(state.next);
  }

  // --- jumps ---------------------------------------------------------------------------------------------

  private jump(kind: "jump" | "call" | "jumpAway"): void {
    const { state } = this;
    const { body } = this.state;
    state.result(() => state.column(op.i64Load, field.immediate));
    state.ran();
    if (kind === "jump") {
      state.column(op.i32Load, field.taken).set(state.record);
      body.br(state.next);
      return;
    }
    state.column(op.i32Load, field.taken).set(state.target);
    body.get(state.target);
    if (kind === "call") state.column(op.i64Load, field.immediate).op(op.i32WrapI64);
    else body.i32(0);
    state.pushTotals();
    body.call(kind === "call" ? state.imported.onColdCall : state.imported.onColdJump);
    body.get(state.target).set(state.record).br(state.next);
  }

  private computed(isCall: boolean): void {
    const { state } = this;
    const { body, b, target } = this.state;
    const { code, records, rows } = state.layout;
    const mask = constant(-2n);
    state.operand(field.b).set(b);
    body.get(b).i64(-2).op(op.i64And);
    state.column(op.i64Load, field.immediate).op(op.i64Add).i64(BigInt(code.address)).op(op.i64Sub);
    body.tee(state.at64).i64(code.length).op(op.i64GeU).brIf(state.host);
    body.get(state.at64).op(op.i32WrapI64).i32(1).op(op.i32Shl).memory(op.i32Load, rows).tee(target);
    body.op(op.i32Eqz).brIf(state.host);
    body
      .get(target)
      .i32(recordBytes)
      .op(op.i32Mul)
      .i32(records - recordBytes)
      .op(op.i32Add)
      .set(target);
    const and = state.model.ops.find(({ name }) => name === "and")!;
    state.charge(and, mask);
    state.result(() => state.column(op.i64Load32U, field.next));
    state.ran();
    body.get(target);
    if (isCall) state.column(op.i32Load, field.next);
    else body.i32(1);
    state.pushTotals();
    body.call(isCall ? state.imported.onColdCall : state.imported.onColdJump);
    body.get(target).set(state.record);
    if (!isCall) body.get(target).get(state.back).op(op.i32Eq).brIf(state.leave);
    body.br(state.next);
  }
}
