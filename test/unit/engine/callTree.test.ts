import { describe, expect, it } from "vitest";
import { CallTreeRecorder } from "../../../src/core/engine/callTree";

const names = ["main", "parse", "eat", "leaf", "even", "odd", "panic", "unwind"] as const;
type Name = (typeof names)[number];
const machine = names.length;

/**
 * A run told in words. `call` and `jump` go to a function's entry, `ret` to where the frame that runs was called from,
 * `land` to a frame further down with the stack that it had; every event is one step.
 */
class Told {
  private readonly tree = new CallTreeRecorder(names.length + 1, machine);
  private steps = 0;
  private backs = 100;
  private readonly frames: { fn: number; back: number; stack: number }[] = [];

  call(name: Name): this {
    const fn = names.indexOf(name);
    const stack = 1000 - 10 * this.frames.length;
    this.step();
    this.tree.call(fn, true, ++this.backs, stack);
    this.frames.push({ fn, back: this.backs, stack });
    return this;
  }

  ret(): this {
    const { back, stack } = this.frames.pop()!;
    this.step();
    this.tree.jump(this.frames.at(-1)?.fn ?? machine, false, back, true, stack);
    return this;
  }

  /** A tail call: the callee returns for its caller. */
  tail(name: Name): this {
    const frame = this.frames.at(-1)!;
    frame.fn = names.indexOf(name);
    this.step();
    this.tree.jump(frame.fn, true, 0x5000 + frame.fn, false, frame.stack);
    return this;
  }

  /** A longjmp into the middle of the nearest frame of a function, which goes on with its own stack. */
  land(name: Name): this {
    while (this.frames.at(-1)!.fn !== names.indexOf(name)) this.frames.pop();
    const { fn, stack } = this.frames.at(-1)!;
    this.step();
    this.tree.jump(fn, false, 0x7777, true, stack - 10);
    return this;
  }

  /** The tree as a drawing: function, calls, steps of its own. */
  get drawing(): string[] {
    this.step();
    const { length, prefix, address, calls, selfSteps } = this.tree.build((fn) => fn);
    const depth = new Int32Array(length);
    const lines: { key: string; line: string }[] = [];
    const keys: string[] = [];
    for (let node = 0; node < length; node++) {
      const parent = prefix[node]!;
      depth[node] = parent < 0 ? 0 : depth[parent]! + 1;
      keys[node] = `${parent < 0 ? "" : keys[parent]!}/${String(node).padStart(3, "0")}`;
      const name = names[address[node]!];
      if (name !== undefined)
        lines.push({
          key: keys[node]!,
          line: `${"  ".repeat(depth[node]!)}${name} ×${String(calls[node])} ${String(selfSteps[node])}`,
        });
    }
    return lines.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ line }) => line);
  }

  private step(): void {
    this.tree.settle(++this.steps, 10 * this.steps);
  }
}

const told = (): Told => new Told();

describe("the true call tree", () => {
  it("finds the same path again", () => {
    const run = told().call("main").call("leaf").ret().call("leaf").ret().ret();
    expect(run.drawing).toEqual(["main ×1 3", "  leaf ×2 2"]);
  });

  it("puts each call of a recursion one level deeper", () => {
    const run = told()
      .call("main")
      .call("eat")
      .call("eat")
      .call("eat")
      .ret()
      .ret()
      .call("eat")
      .ret()
      .ret()
      .ret();
    expect(run.drawing).toEqual(["main ×1 2", "  eat ×1 3", "    eat ×2 3", "      eat ×1 1"]);
  });

  it("keeps the turns of a mutual recursion apart", () => {
    const run = told().call("main").call("even").call("odd").call("even").ret().ret().ret().ret();
    expect(run.drawing).toEqual(["main ×1 2", "  even ×1 2", "    odd ×1 2", "      even ×1 1"]);
  });

  it("puts a tail-called function where its jumper was called from", () => {
    const run = told().call("main").call("parse").tail("eat").call("leaf").ret().ret().ret();
    expect(run.drawing).toEqual(["main ×1 2", "  parse ×1 1", "  eat ×1 2", "    leaf ×1 1"]);
  });

  it("keeps a loop of tail calls flat", () => {
    const run = told().call("main").call("even").tail("odd").tail("even").tail("odd").ret().ret();
    expect(run.drawing).toEqual(["main ×1 2", "  even ×2 2", "  odd ×2 2"]);
  });

  it("goes back to the frame that a longjmp lands in", () => {
    const run = told()
      .call("main")
      .call("parse")
      .call("eat")
      .call("eat")
      .call("leaf")
      .land("parse")
      .call("leaf")
      .ret();
    expect(run.ret().ret().drawing).toEqual([
      "main ×1 2",
      "  parse ×1 3",
      "    eat ×1 1",
      "      eat ×1 1",
      "        leaf ×1 1",
      "    leaf ×1 1",
    ]);
  });

  it("ends a panic where it is caught, and goes on from there", () => {
    const run = told()
      .call("main")
      .call("parse")
      .call("panic")
      .call("unwind")
      .land("main")
      .call("eat")
      .ret()
      .ret();
    expect(run.drawing).toEqual([
      "main ×1 3",
      "  parse ×1 1",
      "    panic ×1 1",
      "      unwind ×1 1",
      "  eat ×1 1",
    ]);
  });

  it("charges every step and every unit of cost once", () => {
    const tree = new CallTreeRecorder(names.length + 1, machine);
    let [steps, cost] = [0, 0];
    for (let k = 1; k <= 1000; k++) {
      tree.settle((steps += k % 7), (cost += (k * k) % 11));
      if (k % 3 === 0) tree.call(k % names.length, true, k, 5000 - k);
      else tree.jump((k * 5) % names.length, k % 2 === 0, k - 1, k % 5 > 1, 5000 - k);
    }
    const { selfSteps, selfCost, prefix, length } = tree.build((fn) => fn);
    expect(selfSteps.reduce((a, b) => a + b, 0)).toBe(steps);
    expect(selfCost!.reduce((a, b) => a + b, 0)).toBe(cost);
    for (let node = 0; node < length; node++) expect(prefix[node]!).toBeLessThan(node);
  });

  it("stays bounded when calls never end", () => {
    const tree = new CallTreeRecorder(names.length + 1, machine);
    for (let k = 0; k < 5_000_000; k++) tree.call(k & 1, true, k, 1e9 - k);
    const { length, calls } = tree.build((fn) => fn);
    expect(length).toBeLessThanOrEqual((1 << 22) + names.length + 1);
    expect(tree.folded).toBeGreaterThan(0);
    expect(calls.reduce((a, b) => a + b, 0)).toBe(5_000_000);
  });
});
