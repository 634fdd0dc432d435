import { describe, expect, it } from "vitest";
import { zisk14Frops } from "../../../../src/core/engine/machines/zisk/zisk14Frops";
import { writeMembership, type OperandBox } from "../../../../src/core/engine/wasm/frequent";
import { FunctionBody } from "../../../../src/core/wasm/functionBody";
import { constant, local, type Operand } from "../../../../src/core/engine/wasm/operand";
import { i32, i64, WasmModule } from "../../../../src/core/wasm/wasmModule";

const mask = (x: bigint): bigint => BigInt.asUintN(64, x);
const inside = (box: OperandBox, a: bigint, b: bigint): boolean => {
  const distance = mask(a - box.a0);
  return (
    distance % BigInt(box.stride) === 0n &&
    distance / BigInt(box.stride) < BigInt(box.count) &&
    b >= BigInt(box.b0) &&
    b < BigInt(box.b0 + box.span)
  );
};

function compile(boxes: readonly OperandBox[], a: Operand, b: Operand): (a: bigint, b: bigint) => boolean {
  const module = new WasmModule({});
  const body = new FunctionBody(2);
  const known = writeMembership(body, boxes, a, b);
  if (known !== "tested") body.i32(known === "always" ? 1 : 0);
  module.exportFunction("f", module.define(module.type([i64, i64], [i32]), body.take()));
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(module.build())).exports;
  return (x, y) => (f as (x: bigint, y: bigint) => number)(x, y) !== 0;
}

/** Both sides of every border. */
const lefts = (boxes: readonly OperandBox[]): bigint[] =>
  boxes
    .flatMap(({ a0, count, stride }) => {
      const end = a0 + BigInt(count * stride);
      return [a0 - 1n, a0, a0 + 1n, a0 + BigInt(stride), end - BigInt(stride), end - 1n, end, end + 8n];
    })
    .map(mask);
const rights = (boxes: readonly OperandBox[]): bigint[] =>
  boxes.flatMap(({ b0, span }) => [b0 - 1, b0, b0 + span - 1, b0 + span]).map((b) => mask(BigInt(b)));

describe("frequent operands as WebAssembly", () => {
  const operations = [...new Set(zisk14Frops.map((box) => box.op))];

  it.each(operations)("%s: both sides of every border", (name) => {
    const boxes = zisk14Frops.filter((box) => box.op === name);
    const both = compile(boxes, local(0), local(1));
    for (const a of lefts(boxes)) {
      const left = compile(boxes, constant(a), local(1));
      for (const b of rights(boxes)) {
        const truth = boxes.some((box) => inside(box, a, b));
        expect(both(a, b), `${a} ${b}`).toBe(truth);
        expect(left(0n, b), `known ${a}, ${b}`).toBe(truth);
      }
    }
    for (const b of rights(boxes)) {
      const right = compile(boxes, local(0), constant(b));
      for (const a of lefts(boxes)) expect(right(a, 0n)).toBe(boxes.some((box) => inside(box, a, b)));
    }
  });

  it("operands known to lie outside cost no code", () => {
    const boxes = zisk14Frops.filter((box) => box.op === "add");
    const body = new FunctionBody(1);
    expect(writeMembership(body, boxes, local(0), constant(-8n))).toBe("never");
    expect(body.code.length).toBe(0);
  });
});
