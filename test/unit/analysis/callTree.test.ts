import { describe, expect, it } from "vitest";
import { bottomUpChildren, topDownChildren, type TreePlace } from "../../../src/core/analysis/callTreeItems";
import { callersCallees, type CallSide } from "../../../src/core/analysis/callersCallees";
import { groupFigures } from "../../../src/core/analysis/groups";
import { instancesOf } from "../../../src/core/analysis/instances";
import type { Profile } from "../../../src/core/profile/model";
import { profileFromTree, profileOf } from "../flame/pictures";

const recursive = profileFromTree(`
  main 1
    a 10
      b 5
        a 20
          b 2
    b 7
    c~ 3
      b 4
`);

function rows(profile: Profile, places: readonly TreePlace[]): string[] {
  const { name } = profile.callTree!.frames;
  return places.map((p) => `${name[p.frame]!} self ${p.self} total ${p.total}${p.hasChildren ? " +" : ""}`);
}
function place(profile: Profile, places: readonly TreePlace[], name: string): string {
  return places.find((p) => profile.callTree!.frames.name[p.frame] === name)!.node;
}
function row(profile: Profile, name: string): number {
  return profile.functions.name.indexOf(name);
}
function side(sides: readonly CallSide[]): string[] {
  return sides.map((s) => `${s.name} ${s.value}`);
}

describe("top-down", () => {
  it("opens the hottest first, at any depth", () => {
    const tree = recursive.callTree!;
    const roots = topDownChildren(tree, "cost", null);
    expect(rows(recursive, roots)).toEqual(["main self 1 total 52 +"]);
    const below = topDownChildren(tree, "cost", roots[0]!.node);
    expect(rows(recursive, below)).toEqual([
      "a self 10 total 37 +",
      "b self 7 total 7",
      "c~ self 3 total 7 +",
    ]);
    expect(rows(recursive, topDownChildren(tree, "cost", place(recursive, below, "c~")))).toEqual([
      "b self 4 total 4",
    ]);
  });

  it("merges siblings that are the same function, and their children", () => {
    const twice = profileFromTree("m\n  a 1\n    x 2\n  a 3\n    x 4");
    const below = topDownChildren(twice.callTree!, "cost", "0");
    expect(rows(twice, below)).toEqual(["a self 4 total 10 +"]);
    expect(rows(twice, topDownChildren(twice.callTree!, "cost", below[0]!.node))).toEqual([
      "x self 6 total 6",
    ]);
  });

  it("has nothing below what is no node", () => {
    for (const node of ["99", "-1", "x", "1.5", ""])
      expect(topDownChildren(recursive.callTree!, "cost", node)).toEqual([]);
  });
});

describe("bottom-up", () => {
  it("starts with every function by self cost, total with recursion counted once", () => {
    expect(rows(recursive, bottomUpChildren(recursive.callTree!, "cost", null))).toEqual([
      "a self 30 total 37 +",
      "b self 18 total 38 +",
      "c~ self 3 total 7 +",
      "main self 1 total 52",
    ]);
  });

  it("splits a function's self cost among its callers", () => {
    const tree = recursive.callTree!;
    const b = place(recursive, bottomUpChildren(tree, "cost", null), "b");
    const callers = bottomUpChildren(tree, "cost", b);
    expect(rows(recursive, callers)).toEqual([
      "main self 7 total 7",
      "a self 7 total 7 +",
      "c~ self 4 total 4 +",
    ]);
    const beyond = bottomUpChildren(tree, "cost", place(recursive, callers, "a"));
    expect(rows(recursive, beyond)).toEqual(["main self 5 total 5", "b self 2 total 2 +"]);
  });
});

describe("callers and callees", () => {
  it("split the total of a recursive function without counting anything twice", () => {
    const { callers, callees } = callersCallees(recursive, [row(recursive, "a")], "cost");
    expect(side(callers)).toEqual(["main 37"]);
    expect(side(callees)).toEqual(["b 7"]);
    const b = callersCallees(recursive, [row(recursive, "b")], "cost");
    expect(side(b.callers)).toEqual(["a 27", "main 7", "c~ 4"]);
    expect(side(b.callees)).toEqual(["a 20"]);
    expect(b.callers.reduce((sum, s) => sum + s.share!, 0)).toBeCloseTo(1);
  });

  it("come from the report's detail blocks where there is no tree: steps and calls, no cost", () => {
    const block = (name: string, callers: [string, number, number][]) => ({
      name,
      steps: 100,
      cost: 1000,
      main: null,
      opcodesCost: null,
      precompiles: null,
      memory: null,
      opcodes: [],
      callers: callers.map(([caller, calls, steps]) => ({ name: caller, calls, steps })),
    });
    const flat: Profile = {
      ...recursive,
      callTree: null,
      details: [
        block("a", [
          ["main", 3, 80],
          ["c", 1, 20],
        ]),
        block("b", [["a", 5, 40]]),
      ],
    };
    const of = (metric: string) => callersCallees(flat, [row(flat, "a")], metric);
    expect(of("steps").callers).toMatchObject([
      { name: "main", calls: 3, value: 80, share: 0.8 },
      { name: "c", calls: 1, value: 20, share: 0.2, func: -1 },
    ]);
    expect(of("steps").callees).toMatchObject([{ name: "b", calls: 5, value: 40 }]);
    expect(of("cost").callers[0]).toMatchObject({ value: null, share: 0.8 });
  });
});

describe("instances of one fn", () => {
  const generic = profileFromTree(`
    main
      k::work::<u8> 10
        k::work::<u8>::{closure#0} 5
      k::work::<u64> 100
        k::other 1000
  `);
  const work = instancesOf(generic.functions, row(generic, "k::work::<u64>"));

  it("are its monomorphised copies and its closures", () => {
    expect(work.map((i) => generic.functions.name[i])).toEqual([
      "k::work::<u8>",
      "k::work::<u8>::{closure#0}",
      "k::work::<u64>",
    ]);
  });

  it("add up selfs, and what lies below each of them once", () => {
    const functions = {
      ...generic.functions,
      self: { cost: Float64Array.of(0, 10, 5, 100, 1000) },
      total: { cost: Float64Array.of(1115, 15, 5, 1100, 1000) },
    };
    const profile: Profile = { ...generic, functions };
    expect(groupFigures(profile, work, "cost")).toMatchObject({ self: 115, total: 1115 });
    // Without a call tree nested totals must not be added: the largest is a lower bound.
    expect(groupFigures({ ...profile, callTree: null }, work, "cost")).toMatchObject({
      self: 115,
      total: 1100,
    });
    expect(groupFigures(profile, work, "steps")).toEqual({ self: null, total: null, calls: null });
  });
});

it("walks a tree 100,000 deep", () => {
  const depth = 100_000;
  const prefix = Int32Array.from({ length: depth }, (_, i) => i - 1);
  const frame = Int32Array.from({ length: depth }, (_, i) => i % 2);
  const deep = profileOf(["f", "g"], prefix, frame, { cost: new Float64Array(depth).fill(1) });
  expect(rows(deep, bottomUpChildren(deep.callTree!, "cost", null))).toEqual([
    `f self ${depth / 2} total ${depth} +`,
    `g self ${depth / 2} total ${depth - 1} +`,
  ]);
  expect(side(callersCallees(deep, [1], "cost").callers)).toEqual([`f ${depth - 1}`]);
  expect(groupFigures(deep, [0, 1], "cost").total).toBe(depth);
});
