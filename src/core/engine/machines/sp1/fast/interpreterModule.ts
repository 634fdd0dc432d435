import { operationWriters } from "../../../wasm/arithmetic";
import { FunctionBody, op as wasm } from "../../../wasm/functionBody";
import { local } from "../../../wasm/operand";
import { i32, i64, WasmModule } from "../../../wasm/wasmModule";
import { pageBits, slots } from "../memory";
import { op } from "../opcodes";
import { writeOnCall, writeOnJump } from "./callRecords";
import { accesses, conditions, halves, isComparison, others, plain, shifts } from "./operations";
import { guestWindow, place, refused, wasmPages } from "./place";
import { handler } from "./records";

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

const rd = 1;
const rs1 = 2;
const rs2 = 3;
const imm = 4;
const record = 8;
/** A record at a multiple of four ends a chain of handlers. */
const chain = 3 * record;

/**
 * The interpreter as WebAssembly: one small function a handler, called through the table by the handler's number.
 * It is fast from its first instruction on, where the reference has yet to be compiled. Export `run` is (row, back) →
 * row: it runs from a row until it jumps by a register to `back`, or has to stop (-1).
 */
export function interpreterModule(): Uint8Array<ArrayBuffer> {
  return new InterpreterWriter().build();
}

class InterpreterWriter {
  private readonly module = new WasmModule({
    memoryPages: { minimum: wasmPages, maximum: wasmPages },
    tableMinimum: handler.count,
  });
  private readonly handlerType = this.module.type([i32], [i32]);
  private readonly read = this.module.importFunction("read", [i32], []);
  private readonly step = this.module.importFunction("step", [i32], [i32]);
  private readonly refuel = this.module.importFunction("refuel", [i32], [i32]);
  private readonly onCallSlow = this.module.importFunction("onCall", [i32, i32, i32], []);
  private readonly onJumpSlow = this.module.importFunction("onJump", [i32, i32, i32], []);
  private readonly page = this.module.importFunction("page", [i32], [i32]);
  private readonly hot = this.module.importFunction("hot", [i32], [i32]);
  private readonly accessFails = this.module.importFunction("accessFails", [i32, i32, i64], []);
  private readonly onCall = this.event(writeOnCall(this.onCallSlow));
  private readonly onJump = this.event(writeOnJump(this.onJumpSlow));
  private readonly reference = this.define([i32], [i32], (body) => this.writeReference(body));
  private readonly locate = this.define([i64, i64], [i32], (body) => this.writeLocate(body));
  private readonly arrive = this.define([i32], [i32], (body) => this.writeArrive(body));
  private readonly hop = this.define([i32], [i32], (body) => this.writeHop(body));
  private readonly go = this.define([i32, i32], [i32], (body) => this.writeGo(body));

  build(): Uint8Array<ArrayBuffer> {
    this.put(handler.unread, (body) => {
      row(body, 0);
      body.call(this.read).get(0);
    });
    this.put(handler.nop, (body) => this.next(body));
    this.put(handler.reference, (body) => void body.get(0).call(this.reference));
    this.operations();
    this.accesses();
    this.jumps();
    const run = this.define([i32, i32], [i32], (body) => this.writeRun(body));
    const enter = this.define([i32, i32], [i32], (body) => this.writeEnter(body, run));
    this.module.exportFunction("run", run);
    this.module.exportFunction("enter", enter);
    this.module.exportFunction("onCall", this.onCall);
    this.module.exportFunction("onJump", this.onJump);
    for (const width of [1, 2, 4, 8])
      this.module.exportFunction(
        `find${width}`,
        this.define([i64, i32, i32], [i32], (body) => this.writeFind(body, width)),
      );
    return this.module.build();
  }

  private event(body: FunctionBody): number {
    return this.module.define(this.module.type([i32, i32, i32], []), body.take());
  }

  private define(
    params: readonly (typeof i32 | typeof i64)[],
    results: readonly (typeof i32)[],
    write: (body: FunctionBody) => void,
  ): number {
    const body = new FunctionBody(params.length);
    write(body);
    return this.module.define(this.module.type(params, results), body.take());
  }

