import { op as wasm, type FunctionBody } from "../../../../wasm/functionBody";
import { place } from "./place";

// Pieces that the interpreter's functions are made of; local 0 of a handler is its record.

/** Where a record has its parts, and how long it is. */
export const part = { rd: 1, rs1: 2, rs2: 3, imm: 4 } as const;
export const record = 8;

/** Pushes a byte of the record: a register's place. */
export function field(body: FunctionBody, offset: number): FunctionBody {
  return body.get(0).memory(wasm.i32Load8U, offset);
}

export function register(body: FunctionBody, offset: number): FunctionBody {
  return field(body, offset).memory(wasm.i64Load, place.registers);
}

export function immediate(body: FunctionBody): FunctionBody {
  return body.get(0).memory(wasm.i64Load32S, part.imm);
}

/** Pushes the record that this one jumps to. */
export function target(body: FunctionBody): FunctionBody {
  return body.get(0).get(0).memory(wasm.i32Load, part.imm).op(wasm.i32Add);
}

/** Pushes the row of a record. */
export function row(body: FunctionBody, of: number): FunctionBody {
  return body.get(of).i32(place.code).op(wasm.i32Sub).i32(3).op(wasm.i32ShrU);
}

/** Pushes the record of a row. */
export function recordOf(body: FunctionBody, row: number): FunctionBody {
  return body.get(row).i32(3).op(wasm.i32Shl).i32(place.code).op(wasm.i32Add);
}

/** Pushes a field of the state. */
export function at(body: FunctionBody, load: number, address: number): FunctionBody {
  return body.i32(0).memory(load, address);
}

export function setAt(body: FunctionBody, to: number, value: () => FunctionBody): void {
  body.i32(0);
  value().memory(wasm.i32Store, to);
}

/** credit += to − from − 1; the rows from the last jump up to here ran once. Both are records. */
export function moved(body: FunctionBody, from: number, to: number): void {
  setAt(body, place.credit, () => {
    at(body, wasm.i32Load, place.credit);
    body.get(to).get(from).op(wasm.i32Sub).i32(3).op(wasm.i32ShrS).op(wasm.i32Add);
    return body.i32(1).op(wasm.i32Sub);
  });
  ran(body, from, record, -1);
}

/** `diff` of the row `offset` bytes of records behind a record += by. */
export function ran(body: FunctionBody, of: number, offset: number, by: number): void {
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
