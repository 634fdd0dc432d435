import { mostFrames } from "../../../callTree";
import { FunctionBody, op as wasm } from "../../../../wasm/functionBody";
import { f64, i32 } from "../../../../wasm/wasmModule";
import { place } from "./place";

// The plain cases of `CallTreeRecorder`, on its own columns; all others are left to it.

type Locals = [number, number, number, number, number];

/**
 * (row, row behind the call, instructions left): a call of a function whose node is the last child of the frame's.
 * `slow`: the host's own.
 */
export function writeOnCall(slow: number): FunctionBody {
  const body = new FunctionBody(3);
  const [fn, slot, top, node, child] = [0, 0, 0, 0, 0].map(() => body.local(i32)) as Locals;
  const now = body.local(f64);
  const hard = body.open(wasm.block);
  functionOf(body, fn, hard);
  // The outermost frame is the host's: what it calls may stand at the top.
  number(body, place.top).tee(top).i32(0).op(wasm.i32LeS).brIf(hard);
  body
    .get(top)
    .i32(mostFrames - 1)
    .op(wasm.i32GeS)
    .brIf(hard);
  element(body, top, 2, place.frameNode, wasm.i32Load).set(node);
  element(body, node, 2, place.nodeChild, wasm.i32Load).tee(child).i32(0).op(wasm.i32LtS).brIf(hard);
  element(body, child, 2, place.nodeFunction, wasm.i32Load).get(fn).op(wasm.i32Ne).brIf(hard);
  // Within a function, and not to its entry, it is no call.
  element(body, node, 2, place.nodeFunction, wasm.i32Load).get(fn).op(wasm.i32Eq);
  body.get(fn).i32(2).op(wasm.i32Add).set(slot);
  element(body, slot, 2, place.entryRows, wasm.i32Load).get(0).op(wasm.i32Ne).op(wasm.i32And).brIf(hard);
  settle(body, node, now);
  add(body, child, 3, place.nodeCalls, wasm.f64Load, () =>
    body.i32(1).op(wasm.f64ConvertI32S).op(wasm.f64Add),
  );
  add(body, slot, 2, place.open, wasm.i32Load, () => body.i32(1).op(wasm.i32Add));
  body.get(top).i32(1).op(wasm.i32Add).set(top);
  body.i32(0).get(top).memory(wasm.i32Store, place.top);
  address(body, top, 2).get(child).memory(wasm.i32Store, place.frameNode);
  address(body, top, 3);
  pc(body, 1).memory(wasm.f64Store, place.frameReturn);
  address(body, top, 3)
    .i32(0)
    .memory(wasm.i64Load, place.registers + 16)
    .op(wasm.f64ConvertI64U);
  body.memory(wasm.f64Store, place.frameStack).op(wasm.return).end();
  body.get(0).get(1).get(2).call(slow);
  return body;
}

/** (row, 1 for a jump by a register, instructions left): the return of the frame that runs, into the one below. */
export function writeOnJump(slow: number): FunctionBody {
  const body = new FunctionBody(3);
  const [fn, slot, top, node, below] = [0, 0, 0, 0, 0].map(() => body.local(i32)) as Locals;
  const now = body.local(f64);
  const hard = body.open(wasm.block);
  body.get(1).op(wasm.i32Eqz).brIf(hard);
  functionOf(body, fn, hard);
  number(body, place.top).tee(top).i32(0).op(wasm.i32LeS).brIf(hard);
  element(body, top, 3, place.frameReturn, wasm.f64Load);
  pc(body, 0).op(wasm.f64Eq).op(wasm.i32Eqz).brIf(hard);
  body
    .get(top)
    .i32(1)
    .op(wasm.i32Sub)
    .tee(below)
    .i32(2)
    .op(wasm.i32Shl)
    .memory(wasm.i32Load, place.frameNode);
  body.i32(2).op(wasm.i32Shl).memory(wasm.i32Load, place.nodeFunction).get(fn).op(wasm.i32Ne).brIf(hard);
  element(body, top, 2, place.frameNode, wasm.i32Load).set(node);
  settle(body, node, now);
  element(body, node, 2, place.nodeFunction, wasm.i32Load).i32(2).op(wasm.i32Add).set(slot);
  add(body, slot, 2, place.open, wasm.i32Load, () => body.i32(1).op(wasm.i32Sub));
  body.i32(0).get(below).memory(wasm.i32Store, place.top).op(wasm.return).end();
  body.get(0).get(1).get(2).call(slow);
  return body;
}

/** fn := the function of the row in local 0, which is looked up already, or off to `hard`. */
function functionOf(body: FunctionBody, fn: number, hard: number): void {
  element(body, 0, 2, place.functions, wasm.i32Load).tee(fn).i32(-1).op(wasm.i32LtS).brIf(hard);
}

/** What has run since the last time is the node's. */
function settle(body: FunctionBody, node: number, now: number): void {
  body.i32(0).memory(wasm.f64Load, place.end).get(2).op(wasm.f64ConvertI32S).op(wasm.f64Sub).set(now);
  add(body, node, 3, place.nodeSteps, wasm.f64Load, () =>
    body.get(now).i32(0).memory(wasm.f64Load, place.last).op(wasm.f64Sub).op(wasm.f64Add),
  );
  body.i32(0).get(now).memory(wasm.f64Store, place.last);
}

function number(body: FunctionBody, at: number): FunctionBody {
  return body.i32(0).memory(wasm.i32Load, at);
}

/** Pushes the offset of a column's element; its width as a power of two. */
function address(body: FunctionBody, index: number, shift: number): FunctionBody {
  return body.get(index).i32(shift).op(wasm.i32Shl);
}

function element(
  body: FunctionBody,
  index: number,
  shift: number,
  column: number,
  load: number,
): FunctionBody {
  return address(body, index, shift).memory(load, column);
}

/** Changes an element: `change` finds it on the stack. */
function add(
  body: FunctionBody,
  index: number,
  shift: number,
  column: number,
  load: number,
  change: () => FunctionBody,
): void {
  address(body, index, shift);
  element(body, index, shift, column, load);
  change().memory(load === wasm.f64Load ? wasm.f64Store : wasm.i32Store, column);
}

/** Pushes the address of the row in a local, as the recorder keeps it. */
function pc(body: FunctionBody, row: number): FunctionBody {
  body.i32(0).memory(wasm.i64Load, place.base);
  body.get(row).op(wasm.i64ExtendI32U).i64(2).op(wasm.i64Shl).op(wasm.i64Add);
  return body.op(wasm.f64ConvertI64U);
}
