import { FunctionBody, op } from "../wasm/functionBody";
import { f64, i32 } from "../wasm/wasmModule";
import type { CodeRanges } from "./codeRanges";
import { blockShift, type PcRanks } from "./pcRanks";

/** Where the addresses that are asked for stand in memory, as `PcRanks` has them, and its table. */
export interface RankLayout {
  readonly bounded: number;
  readonly firsts: number;
}

/** The body of a function without parameters that fills the table. */
export function fillScan({ bounded, firsts }: RankLayout, ranks: PcRanks): FunctionBody {
  const body = new FunctionBody(0);
  const at = body.local(i32);
  const block = body.local(i32);
  const last = body.local(i32);
  const address = body.local(f64);
  body.i32(ranks.first).set(at);
  const done = body.open(op.block);
  const each = body.open(op.loop);
  body.get(at).i32(3).op(op.i32Shl).memory(op.f64Load, bounded).tee(address).f64(ranks.limit);
  body.op(op.f64Ge).brIf(done).get(address).f64(ranks.base).op(op.f64Sub).op(op.i32TruncF64U);
  body.i32(blockShift).op(op.i32ShrU).set(last);
  const known = body.open(op.block);
  const next = body.open(op.loop);
  body.get(block).get(last).op(op.i32GtU).brIf(known);
  body.get(block).i32(2).op(op.i32Shl).get(at).memory(op.i32Store, firsts);
  body.get(block).i32(1).op(op.i32Add).set(block).br(next).end().end();
  body.get(at).i32(1).op(op.i32Add).set(at).br(each).end().end();
  return body.i32(0);
}

/** `PcRanks.below` as WebAssembly: of an address how many are below it. */
export function rankScan({ bounded, firsts }: RankLayout, ranks: PcRanks): FunctionBody {
  const body = new FunctionBody(1);
  const address = 0;
  const at = body.local(i32);
  const high = body.local(i32);
  const middle = body.local(i32);
  const isBelow = (place: number): FunctionBody =>
    body.get(place).i32(3).op(op.i32Shl).memory(op.f64Load, bounded).get(address).op(op.f64Lt);
  body
    .get(address)
    .f64(ranks.base)
    .op(op.f64Ge)
    .get(address)
    .f64(ranks.limit)
    .op(op.f64Lt)
    .op(op.i32And)
    .when();
  body.get(address).f64(ranks.base).op(op.f64Sub).op(op.i32TruncF64U).i32(blockShift).op(op.i32ShrU);
  body.i32(2).op(op.i32Shl).memory(op.i32Load, firsts).set(at);
  const near = body.open(op.loop);
  isBelow(at).when().get(at).i32(1).op(op.i32Add).set(at).br(near).end().end();
  body.get(at).op(op.return).end();
  body.i32(ranks.pcs.length).set(high);
  const each = body.open(op.loop);
  body.get(at).get(high).op(op.i32LtU).when();
  body.get(at).get(high).op(op.i32Add).i32(1).op(op.i32ShrU).set(middle);
  isBelow(middle).when().get(middle).i32(1).op(op.i32Add).set(at).else().get(middle).set(high).end();
  body.br(each).end().end();
  return body.get(at);
}

/** The same of an address of code; -1 of any other. `below`: the function above. Not of ranges over one another. */
export function placeScan({ from, to }: CodeRanges, below: number): FunctionBody {
  const body = new FunctionBody(1);
  const address = 0;
  for (let row = 0; row < from.length; row++) {
    body.get(address).f64(from[row]!).op(op.f64Ge).get(address).f64(to[row]!).op(op.f64Lt).op(op.i32And);
    body.when().get(address).call(below).op(op.return).end();
  }
  return body.i32(-1);
}
