import { operationWriters } from "../../../wasm/arithmetic";
import { op as wasm, type FunctionBody } from "../../../../wasm/functionBody";
import { local } from "../../../wasm/operand";
import { i32, i64 } from "../../../../wasm/wasmModule";
import { op } from "../opcodes";
import { accesses, conditions, halves, isComparison, others, plain, shifts } from "./operations";
import { guestWindow, place } from "./place";
import { at, field, immediate, moved, part, record, register, row, setAt, target, use } from "./recordCode";
import { handler } from "./records";
import { Runtime } from "./runtime";

/** Functions of the host that the interpreter imports from `env`. Rows and bytes are 32-bit integers. */
export interface InterpreterHost {
  /** Writes the records around a row. */
  readonly read: (row: number) => void;
  /** Runs one instruction in the reference interpreter; gives the next row, or -1 to stop. */
  readonly step: (row: number) => number;
  /** The credit is used up: 1 stops before the row. */
  readonly refuel: (row: number) => number;
  /** A jump to a row that wrote a return address, or none. `left`: instructions that may still run. */
  readonly onCall: (row: number, back: number, left: number) => void;
  readonly onJump: (row: number, computed: number, left: number) => void;
  /** Where a page of the guest stands, in words; -1 where none can be. */
  readonly page: (page: number) => number;
  /** An access of translated code at a place that the site names cannot be; never comes back. */
  readonly accessFails: (site: number, credit: number, address: bigint) => void;
  /** A row was come to so often that its code is worth translating: above 0 if `entry` has its slot now. */
  readonly hot: (row: number) => number;
}

/** Handlers that may run with an immediate. */
const withImmediate = new Set<number>([
  ...[op.add, op.addi, op.xor, op.or, op.and, op.sll, op.srl, op.sra, op.slt, op.sltu],
  ...[op.addw, op.sllw, op.srlw, op.sraw],
]);

/**
 * The interpreter as WebAssembly: one small function a handler, called through the table by the handler's number.
 * It is fast from its first instruction on, where the reference has yet to be compiled. Export `run` is (row, back) →
 * row: it runs from a row until it jumps by a register to `back`, or has to stop (-1).
 */
export function interpreterModule(): Uint8Array<ArrayBuffer> {
  return new InterpreterWriter().build();
}

class InterpreterWriter {
  private readonly runtime = new Runtime();

  build(): Uint8Array<ArrayBuffer> {
    this.put(handler.unread, (body) => {
      row(body, 0);
      body.call(this.runtime.read).get(0);
    });
    this.put(handler.nop, (body) => this.next(body));
    this.put(handler.reference, (body) => void body.get(0).call(this.runtime.reference));
    this.operations();
    this.accesses();
    this.jumps();
    this.runtime.finish();
    return this.runtime.module.build();
  }

  private put(number: number, write: (body: FunctionBody) => void): void {
    this.runtime.module.element(number, this.runtime.define([i32], [i32], write));
  }

  /**
   * Goes on with the record behind: its handler takes this one's place. Each has so its own place that jumps, which the
   * processor predicts far better than one for all.
   */
  private next(body: FunctionBody): void {
    body.get(0).i32(record).op(wasm.i32Add).tee(0);
    body.get(0).memory(wasm.i32Load8U).returnCallIndirect(this.runtime.handlerType);
  }

  // --- handlers ------------------------------------------------------------------------------------------

  private operations(): void {
    for (let code = 0; code <= op.remuw; code++) {
      this.put(handler.first + code, (body) => this.operation(body, code, () => register(body, part.rs2)));
      if (withImmediate.has(code))
        this.put(handler.immediate + code, (body) => this.operation(body, code, () => immediate(body)));
    }
    this.put(handler.immediate + op.lui, (body) => {
      field(body, part.rd);
      immediate(body).memory(wasm.i64Store, place.registers);
      this.next(body);
    });
    this.put(handler.immediate + op.auipc, (body) => {
      field(body, part.rd);
      immediate(body);
      row(body, 0).op(wasm.i64ExtendI32U).i64(2n).op(wasm.i64Shl).op(wasm.i64Add);
      at(body, wasm.i64Load, place.base).op(wasm.i64Add).memory(wasm.i64Store, place.registers);
      this.next(body);
    });
  }

  private operation(body: FunctionBody, code: number, second: () => FunctionBody): void {
    field(body, part.rd);
    if (plain[code] !== 0) {
      register(body, part.rs1);
      second().op(plain[code]!);
      if (isComparison(code)) body.op(wasm.i64ExtendI32U);
    } else if (halves[code] !== 0) {
      register(body, part.rs1).op(wasm.i32WrapI64);
      second().op(wasm.i32WrapI64).op(halves[code]!).op(wasm.i64ExtendI32S);
    } else {
      const a = body.local(i64);
      const b = body.local(i64);
      register(body, part.rs1).set(a);
      second().set(b);
      operationWriters[others[code]!]!(body, local(a), local(b));
    }
    body.memory(wasm.i64Store, place.registers);
    this.next(body);
  }

  private accesses(): void {
    for (let code = op.lb; code <= op.ld; code++)
      this.put(handler.immediate + code, (body) => {
        const at = this.access(body, shifts[code]!);
        field(body, part.rd)
          .get(at)
          .memory(accesses[code]!, place.data)
          .memory(wasm.i64Store, place.registers);
        this.next(body);
      });
    for (let code = op.sb; code <= op.sd; code++)
      this.put(handler.first + code, (body) => {
        const at = this.access(body, shifts[code]!);
        body.get(at);
        register(body, part.rs2).memory(accesses[code]!, place.data);
        this.next(body);
      });
  }

