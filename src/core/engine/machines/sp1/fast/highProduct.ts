import { op as wasm, type FunctionBody } from "../../../../wasm/functionBody";
import { op } from "../opcodes";

/** Local variables (i64) that are free between two rows. */
export type Scratch = readonly [number, number, number, number, number];

const mask = 0xffffffffn;

/** Pushes the upper 64 bits of a product: of `mulhu`, `mulh` or `mulhsu`. `a`, `b`: locals that hold the operands. */
export function writeHighProduct(
  body: FunctionBody,
  code: number,
  a: number,
  b: number,
  [aLow, aHigh, bLow, bHigh, middle]: Scratch,
): void {
  body.get(a).i64(mask).op(wasm.i64And).set(aLow).get(a).i64(32).op(wasm.i64ShrU).set(aHigh);
  body.get(b).i64(mask).op(wasm.i64And).set(bLow).get(b).i64(32).op(wasm.i64ShrU).set(bHigh);
  // At most (2^32 − 1)² + 2^32 − 1, which fits.
  body.get(aHigh).get(bLow).op(wasm.i64Mul);
  body.get(aLow).get(bLow).op(wasm.i64Mul).i64(32).op(wasm.i64ShrU).op(wasm.i64Add).set(middle);
  body.get(aHigh).get(bHigh).op(wasm.i64Mul).get(middle).i64(32).op(wasm.i64ShrU).op(wasm.i64Add);
  body.get(aLow).get(bHigh).op(wasm.i64Mul).get(middle).i64(mask).op(wasm.i64And).op(wasm.i64Add);
  body.i64(32).op(wasm.i64ShrU).op(wasm.i64Add);
  // A negative operand counts 2^64 too much.
  if (code !== op.mulhu) correct(body, a, b);
  if (code === op.mulh) correct(body, b, a);
}

function correct(body: FunctionBody, x: number, y: number): void {
  body.get(x).i64(63).op(wasm.i64ShrS).get(y).op(wasm.i64And).op(wasm.i64Sub);
}
