import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ControlFlow, Terminator } from "../../../../src/core/engine/wasm/controlFlow";
import { shapeOf } from "../../../../src/core/engine/wasm/controlFlow";
import { FunctionBody, op } from "../../../../src/core/wasm/functionBody";
import { writeDispatch, writeStructured } from "../../../../src/core/engine/wasm/structure";
import { WasmModule, i32 } from "../../../../src/core/wasm/wasmModule";

/** A block draws the next number of a sequence and goes by it; the walk ends with `exit` or after `limit` blocks. */
function walk(flow: ControlFlow, seed: number, limit: number): number[] {
  const path: number[] = [];
  let state = seed | 0;
  for (let block = 0; path.length < limit;) {
    path.push(block);
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const end = flow[block]!;
    if (end.kind === "exit") break;
    if (end.kind === "goto") block = end.to;
    else if (end.kind === "branch") block = (state & 0x10000) !== 0 ? end.yes : end.no;
    else block = end.cases[(state >>> 16) & 7] ?? end.otherwise;
  }
  return path;
}

/** The same walk by the WebAssembly that the writer makes. */
function run(flow: ControlFlow, form: "structured" | "dispatch", seed: number, limit: number): number[] {
  const path: number[] = [];
  const module = new WasmModule({});
  const visit = module.importFunction("visit", [i32], [i32]);
  const body = new FunctionBody(1);
  const index = body.local(i32);
  const withIndex = flow.map((end): Terminator => (end.kind === "switch" ? { ...end, index } : end));
  const write = (block: number): void => {
    // The host says whether to go on; the state is the parameter.
    body.i32(block).call(visit).open(op.if);
    body.op(op.return).end();
    body.get(0).i32(1664525).op(op.i32Mul).i32(1013904223).op(op.i32Add).set(0);
    const end = withIndex[block]!;
    if (end.kind === "exit") body.op(op.return);
    if (end.kind === "branch") body.get(0).i32(0x10000).op(op.i32And);
    if (end.kind === "switch") body.get(0).i32(16).op(op.i32ShrU).i32(7).op(op.i32And).set(index);
  };
  if (form === "structured") writeStructured(body, withIndex, write);
  else {
    body.i32(0);
    writeDispatch(body, withIndex, write);
  }
  module.exportFunction("f", module.define(module.type([i32], []), body.take()));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.build()), {
    env: {
      visit: (block: number) => (path.length < limit ? (path.push(block), 0) : 1),
    },
  });
  (instance.exports["f"] as (seed: number) => void)(seed);
  return path;
}

const flowOf = (blocks: number): fc.Arbitrary<ControlFlow> => {
  const block = fc.nat({ max: blocks - 1 });
  return fc.array(
    fc.oneof(
      fc.constant<Terminator>({ kind: "exit" }),
      block.map((to): Terminator => ({ kind: "goto", to })),
      fc.tuple(block, block).map(([yes, no]): Terminator => ({ kind: "branch", yes, no })),
      fc
        .tuple(fc.array(block, { maxLength: 8 }), block)
        .map(([cases, otherwise]): Terminator => ({ kind: "switch", index: 0, cases, otherwise })),
    ),
    { minLength: blocks, maxLength: blocks },
  );
};

const anyFlow = fc.integer({ min: 1, max: 24 }).chain(flowOf);

describe("control flow as WebAssembly", () => {
  it.each(["structured", "dispatch"] as const)("%s: any graph is walked as it stands", (form) => {
    fc.assert(
      fc.property(anyFlow, fc.integer(), (flow, seed) => {
        expect(run(flow, form, seed, 200)).toEqual(walk(flow, seed, 200));
      }),
      { numRuns: 1500 },
    );
  });

  it("a loop in a loop is two loops, no jump table", () => {
    // 0 → 1 ⇄ 2, 2 → 1; 1 → 3
    const flow: ControlFlow = [
      { kind: "goto", to: 1 },
      { kind: "branch", yes: 2, no: 3 },
      { kind: "branch", yes: 2, no: 1 },
      { kind: "exit" },
    ];
    const shape = shapeOf(flow);
    expect([...shape.loopHeader]).toEqual([0, 1, 1, 0]);
    expect(shape.reducible).toBe(true);
  });

  it("two ways into one cycle have no structured form", () => {
    const flow: ControlFlow = [
      { kind: "branch", yes: 1, no: 2 },
      { kind: "goto", to: 2 },
      { kind: "goto", to: 1 },
    ];
    expect(shapeOf(flow).reducible).toBe(false);
  });

  it("a chain of 20,000 nested branches does not run out of stack", () => {
    const flow: Terminator[] = [];
    const exit = 20_000;
    for (let i = 0; i < exit; i++) flow.push({ kind: "branch", yes: i + 1, no: exit + 1 + (i % 7) });
    for (let i = 0; i < 8; i++) flow.push({ kind: "exit" });
    const body = new FunctionBody(1);
    writeStructured(body, flow, (block) => {
      if (flow[block]!.kind === "exit") body.op(op.return);
      else body.get(0);
    });
    expect(body.take().length).toBeGreaterThan(100_000);
  });
});
