import { operationWriters } from "../../../wasm/arithmetic";
import { op } from "../../../../wasm/functionBody";
import { local } from "../../../wasm/operand";
import { layout } from "../layout";
import type { OpRow } from "../model";
import { priceOffset, type Width } from "./access";
import { place } from "./arena";
import { field } from "./coldRecord";
import type { ColdState } from "./coldState";
import type { Piece } from "./runtimeModule";
import { pushReadShape, pushWriteShape } from "./shapes";

const loads = { 1: op.i64Load8U, 2: op.i64Load16U, 4: op.i64Load32U, 8: op.i64Load } as const;
const stores = { 1: op.i64Store8, 2: op.i64Store16, 4: op.i64Store32, 8: op.i64Store } as const;
const ramBytes = layout.ramEnd - layout.ram;

/** Handlers of loads and stores: RAM, read-only data and input are read in place, all else is the host's. */
export class ColdAccess {
  constructor(private readonly state: ColdState) {}

  load(operation: OpRow, width: Width): void {
    const { state } = this;
    const { body, a, b, pointer, number } = this.state;
    const { readOnly, input, ram } = state.layout;
    this.pushAddress(width);
    // 1. RAM, or the guest's read-only data; the host does the rest.
    body.open(op.if);
    body.get(state.at64).op(op.i32WrapI64).i32(ram).op(op.i32Add).set(pointer);
    this.setZone();
    body.else();
    if (readOnly === null || readOnly.length < width) body.br(state.host);
    else {
      this.piece(width, readOnly, 2, () => {
        if (input === null || input.length < width) body.br(state.host);
        else this.piece(width, input, 3, () => body.br(state.host));
      });
    }
    body.end();
    // 2. Its class, price and value.
    pushReadShape(body, width, pointer, number);
    this.count(width, false);
    body.get(pointer).memory(loads[width]).set(b);
    state.result(() => {
      operationWriters[operation.name]!(body, local(a), local(b));
    });
    state.charge(operation, local(a));
    state.goOn();
  }

  /** Points to the place in a piece of data, if the access lies in it; its class is that of the zone. */
  private piece(width: Width, data: Piece, zone: number, otherwise: () => void): void {
    const { state } = this;
    const { body, pointer, number } = this.state;
    body
      .get(state.at64)
      .op(op.i32WrapI64)
      .i32(data.address - layout.ram)
      .op(op.i32Sub)
      .tee(pointer);
    body.i32(data.length - width).op(op.i32LeU);
    // Higher addresses are no one's.
    body
      .get(state.at64)
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

  store(width: Width): void {
    const { state } = this;
    const { body, b, pointer, number } = this.state;
    this.pushAddress(width);
    body.op(op.i32Eqz).brIf(state.host);
    if (width === 1)
      body
        .get(state.at64)
        .i64(layout.uart - layout.ram)
        .op(op.i64Eq)
        .brIf(state.host);
    body.get(state.at64).op(op.i32WrapI64).i32(state.layout.ram).op(op.i32Add).set(pointer);
    this.setZone();
    state.operand(field.b).set(b);
    pushWriteShape(body, width, pointer, b, number);
    this.count(width, true);
    body.get(pointer).get(b).memory(stores[width]);
    state.goOn();
  }

  /** a, the address relative to RAM in `at64`, and on the stack whether it lies there. */
  private pushAddress(width: Width): void {
    const { state } = this;
    const { body } = this.state;
    state.operand(field.a).tee(state.a);
    state.column(op.i64Load, field.immediate).op(op.i64Add).i64(BigInt(layout.ram)).op(op.i64Sub);
    body
      .tee(state.at64)
      .i64(ramBytes - width)
      .op(op.i64LeU);
  }

  private setZone(): void {
    const { state } = this;
    const { body } = this.state;
    body
      .get(state.at64)
      .i64(layout.stackEnd - layout.ram)
      .op(op.i64GeU)
      .i32(2)
      .op(op.i32Shl)
      .set(state.number);
  }

  /** Counts an access by its class, and what it costs. */
  private count(width: Width, isStore: boolean): void {
    const { state } = this;
    const { body, number, cost } = this.state;
    const counter = state.target;
    state.column(op.i32Load, field.counters).get(number).i32(3).op(op.i32Shl).op(op.i32Add).tee(counter);
    body.get(counter).memory(op.i64Load).i64(1).op(op.i64Add).memory(op.i64Store);
    body.get(cost).get(number).i32(2).op(op.i32Shl);
    body
      .memory(op.i64Load32S, place.prices + priceOffset(width, isStore))
      .op(op.i64Add)
      .set(cost);
  }
}