  private put(number: number, write: (body: FunctionBody) => void): void {
    this.module.element(number, this.define([i32], [i32], write));
  }

  /**
   * Goes on with the record behind: handlers call one another, four deep at most. Each has so its own place that jumps,
   * which the processor predicts far better than one for all.
   */
  private next(body: FunctionBody): void {
    body.get(0).i32(record).op(wasm.i32Add);
    body.tee(0).i32(chain).op(wasm.i32And).open(wasm.if, i32);
    body.get(0).get(0).memory(wasm.i32Load8U).callIndirect(this.handlerType);
    body.else().get(0).end();
  }

  // --- handlers ------------------------------------------------------------------------------------------

  private operations(): void {
    for (let code = 0; code <= op.remuw; code++) {
      this.put(handler.first + code, (body) => this.operation(body, code, () => register(body, rs2)));
      if (withImmediate.has(code))
        this.put(handler.immediate + code, (body) => this.operation(body, code, () => immediate(body)));
    }
    this.put(handler.immediate + op.lui, (body) => {
      field(body, rd);
      immediate(body).memory(wasm.i64Store, place.registers);
      this.next(body);
    });
    this.put(handler.immediate + op.auipc, (body) => {
      field(body, rd);
      immediate(body);
      row(body, 0).op(wasm.i64ExtendI32U).i64(2n).op(wasm.i64Shl).op(wasm.i64Add);
      at(body, wasm.i64Load, place.base).op(wasm.i64Add).memory(wasm.i64Store, place.registers);
      this.next(body);
    });
  }

