import { op, type FunctionBody } from "../../../../wasm/functionBody";
import { i32 } from "../../../../wasm/wasmModule";
import { flow, from, to } from "../microProgram";
import { classesOfAccess } from "./access";
import { place } from "./arena";
import { field, handlerOf, recordBytes, type ColdHandlers } from "./coldRecord";
import type { RowPlaces } from "./placeRows";
import { RowDecoder } from "./rowDecoder";
import { kind } from "./rowState";
import { table } from "./rowTables";

/** Functions of the host. */
export interface RowImports {
  /** Fills the rows of the instruction that begins at a row; gives its last. */
  readonly fillInstruction: (row: number) => number;
  /** Writes the function of a row and of its neighbours into their table. */
  readonly nameFunction: (row: number) => void;
}

/**
 * The body of `fill(record)`: fills the columns and the record of a row and of those that follow it, up to a jump. It
 * says of the instructions that nearly all code consists of what `PlainLowering`, `RowFiller` and `ColdRecords` say,
 * which the tests hold it to, and leaves the others to them: a guest comes to tens of thousands of rows once, and as
 * script that takes longer than to run them.
 */
export function rowWriter(
  at: RowPlaces,
  records: number,
  handlers: ColdHandlers,
  imported: Readonly<Record<keyof RowImports, number>>,
): FunctionBody {
  return new RowWriter(at, records, handlers, imported).write();
}

class RowWriter extends RowDecoder {
  constructor(
    at: RowPlaces,
    private readonly records: number,
    private readonly handlers: ColdHandlers,
    private readonly imported: Readonly<Record<keyof RowImports, number>>,
  ) {
    super(at);
  }

  write(): FunctionBody {
    const { body, at } = this;
    body.get(this.record).i32(this.records).op(op.i32Sub).i32(recordBytes).op(op.i32DivU).set(this.row);
    const again = body.open(op.loop);
    const filled = body.open(op.block);
    const host = body.open(op.block);
    // 1. Is it ours, and what is it?
    body.get(this.row).memory(op.i32Load8U, at.columns.filled.byteOffset).brIf(host);
    body.get(this.row).i32(2).op(op.i32Shl).tee(this.row4).memory(op.i32Load, at.owner).tee(this.pc);
    body.i32(at.code.address).op(op.i32Sub).tee(this.value);
    const wordsEnd = Math.max(0, at.code.length - 3);
    body.i32(wordsEnd).op(op.i32GeU).brIf(host);
    body.get(this.value).memory(op.i32Load, at.code.at).tee(this.code);
    body.i32(3).op(op.i32And).i32(3).op(op.i32Ne).brIf(host);
    this.decode(host);
    // 2. Its columns, the rows behind it, and what the interpreter does with it.
    this.rowAt(this.nextPc).set(this.next);
    this.rowAt(this.takenPc).set(this.taken);
    this.columns();
    this.chooseHandler();
    this.writeRecord();
    body.br(filled).end();
    // 3. What the host has filled goes on behind the instruction's last row.
    body.get(this.row).call(this.imported.fillInstruction).tee(this.row);
    body.i32(recordBytes).op(op.i32Mul).i32(this.records).op(op.i32Add).tee(this.record);
    body.memory(op.i32Load, field.handler).set(this.handler);
    body.end();
    body.get(this.handler).i32(handlerOf("host")).op(op.i32Eq).open(op.if);
    body.op(op.return).end();
    this.isJump().open(op.if);
    body.op(op.return).end();
    body.get(this.row).i32(1).op(op.i32Add).set(this.row);
    body.get(this.record).i32(recordBytes).op(op.i32Add).tee(this.record);
    body.memory(op.i32Load, field.handler).op(op.i32Eqz).brIf(again);
    return body.end();
  }

