import { op } from "../wasm/functionBody";
import { f64, i32 } from "../wasm/wasmModule";
import { DebugBody, debugAt } from "./debugPlaces";
import { blockShift } from "./pcRanks";

/** The body of a function without parameters that fills the table of `PcRanks`. */
export function fillScan(): DebugBody {
  const body = new DebugBody(0);
  const at = body.local(i32);
  const block = body.local(i32);
  const last = body.local(i32);
  const address = body.local(f64);
  body.word("firstAsked").set(at);
  const done = body.open(op.block);
  const each = body.open(op.loop);
  body.entry("bounded", at, 3).memory(op.f64Load).tee(address).i32(0).memory(op.f64Load, debugAt.limit);
  body.op(op.f64Ge).brIf(done).get(address).i32(0).memory(op.f64Load, debugAt.base).op(op.f64Sub);
  body.op(op.i32TruncF64U).i32(blockShift).op(op.i32ShrU).set(last);
  const known = body.open(op.block);
  const next = body.open(op.loop);
  body.get(block).get(last).op(op.i32GtU).brIf(known);
  body.entry("firsts", block, 2).get(at).memory(op.i32Store);
  body.add(block, 1).br(next).end().end();
  body.add(at, 1).br(each).end().end();
  return body.i32(0);
}

/** `PcRanks.below` as WebAssembly: of an address how many are below it. */
export function rankScan(): DebugBody {
  const body = new DebugBody(1);
  const address = 0;
  const at = body.local(i32);
  const high = body.local(i32);
  const middle = body.local(i32);
  const isBelow = (place: number): DebugBody =>
    body.entry("bounded", place, 3).memory(op.f64Load).get(address).op(op.f64Lt);
  body.get(address).i32(0).memory(op.f64Load, debugAt.base).op(op.f64Ge);
  body.get(address).i32(0).memory(op.f64Load, debugAt.limit).op(op.f64Lt).op(op.i32And).when();
  body.get(address).i32(0).memory(op.f64Load, debugAt.base).op(op.f64Sub).op(op.i32TruncF64U);
  body.i32(blockShift).op(op.i32ShrU).set(at);
  body.entry("firsts", at, 2).memory(op.i32Load).set(at);
  const near = body.open(op.loop);
  isBelow(at).when().add(at, 1).br(near).end().end();
  body.get(at).op(op.return).end();
  body.word("asked").set(high);
  const each = body.open(op.loop);
  body.get(at).get(high).op(op.i32LtU).when();
  body.get(at).get(high).op(op.i32Add).i32(1).op(op.i32ShrU).set(middle);
  isBelow(middle).when().get(middle).i32(1).op(op.i32Add).set(at).else().get(middle).set(high).end();
  body.br(each).end().end();
  return body.get(at);
}

/** The same of an address of code; -1 of any other. `below`: the function above. Not of ranges over one another. */
export function placeScan(below: number): DebugBody {
  const body = new DebugBody(1);
  const address = 0;
  const piece = body.local(i32);
  const left = body.local(i32);
  body.word("pieces").set(left);
  const none = body.open(op.block);
  const each = body.open(op.loop);
  body.get(left).op(op.i32Eqz).brIf(none);
  body.get(address).get(piece).memory(op.f64Load, debugAt.piece).op(op.f64Ge);
  body
    .get(address)
    .get(piece)
    .memory(op.f64Load, debugAt.piece + 8)
    .op(op.f64Lt)
    .op(op.i32And)
    .when();
  body.get(address).call(below).op(op.return).end();
  body.add(left, -1).add(piece, 16).br(each).end().end();
  return body.i32(-1);
}