  private operation(body: FunctionBody, code: number, second: () => FunctionBody): void {
    field(body, rd);
    if (plain[code] !== 0) {
      register(body, rs1);
      second().op(plain[code]!);
      if (isComparison(code)) body.op(wasm.i64ExtendI32U);
    } else if (halves[code] !== 0) {
      register(body, rs1).op(wasm.i32WrapI64);
      second().op(wasm.i32WrapI64).op(halves[code]!).op(wasm.i64ExtendI32S);
    } else {
      const a = body.local(i64);
      const b = body.local(i64);
      register(body, rs1).set(a);
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
        field(body, rd).get(at).memory(accesses[code]!, place.data).memory(wasm.i64Store, place.registers);
        this.next(body);
      });
    for (let code = op.sb; code <= op.sd; code++)
      this.put(handler.first + code, (body) => {
        const at = this.access(body, shifts[code]!);
        body.get(at);
        register(body, rs2).memory(accesses[code]!, place.data);
        this.next(body);
      });
  }

  /** Leaves where the bytes stand in a local, behind `place.data`; what fails is run by the reference. */
  private access(body: FunctionBody, shift: number): number {
    const address = body.local(i64);
    const offset = body.local(i32);
    register(body, rs1);
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
    body.call(this.locate).tee(offset).i32(0).op(wasm.i32GeS).brIf(near);
    body.get(0).call(this.reference).op(wasm.return).end();
    use(body, offset);
    return offset;
  }

  private jumps(): void {
    for (let code = op.beq; code <= op.bgeu; code++)
      this.put(handler.first + code, (body) => {
        const to = body.local(i32);
        const stays = body.open(wasm.block);
        register(body, rs1);
        register(body, rs2).op(conditions[code]!).op(wasm.i32Eqz).brIf(stays);
        target(body).set(to);
        const inside = body.open(wasm.block);
        field(body, rd).op(wasm.i32Eqz).brIf(inside);
        this.leave(body, to);
        body.end();
        body.get(0).get(to).call(this.go).op(wasm.return).end();
        this.next(body);
      });
    this.put(handler.jump, (body) => {
      body.get(0);
      target(body).call(this.go);
    });
    this.put(handler.leave, (body) => {
      const to = body.local(i32);
      target(body).set(to);
      this.leave(body, to);
      this.moved(body, 0, to);
      body.get(to).call(this.hop);
    });
    this.put(handler.immediate + op.jal, (body) => {
      const to = body.local(i32);
      target(body).set(to);
      this.link(body);
      this.call(body, to);
      this.moved(body, 0, to);
      body.get(to).call(this.hop);
    });
    this.put(handler.immediate + op.jalr, (body) => {
      const to = this.computed(body);
      this.link(body);
      this.call(body, to);
      this.moved(body, 0, to);
      body.get(to).call(this.hop);
    });
    this.put(handler.jumpTo, (body) => {
      const to = this.computed(body);
      row(body, to).i32(1);
      this.left(body).call(this.onJump);
      const inside = body.open(wasm.block);
      row(body, to);
      at(body, wasm.i32Load, place.back).op(wasm.i32Ne).brIf(inside);
      // Back to translated code.
      this.moved(body, 0, to);
      this.setAt(body, place.result, () => row(body, to));
      body.i32(0).op(wasm.return).end();
      this.moved(body, 0, to);
      // What begins behind a call is not worth an entry of its own.
      field(body, rs1).i32(8).op(wasm.i32Eq).open(wasm.if);
      body.get(to).call(this.arrive).op(wasm.return).end();
      body.get(to).call(this.hop);
    });
  }

  /** Record of a target that a register gives; what is no row is left to the reference. */
  private computed(body: FunctionBody): number {
    const to = body.local(i32);
    const address = body.local(i64);
    register(body, rs1);
    immediate(body).op(wasm.i64Add).i64(-2n).op(wasm.i64And);
    at(body, wasm.i64Load, place.base).op(wasm.i64Sub).i64(2n).op(wasm.i64Rotr).tee(address);
    at(body, wasm.i64Load32U, place.length).op(wasm.i64GeU).open(wasm.if);
    body.get(0).call(this.reference).op(wasm.return).end();
    body.get(address).op(wasm.i32WrapI64).i32(3).op(wasm.i32Shl).i32(place.code).op(wasm.i32Add).set(to);
    return to;
  }

  /** rd := the address behind this instruction. */
  private link(body: FunctionBody): void {
    field(body, rd);
    row(body, 0).i32(1).op(wasm.i32Add).op(wasm.i64ExtendI32U).i64(2n).op(wasm.i64Shl);
    at(body, wasm.i64Load, place.base).op(wasm.i64Add).memory(wasm.i64Store, place.registers);
  }

  private call(body: FunctionBody, to: number): void {
    row(body, to);
    row(body, 0).i32(1).op(wasm.i32Add);
    this.left(body).call(this.onCall);
  }

  private leave(body: FunctionBody, to: number): void {
    row(body, to).i32(0);
    this.left(body).call(this.onJump);
  }

  /** Instructions that may still run once the jump to a record is done: credit − the row behind this one. */
  private left(body: FunctionBody): FunctionBody {
    at(body, wasm.i32Load, place.credit);
    row(body, 0).i32(1).op(wasm.i32Add);
    return body.op(wasm.i32Sub);
  }

  // --- what they share -----------------------------------------------------------------------------------

  /** credit += to − from − 1; the rows from the last jump up to here ran once. */
  private moved(body: FunctionBody, from: number, to: number): void {
    this.setAt(body, place.credit, () => {
      at(body, wasm.i32Load, place.credit);
      body.get(to).get(from).op(wasm.i32Sub).i32(3).op(wasm.i32ShrS).op(wasm.i32Add);
      return body.i32(1).op(wasm.i32Sub);
    });
    ran(body, from, record, -1);
  }

  private setAt(body: FunctionBody, to: number, value: () => FunctionBody): void {
    body.i32(0);
    value().memory(wasm.i32Store, to);
  }

  /** (record of a jump, record that it goes to) → record to go on with. */
  private writeGo(body: FunctionBody): void {
    this.moved(body, 0, 1);
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
      body.get(to).i32(3).op(wasm.i32Shl).i32(place.code).op(wasm.i32Add).call(this.arrive).op(wasm.return);
    });
    this.setAt(body, place.result, () => body.get(to));
    body.get(to).i32(0).op(wasm.i32LtS).get(to);
    at(body, wasm.i32Load, place.back).op(wasm.i32Eq).op(wasm.i32Or).open(wasm.if);
    body.i32(0).op(wasm.return).end();
    this.entryOf(body, to).tee(slot).i32(0).op(wasm.i32GtS).brIf(again).end();
    body.get(to).i32(3).op(wasm.i32Shl).i32(place.code).op(wasm.i32Add).call(this.arrive);
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
    this.setAt(body, place.result, () => body.i32(-1));
    body.i32(0).op(wasm.return).end();
    ran(body, 0, 0, 1);
    body.get(0);
  }

  private writeReference(body: FunctionBody): void {
    const to = body.local(i32);
    ran(body, 0, 0, -1);
    row(body, 0).call(this.step).tee(to);
    this.setAt(body, place.result, () => body.get(to));
    body.i32(0).op(wasm.i32LtS);
    body.get(to);
    at(body, wasm.i32Load, place.back).op(wasm.i32Eq).op(wasm.i32Or).open(wasm.if);
    body.i32(0).op(wasm.return).end();
    body.get(to).i32(3).op(wasm.i32Shl).i32(place.code).op(wasm.i32Add).tee(to);
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
    this.setAt(body, place.back, () => body.get(1));
    body.get(0).i32(3).op(wasm.i32Shl).i32(place.code).op(wasm.i32Add).call(this.arrive).tee(now);
    body.open(wasm.if);
    const again = body.open(wasm.loop);
    body.get(now).get(now).memory(wasm.i32Load8U).callIndirect(this.handlerType).tee(now).brIf(again);
    body.end().end();
    this.setAt(body, place.back, () => body.get(before));
    at(body, wasm.i32Load, place.result);
  }
}