  /** Pushes the row of the instruction at an address; -1 where none starts. */
  private rowAt(pc: number): FunctionBody {
    const { body, at, value } = this;
    body.get(pc).i32(at.start).op(op.i32Sub).tee(value).i32(1).op(op.i32And).op(op.i32Eqz);
    body.get(value).i32(at.length).op(op.i32LtU).op(op.i32And).open(op.if, i32);
    body.get(value).i32(1).op(op.i32Shl).memory(op.i32Load, at.rows).i32(1).op(op.i32Sub);
    return body.else().i32(-1).end();
  }

  private columns(): void {
    const { body, row, row4 } = this;
    const { columns } = this.at;
    const bytes = ["op", "a", "b", "width", "store", "computed", "flow"] as const;
    for (const name of bytes) body.get(row).get(this[name]).memory(op.i32Store8, columns[name].byteOffset);
    body.get(row).get(this.jumpRs1).memory(op.i32Store8, columns.rs1.byteOffset);
    body.get(row).get(this.jumpRd).memory(op.i32Store8, columns.rd.byteOffset);
    body.get(row).i32(1).memory(op.i32Store8, columns.filled.byteOffset);
    const words = [
      "aLo",
      "aHi",
      "bLo",
      "bHi",
      "storeTo",
      "link",
      "next",
      "taken",
      "nextPc",
      "takenPc",
    ] as const;
    for (const name of [...words, "offset"] as const)
      body.get(row4).get(this[name]).memory(op.i32Store, columns[name].byteOffset);
  }

  /** As `ColdRecords` chooses. */
  private chooseHandler(): void {
    const { body, at } = this;
    const chosen = body.open(op.block);
    body.i32(handlerOf("host")).set(this.handler);
    body.get(this.kind).i32(kind.computed).op(op.i32Eq).open(op.if);
    body.i32(handlerOf("computedCall")).i32(handlerOf("computedJump"));
    this.isCall().op(op.select).set(this.handler).br(chosen).end();
    body.get(this.next).get(this.taken).op(op.i32Or).i32(0).op(op.i32LtS).brIf(chosen);
    this.functionOf(this.row);
    this.functionOf(this.next).op(op.i32Eq).set(this.stays);
    // 1. A branch stays in its function.
    body.get(this.next).get(this.taken).op(op.i32Ne).open(op.if);
    body.get(this.stays).op(op.i32Eqz).brIf(chosen);
    this.functionOf(this.row);
    this.functionOf(this.taken).op(op.i32Ne).brIf(chosen);
    this.byFunct3(table.branchHandlers).br(chosen).end();
    // 2. A jump leaves it or not.
    body.get(this.kind).i32(kind.jump).op(op.i32Eq).open(op.if);
    body.i32(handlerOf("call")).i32(handlerOf("jump")).i32(handlerOf("jumpAway"));
    body.get(this.stays).op(op.select);
    this.isCall().op(op.select).set(this.handler).br(chosen).end();
    // 3. All else goes on behind it.
    body.get(this.row).i32(1).op(op.i32Add).get(this.next).op(op.i32Ne);
    body.get(this.stays).op(op.i32Eqz).op(op.i32Or).brIf(chosen);
    for (const [which, handlersAt, isStore] of [
      [kind.load, table.loadHandlers, false],
      [kind.store, table.storeHandlers, true],
    ] as const) {
      body.get(this.kind).i32(which).op(op.i32Eq).open(op.if);
      this.byFunct3(handlersAt);
      this.takeCounters(8 * classesOfAccess(isStore));
      body.br(chosen).end();
    }
    body
      .get(this.op)
      .memory(op.i32Load8U, at.tables + table.handlers)
      .tee(this.handler);
    body.op(op.i32Eqz).open(op.if);
    body.i32(handlerOf("host")).set(this.handler).end();
    body.end();
  }

  private isCall(): FunctionBody {
    return this.body.get(this.flow).i32(flow.call).op(op.i32Eq);
  }

  private byFunct3(at: number): FunctionBody {
    const tables = this.at.tables + at;
    return this.body.get(this.funct3).memory(op.i32Load8U, tables).set(this.handler);
  }

