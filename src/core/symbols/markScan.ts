import { op } from "../wasm/functionBody";
import { i32 } from "../wasm/wasmModule";
import { DebugBody, debugAt, entryState } from "./debugPlaces";

const stateAt = (word: number): number => debugAt.state + 4 * word;

/** The body of a function that does what `PartNodes.mark` does: 0 nothing is asked for, 1 something is, -1 used up. */
export function markScan(below: number): DebugBody {
  const body = new DebugBody(4);
  const [from, to, row, parent] = [0, 1, 2, 3];
  const first = body.local(i32);
  const last = body.local(i32);
  const left = body.local(i32);
  body.keep(stateAt(entryState.found), () => body.i32(1));
  body.get(from).call(below).set(first).get(to).call(below).set(last);
  body.keep(stateAt(entryState.looks), () => {
    body.i32(0).memory(op.i32Load, stateAt(entryState.looks)).get(last).get(first).op(op.i32Sub);
    body.op(op.i32Sub).tee(left);
  });
  body.get(left).i32(0).op(op.i32LtS).when();
  body.keep(stateAt(entryState.ranges), () => body.i32(-1));
  body.i32(-1).op(op.return).end();
  body.get(first).get(last).op(op.i32Eq).when().i32(0).op(op.return).end();
  body.keep(stateAt(entryState.count), () => body.get(row).i32(1).op(op.i32Add));
  const each = body.open(op.loop);
  body.entry("innermost", first, 2).memory(op.i32Load).get(parent).op(op.i32Eq).when();
  body.entry("innermost", first, 2).get(row).memory(op.i32Store).end();
  body.get(first).i32(1).op(op.i32Add).tee(first).get(last).op(op.i32LtU).brIf(each).end();
  return body.i32(1);
}