  /** Leaves where the bytes stand in a local, behind `place.data`; what fails is run by the reference. */
  private access(body: FunctionBody, shift: number): number {
    const address = body.local(i64);
    const offset = body.local(i32);
    register(body, part.rs1);
    immediate(body).op(wasm.i64Add).i64(guestWindow.address).op(wasm.i64Sub).tee(address);
    body.op(wasm.i32WrapI64).set(offset);
    const near = body.open(wasm.block);
    // Not aligned, or not in the window: too large once the low bits are the highest.
    body
      .get(address)
      .i64(shift)
      .op(wasm.i64Rotr)
      .i64(guestWindow.bytes >>> shift);
    body.op(wasm.i64LtU).brIf(near);
    body
      .get(address)
      .i64(guestWindow.address)
      .op(wasm.i64Add)
      .i64((1 << shift) - 1);
    body.call(this.runtime.locate).tee(offset).i32(0).op(wasm.i32GeS).brIf(near);
    body.get(0).call(this.runtime.reference).op(wasm.return).end();
    use(body, offset);
    return offset;
  }

  private jumps(): void {
    for (let code = op.beq; code <= op.bgeu; code++)
      this.put(handler.first + code, (body) => {
        const to = body.local(i32);
        const stays = body.open(wasm.block);
        register(body, part.rs1);
        register(body, part.rs2).op(conditions[code]!).op(wasm.i32Eqz).brIf(stays);
        target(body).set(to);
        const inside = body.open(wasm.block);
        field(body, part.rd).op(wasm.i32Eqz).brIf(inside);
        this.leave(body, to);
        body.end();
        body.get(0).get(to).call(this.runtime.go).op(wasm.return).end();
        this.next(body);
      });
    this.put(handler.jump, (body) => {
      body.get(0);
      target(body).call(this.runtime.go);
    });
    this.put(handler.leave, (body) => {
      const to = body.local(i32);
      target(body).set(to);
      this.leave(body, to);
      moved(body, 0, to);
      body.get(to).call(this.runtime.hop);
    });
    this.put(handler.immediate + op.jal, (body) => {
      const to = body.local(i32);
      target(body).set(to);
      this.link(body);
      this.call(body, to);
      moved(body, 0, to);
      body.get(to).call(this.runtime.hop);
    });
    this.put(handler.immediate + op.jalr, (body) => {
      const to = this.computed(body);
      this.link(body);
      this.call(body, to);
      moved(body, 0, to);
      body.get(to).call(this.runtime.hop);
    });
    this.put(handler.jumpTo, (body) => {
      const to = this.computed(body);
      row(body, to).i32(1);
      this.left(body).call(this.runtime.onJump);
      const inside = body.open(wasm.block);
      row(body, to);
      at(body, wasm.i32Load, place.back).op(wasm.i32Ne).brIf(inside);
      // Back to translated code.
      moved(body, 0, to);
      setAt(body, place.result, () => row(body, to));
      body.i32(0).op(wasm.return).end();
      moved(body, 0, to);
      // What begins behind a call is not worth an entry of its own.
      field(body, part.rs1).i32(8).op(wasm.i32Eq).open(wasm.if);
      body.get(to).call(this.runtime.arrive).op(wasm.return).end();
      body.get(to).call(this.runtime.hop);
    });
  }

  /** Record of a target that a register gives; what is no row is left to the reference. */
  private computed(body: FunctionBody): number {
    const to = body.local(i32);
    const address = body.local(i64);
    register(body, part.rs1);
    immediate(body).op(wasm.i64Add).i64(-2n).op(wasm.i64And);
    at(body, wasm.i64Load, place.base).op(wasm.i64Sub).i64(2n).op(wasm.i64Rotr).tee(address);
    at(body, wasm.i64Load32U, place.length).op(wasm.i64GeU).open(wasm.if);
    body.get(0).call(this.runtime.reference).op(wasm.return).end();
    body.get(address).op(wasm.i32WrapI64).i32(3).op(wasm.i32Shl).i32(place.code).op(wasm.i32Add).set(to);
    return to;
  }

  /** rd := the address behind this instruction. */
  private link(body: FunctionBody): void {
    field(body, part.rd);
    row(body, 0).i32(1).op(wasm.i32Add).op(wasm.i64ExtendI32U).i64(2n).op(wasm.i64Shl);
    at(body, wasm.i64Load, place.base).op(wasm.i64Add).memory(wasm.i64Store, place.registers);
  }

  private call(body: FunctionBody, to: number): void {
    row(body, to);
    row(body, 0).i32(1).op(wasm.i32Add);
    this.left(body).call(this.runtime.onCall);
  }

  private leave(body: FunctionBody, to: number): void {
    row(body, to).i32(0);
    this.left(body).call(this.runtime.onJump);
  }

  /** Instructions that may still run once the jump to a record is done: credit − the row behind this one. */
  private left(body: FunctionBody): FunctionBody {
    at(body, wasm.i32Load, place.credit);
    row(body, 0).i32(1).op(wasm.i32Add);
    return body.op(wasm.i32Sub);
  }
}