// --- pieces that every handler is made of; local 0 is its record -------------------------------------------

/** Pushes a byte of the record: a register's place. */
function field(body: FunctionBody, offset: number): FunctionBody {
  return body.get(0).memory(wasm.i32Load8U, offset);
}

function register(body: FunctionBody, offset: number): FunctionBody {
  return field(body, offset).memory(wasm.i64Load, place.registers);
}

function immediate(body: FunctionBody): FunctionBody {
  return body.get(0).memory(wasm.i64Load32S, imm);
}

/** Pushes the record that this one jumps to. */
function target(body: FunctionBody): FunctionBody {
  return body.get(0).get(0).memory(wasm.i32Load, imm).op(wasm.i32Add);
}

/** Pushes the row of a record. */
function row(body: FunctionBody, of: number): FunctionBody {
  return body.get(of).i32(place.code).op(wasm.i32Sub).i32(3).op(wasm.i32ShrU);
}

function at(body: FunctionBody, load: number, address: number): FunctionBody {
  return body.i32(0).memory(load, address);
}

/** `diff` of the row `offset` bytes of records behind a record += by. */
function ran(body: FunctionBody, of: number, offset: number, by: number): void {
  // A record has 8 bytes, a counter 4.
  const address = place.diff - place.code / 2 + offset / 2;
  body.get(of).i32(1).op(wasm.i32ShrU).get(of).i32(1).op(wasm.i32ShrU);
  body.memory(wasm.i32Load, address).i32(by).op(wasm.i32Add).memory(wasm.i32Store, address);
}

/** Marks the word at a place of the guest's memory as used by this chunk. */
export function use(body: FunctionBody, offset: number): void {
  const used = body.open(wasm.block);
  body.get(offset).i32(3).op(wasm.i32ShrU).memory(wasm.i32Load8U, place.seen);
  at(body, wasm.i32Load, place.chunk).op(wasm.i32Eq).brIf(used);
  body.get(offset).i32(3).op(wasm.i32ShrU);
  at(body, wasm.i32Load, place.chunk).memory(wasm.i32Store8, place.seen);
  body.i32(0);
  at(body, wasm.i32Load, place.fresh).i32(1).op(wasm.i32Add).memory(wasm.i32Store, place.fresh);
  body.end();
}
