import { op, type FunctionBody } from "../../../../wasm/functionBody";
import { i32 } from "../../../../wasm/wasmModule";
import type { Width } from "./access";

/** number += the shape of a read (`access.ts`), by the low bits of its address, an i32. */
export function pushReadShape(body: FunctionBody, width: Width, address: number, number: number): void {
  const offset = (): FunctionBody => body.get(address).i32(7).op(op.i32And);
  if (width === 1) return;
  body.get(number);
  if (width === 2) offset().i32(7).op(op.i32Eq);
  else if (width === 8) offset().i32(0).op(op.i32Ne);
  else {
    // 2 over two words; else 1 off a multiple of four, 0 on it.
    body.i32(2);
    body.get(address).i32(3).op(op.i32And).i32(0).op(op.i32Ne);
    offset().i32(4).op(op.i32GtU).op(op.select);
  }
  body.op(op.i32Add).set(number);
}

/** number += the shape of a store of the i64 `value`. */
export function pushWriteShape(
  body: FunctionBody,
  width: Width,
  address: number,
  value: number,
  number: number,
): void {
  if (width === 1) {
    // Clean where the whole register is below 256.
    body.get(number).get(value).i64(8n).op(op.i64ShrU).op(op.i64Eqz).op(op.i32Eqz).op(op.i32Add).set(number);
  } else if (width === 4) {
    const dirty = body.local(i32);
    body.get(value).i64(32n).op(op.i64ShrU).op(op.i64Eqz).op(op.i32Eqz).set(dirty);
    body.get(number);
    // 3 over two words, 2 off a multiple of four, else 1 where the upper half of the register is not 0.
    body.i32(3);
    body.i32(2).get(dirty).get(address).i32(3).op(op.i32And).op(op.select);
    body.get(address).i32(7).op(op.i32And).i32(4).op(op.i32GtU).op(op.select);
    body.op(op.i32Add).set(number);
  } else pushReadShape(body, width, address, number);
}
