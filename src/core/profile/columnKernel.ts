import { op, type FunctionBody } from "../wasm/functionBody";
import { KernelBody } from "../wasm/kernelBody";
import { f64, i32, WasmModule } from "../wasm/wasmModule";
import { numbersAt, pairsAt, textAt, writtenAt } from "./columnPlaces";

// Columns as text: a profile has some hundred thousand numbers, each of which is written once.

/**
 * Writes the numbers at `numbersAt` to `textAt`, each with a comma behind it; with `isStarts` how far it is from each to
 * the next one. Gives where the text ends; `writtenAt` says how many there are in it: before a fraction and before what is
 * 2^53 or more it stops.
 */
export type WriteNumbers = (count: number, isStarts: 0 | 1) => number;

const nullText = 0x6c6c756e;
/** Of larger numbers the lower eight digits are written apart. */
const lower = 100_000_000;

/** A module with `write`, a `WriteNumbers`, over `env.memory` of one page. */
export function columnKernel(): Uint8Array<ArrayBuffer> {
  const wasm = new WasmModule({ memoryPages: { minimum: 1, maximum: 1 } });
  const type = wasm.type([i32, i32], [i32]);
  const digits = wasm.define(type, digitsBody().take());
  const lastEight = wasm.define(type, lastEightBody().take());
  wasm.exportFunction("write", wasm.define(type, writeBody(digits, lastEight).take()));
  return wasm.build();
}

/** (value, at): writes the digits of 32 bits; gives where they end. */
function digitsBody(): KernelBody {
  const body = new KernelBody(2);
  const [value, at, end, to] = [0, 1, body.int(), body.int()];
  body.get(at).i32(1).op(op.i32Add);
  for (let power = 10; power <= 1_000_000_000; power *= 10)
    body.get(value).i32(power).op(op.i32GeU).op(op.i32Add);
  body.tee(end).set(to);
  const isFew = body.open(op.block);
  const again = body.open(op.loop);
  body.get(value).i32(100).op(op.i32LtU).brIf(isFew);
  lastTwo(body, value, to);
  body.br(again).end().end();
  const done = body.open(op.block);
  const isOne = body.open(op.block);
  body.get(value).i32(10).op(op.i32LtU).brIf(isOne);
  body.get(at);
  twoOf(body.get(value)).memory(op.i32Store16).br(done).end();
  body.get(at).get(value).i32(0x30).op(op.i32Add).memory(op.i32Store8);
  return body.end().get(end);
}

/** (value, at): writes eight digits, with zeros in front; gives where they end. */
function lastEightBody(): KernelBody {
  const body = new KernelBody(2);
  const [value, at, to] = [0, 1, body.int()];
  body.get(at).i32(8).op(op.i32Add).set(to);
  const again = body.open(op.loop);
  lastTwo(body, value, to);
  body.get(to).get(at).op(op.i32GtU).brIf(again).end();
  return body.get(at).i32(8).op(op.i32Add);
}

/** Writes the last two digits of a value in front of `to`, and takes both away. */
function lastTwo(body: KernelBody, value: number, to: number): void {
  const rest = body.int();
  body.get(value).i32(100).op(op.i32DivU).set(rest);
  body.add(to, -2).get(to);
  twoOf(body.get(value).get(rest).i32(100).op(op.i32Mul).op(op.i32Sub)).memory(op.i32Store16);
  body.get(rest).set(value);
}

/** The digits of a value below 100, which stands on the stack. */
function twoOf(body: FunctionBody): FunctionBody {
  return body.i32(1).op(op.i32Shl).memory(op.i32Load16U, pairsAt);
}

function writeBody(digits: number, lastEight: number): KernelBody {
  const body = new KernelBody(2);
  const [count, isStarts, i, at, begin, low, size] = [
    0,
    1,
    body.int(),
    body.int(),
    body.int(),
    body.int(),
    body.int(),
  ];
  const [value, rest, before] = [body.local(f64), body.local(f64), body.local(f64)];
  // Of the number before, where it has at most eight bytes.
  const [text, wide] = [body.long(), body.long()];
  body.i32(textAt).set(at).f64(NaN).set(before);
  const stop = body.open(op.block);
  const again = body.open(op.loop);
  body.get(at).set(begin).get(i).get(count).op(op.i32GeU).brIf(stop);
  body.double(numbersAt, i).set(value);
  body.get(isStarts).open(op.if);
  body
    .double(numbersAt + 8, i)
    .get(value)
    .op(op.f64Sub)
    .set(value)
    .end();
  // 1. The number before once more.
  body.get(value).get(before).op(op.f64Eq).open(op.if);
  body.get(at).get(text).memory(op.i64Store).get(at).get(size).op(op.i32Add).set(at);
  body.add(i, 1).br(again).end();
  const written = body.open(op.block);
  // 2. No number.
  const isNumber = body.open(op.block);
  body.get(value).get(value).op(op.f64Eq).brIf(isNumber);
  body.get(at).i32(nullText).memory(op.i32Store).add(at, 4).br(written).end();
  // 3. Below nought.
  body.get(value).set(rest).get(value).f64(0).op(op.f64Lt).open(op.if);
  body.get(at).i32(0x2d).memory(op.i32Store8).add(at, 1).get(value).op(op.f64Neg).set(rest).end();
  // 4. Up to 2^53.
  const isShort = body.open(op.block);
  body
    .get(rest)
    .f64(2 ** 32)
    .op(op.f64Lt)
    .brIf(isShort);
  body
    .get(rest)
    .f64(2 ** 53)
    .op(op.f64Lt)
    .op(op.i32Eqz)
    .brIf(stop);
  body.get(rest).op(op.i64TruncF64U).tee(wide).op(op.f64ConvertI64U).get(rest).op(op.f64Eq);
  body.op(op.i32Eqz).brIf(stop);
  body.get(wide).i64(lower).op(op.i64DivU).op(op.i32WrapI64).tee(low).get(at).call(digits).set(at);
  body.get(wide).get(low).op(op.i64ExtendI32U).i64(lower).op(op.i64Mul).op(op.i64Sub);
  body.op(op.i32WrapI64).get(at).call(lastEight).set(at).br(written).end();
  // 5. Up to 2^32.
  body.get(rest).op(op.i32TruncF64U).tee(low).op(op.f64ConvertI32U).get(rest).op(op.f64Eq);
  body.op(op.i32Eqz).brIf(stop).get(low).get(at).call(digits).set(at).end();
  body.get(at).i32(0x2c).memory(op.i32Store8).add(at, 1).add(i, 1);
  body.get(at).get(begin).op(op.i32Sub).tee(size).i32(8).op(op.i32LeU).open(op.if);
  body.get(begin).memory(op.i64Load).set(text).get(value).set(before).else();
  body.f64(NaN).set(before).end().br(again).end().end();
  body.i32(0).get(i).memory(op.i32Store, writtenAt);
  return body.get(begin);
}