  /** Counters of an access, once; without memory for them it is the host's. */
  private takeCounters(bytes: number): void {
    const { body, at, value } = this;
    body.get(this.record).memory(op.i32Load, field.counters).op(op.i32Eqz).open(op.if);
    body.i32(0).memory(op.i32Load, place.arenaNext).tee(value);
    body
      .i32(at.lastCounter - bytes)
      .op(op.i32LeU)
      .open(op.if);
    body.get(this.record).get(value).memory(op.i32Store, field.counters);
    body.i32(0).get(value).i32(bytes).op(op.i32Add).memory(op.i32Store, place.arenaNext);
    body.else().i32(handlerOf("host")).set(this.handler).end();
    body.end();
  }

  /** Pushes the function of a row, as a number that says which, and no more. */
  private functionOf(row: number): FunctionBody {
    const { body, at } = this;
    body.get(row).i32(2).op(op.i32Shl).memory(op.i32Load, at.functions.byteOffset).op(op.i32Eqz).open(op.if);
    body.get(row).call(this.imported.nameFunction).end();
    return body.get(row).i32(2).op(op.i32Shl).memory(op.i32Load, at.functions.byteOffset);
  }

  private isJump(): FunctionBody {
    const { body, handler, handlers } = this;
    body.get(handler).i32(handlerOf("jump")).op(op.i32GeS);
    return body.get(handler).i32(handlers.lastJump).op(op.i32LeS).op(op.i32And);
  }

  private writeRecord(): void {
    const { body, record, value, high } = this;
    const put = (at: number, local: number): FunctionBody =>
      body.get(record).get(local).memory(op.i32Store, at);
    put(field.handler, this.handler);
    const isHost = body.open(op.block);
    body.get(this.handler).i32(handlerOf("host")).op(op.i32Eq).brIf(isHost);
    // 1. Where operands and result stand.
    body.get(record);
    this.registerAt(this.storeTo);
    body.i32(place.sink).get(this.store).i32(to.reg).op(op.i32Eq).op(op.select).memory(op.i32Store, field.to);
    body.get(record);
    this.registerAt(this.aLo).i32(place.registers).get(this.a).op(op.select).memory(op.i32Store, field.a);
    body.get(record);
    this.registerAt(this.bLo);
    body.i32(place.registers).get(record).i32(field.immediate).op(op.i32Add);
    body.get(this.kind).i32(kind.computed).op(op.i32Eq);
    body.get(this.kind).i32(kind.store).op(op.i32Eq).op(op.i32Or).op(op.select);
    body.get(this.b).i32(from.reg).op(op.i32Eq).op(op.select).memory(op.i32Store, field.b);
    // 2. The number that belongs to it, and the records behind it.
    body.get(this.bLo).set(value).get(this.bHi).set(high);
    for (const [which, low] of [
      [kind.load, this.bLo],
      [kind.store, this.storeTo],
      [kind.computed, this.offset],
    ] as const) {
      body.get(this.kind).i32(which).op(op.i32Eq).open(op.if);
      body.get(low).tee(value).i32(31).op(op.i32ShrS).set(high).end();
    }
    body.get(this.kind).i32(kind.computed).op(op.i32Eq).open(op.if);
    put(field.next, this.link);
    body.else();
    this.isJump().open(op.if);
    body.get(this.link).open(op.if);
    body.get(this.link).set(value).i32(0).set(high).end();
    for (const [at, row] of [
      [field.next, this.next],
      [field.taken, this.taken],
    ] as const) {
      body.get(record).get(row).i32(recordBytes).op(op.i32Mul).i32(this.records).op(op.i32Add);
      body.memory(op.i32Store, at);
    }
    body.end().end();
    put(field.immediate, value);
    put(field.immediate + 4, high);
    body.end();
  }

  private registerAt(register: number): FunctionBody {
    return this.body.get(register).i32(3).op(op.i32Shl).i32(place.registers).op(op.i32Add);
  }
}
