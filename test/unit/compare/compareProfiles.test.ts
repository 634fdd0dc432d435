import { describe, expect, it } from "vitest";
import { compareProfiles } from "../../../src/core/compare/compareProfiles";
import type { Comparison, CompareOptions } from "../../../src/core/compare/types";
import type { Profile } from "../../../src/core/profile/model";
import { run } from "./pictures";

const compare = (base: Profile, next: Profile, options?: CompareOptions) =>
  compareProfiles(base, next, options);
const functions = ({ functions }: Comparison) =>
  functions.map(({ key, status, self }) => [
    key,
    status,
    self["cost"]?.base ?? null,
    self["cost"]?.next ?? null,
    self["cost"]?.delta ?? null,
    self["cost"]?.percent ?? null,
  ]);
const marks = ({ marks }: Comparison) => marks.map(({ kind }) => kind);

describe("functions", () => {
  it("are new, gone, changed and the same, the largest effect first", () => {
    const base = run({
      functions: [
        ["main", { self: 10, total: 1000 }],
        ["old", { self: 90 }],
        ["slow", { self: 900 }],
      ],
    });
    const next = run({
      functions: [
        ["main", { self: 10, total: 700 }],
        ["fresh", { self: 40 }],
        ["slow", { self: 650 }],
      ],
    });
    expect(functions(compare(base, next))).toEqual([
      ["slow", "changed", 900, 650, -250, (-250 / 900) * 100],
      ["old", "gone", 90, null, -90, null],
      ["fresh", "new", null, 40, 40, null],
      ["main", "changed", 10, 10, 0, 0],
    ]);
  });

  it("explain the whole change to the unit, each with its share", () => {
    const base = run({
      functions: [
        ["a", { self: 600 }],
        ["b", { self: 400 }],
      ],
    });
    const next = run({
      functions: [
        ["a", { self: 350 }],
        ["b", { self: 450 }],
      ],
    });
    const { explained, functions, marks } = compare(base, next);
    expect(explained).toEqual([
      {
        metric: "cost",
        whole: { base: 1000, next: 800, delta: -200, percent: -20, share: null },
        functions: -200,
        unexplained: 0,
        unknownFunctions: 0,
      },
    ]);
    expect(functions.map(({ key, self }) => [key, self["cost"]?.share])).toEqual([
      ["a", 1.25],
      ["b", -0.25],
    ]);
    expect(marks).toEqual([]);
  });

  it("that do not explain it all are told, with what is missing", () => {
    const base = run({
      functions: [
        ["a", { self: 600 }],
        ["b", { self: 400 }],
      ],
      totals: { variable: 1000 },
    });
    const next = run({
      functions: [
        ["a", { self: 500 }],
        ["b", { self: null, total: 1 }],
      ],
      totals: { variable: 890 },
    });
    const comparison = compare(base, next);
    expect(comparison.explained[0]).toMatchObject({ functions: -100, unexplained: -10, unknownFunctions: 1 });
    expect(comparison.marks).toEqual([
      {
        kind: "unexplained",
        text: "no function explains -10 cost of the change; the self cost of 1 function is unknown",
      },
    ]);
  });

  it("of one source fn are added up, whatever their generics, closures and hashes", () => {
    const base = run({
      functions: [
        ["a::push::<u8>", { self: 10, calls: 1 }],
        ["a::push::<u16>", { self: 20, calls: 2 }],
        ["a::push::{closure#0}", { self: 5, calls: 3 }],
      ],
    });
    const next = run({ functions: [["a::push::<u64>::h0123456789abcdef", { self: 40, calls: 4 }]] });
    const [row, ...more] = compare(base, next).functions;
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      key: "a::push",
      name: "a::push",
      status: "changed",
      baseRows: [0, 1, 2],
      nextRows: [0],
      calls: { base: 6, next: 4, delta: -2 },
      self: { cost: { base: 35, next: 40, delta: 5 } },
    });
  });

  describe("of one path in several numbered impls", () => {
    const side = (methods: Readonly<Record<string, number>>) =>
      run({ functions: Object.entries(methods).map(([name, self]) => [name, { self }] as const) });
    const compared = (
      base: Readonly<Record<string, number>>,
      next: Readonly<Record<string, number>>,
    ): unknown => functions(compare(side(base), side(next))).map((row) => row.slice(0, 4));

    it("are functions of their own where both sides have the same numbers", () => {
      expect(
        compared(
          { "a::m::{impl#0}::f": 10, "a::m::{impl#2}::f::<u8>": 20, "a::m::{impl#2}::f::{closure#0}": 1 },
          { "a::m::{impl#2}::f::<u16>": 25, "a::m::{impl#0}::f": 10 },
        ),
      ).toEqual([
        ["a::m::{impl#2}::f", "changed", 21, 25],
        ["a::m::{impl#0}::f", "same", 10, 10],
      ]);
    });

    it("are one where an impl was added above and the numbers say nothing", () => {
      expect(
        compared(
          { "a::m::{impl#0}::f": 10, "a::m::{impl#1}::f": 20 },
          { "a::m::{impl#1}::f": 10, "a::m::{impl#2}::f": 20 },
        ),
      ).toEqual([["a::m::f", "same", 30, 30]]);
      expect(compared({ "a::m::{impl#0}::f": 10 }, { "a::m::{impl#1}::f": 11 })).toEqual([
        ["a::m::f", "changed", 10, 11],
      ]);
    });

    it("are one where a function of the path has no number", () => {
      const both = { "a::m::{impl#0}::f": 10, "a::m::{impl#1}::f": 20 };
      expect(compared(both, { ...both, "a::m::f": 5 })).toEqual([["a::m::f", "changed", 30, 35]]);
    });
  });

  it("of both manglings meet where the method is the only one of its type, trait and name", () => {
    const base = run({
      functions: [
        ["a::m::<impl c::Tr for a::S>::f", { self: 10 }],
        ["a::x::<impl c::Tr for a::T>::f", { self: 1 }],
      ],
    });
    const next = run({
      functions: [
        ["<a::S as c::Tr>::f", { self: 12 }],
        ["<a::T as c::Tr>::f", { self: 1 }],
      ],
    });
    expect(functions(compare(base, next)).map(([key, status]) => [key, status])).toEqual([
      ["a::<S as Tr>::f", "changed"],
      ["a::<T as Tr>::f", "same"],
    ]);
  });

  it("keep self and total apart: what is known of one says nothing of the other", () => {
    const base = run({ functions: [["f", { total: 100 }]], totals: { variable: 100 } });
    const next = run({ functions: [["f", { self: 40, total: 90 }]], totals: { variable: 90 } });
    const { functions, order } = compare(base, next);
    expect(order).toBe("total");
    expect(functions.at(0)).toMatchObject({
      status: "changed",
      self: { cost: { base: null, next: 40, delta: null, percent: null, share: null } },
      total: { cost: { base: 100, next: 90, delta: -10, percent: -10, share: 1 } },
    });
  });

  it("with no figure that both know are unknown, not new and not the same", () => {
    const base = run({ functions: [["f", { self: 100 }]] });
    const next = run({ functions: [["f", { total: 90 }]], totals: { variable: 90 } });
    expect(compare(base, next).functions.at(0)).toMatchObject({ status: "unknown" });
  });

  it("from a base of 0 have no percentage", () => {
    const base = run({ functions: [["f", { self: 0 }]] });
    const next = run({ functions: [["f", { self: 7 }]] });
    expect(functions(compare(base, next))).toEqual([["f", "changed", 0, 7, 7, null]]);
  });

  it("that one side does not name at all are unknown, not new", () => {
    const base = run({ totals: { variable: 100 } });
    const next = run({ functions: [["f", { self: 90 }]] });
    const comparison = compare(base, next);
    expect(functions(comparison)).toEqual([["f", "unknown", null, 90, null, null]]);
    expect(comparison.marks).toContainEqual({ kind: "lists", text: "the base run names no functions" });
  });

  it("that a tool's list leaves out are unlisted against another engine, neither new nor gone", () => {
    const engine = run({
      functions: [
        ["main", { self: 10, total: 100 }],
        ["a::f", { self: 90, total: 90 }],
      ],
      totals: { variable: 100 },
    });
    const tool = (name: string) =>
      run({
        functions: [
          ["a::f", { total: 90 }],
          ["a::g", { total: 5 }],
        ],
        totals: { variable: 100 },
        with: {
          engine: { name, version: "1.4.0" },
          listed: {
            rule: "ziskemu-1.4",
            disabled: false,
            inclusive: true,
            functions: ["a::f", "a::g"].map((of) => ({ name: of, calls: 1, steps: 1, cost: 1 })),
          },
        },
      });
    const told = ({ functions, marks }: Comparison) => [
      functions.map(({ key, status, total }) => [key, status, total["cost"]?.delta ?? null]),
      marks.map(({ kind }) => kind),
    ];
    expect(told(compare(engine, tool("ziskemu")))).toEqual([
      [
        ["a::g", "new", 5],
        ["a::f", "same", 0],
        ["main", "unlisted", null],
      ],
      ["engines", "lists"],
    ]);
    // What the engine does not know of never ran: the way round makes no difference.
    expect(told(compare(tool("ziskemu"), engine))[0]).toEqual([
      ["a::g", "gone", -5],
      ["a::f", "same", 0],
      ["main", "unlisted", null],
    ]);
    // Two runs of one tool leave out the same.
    expect(told(compare(engine, tool(engine.engine.name)))[1]).toEqual([]);
  });

  it("that are only inlined on the other side are told so", () => {
    const base = run({ functions: [["main", { self: 10 }]], stacks: ["main;a::f 4", "main 6"] });
    const next = run({
      functions: [
        ["main", { self: 6 }],
        ["a::f", { self: 4 }],
      ],
      stacks: ["main;a::f 4", "main 6"],
    });
    expect(compare(base, next).functions.map((f) => [f.key, f.status, f.inlinedElsewhere])).toEqual([
      ["a::f", "new", true],
      ["main", "changed", false],
    ]);
    expect(compare(next, base).functions.map((f) => [f.key, f.status, f.inlinedElsewhere])).toEqual([
      ["a::f", "gone", true],
      ["main", "changed", false],
    ]);
  });
});

describe("totals of several instances", () => {
  const picture = {
    functions: [
      ["main", { self: 0, total: 100 }],
      ["walk::<u8>", { self: 30, total: 100 }],
      ["walk::<u16>", { self: 70, total: 70 }],
    ],
  } as const;

  it("count what nests once where the call tree tells", () => {
    const side = run({ ...picture, stacks: ["main;walk::<u8> 30", "main;walk::<u8>;walk::<u16> 70"] });
    const row = compare(side, side).functions.find(({ key }) => key === "walk");
    expect([row?.total["cost"]?.base, row?.self["cost"]?.base, row?.mayNest]).toEqual([100, 100, false]);
  });

  it("are added without one, up to the whole run, and said so", () => {
    const comparison = compare(run(picture), run(picture));
    const row = comparison.functions.find(({ key }) => key === "walk");
    expect([row?.total["cost"]?.base, row?.mayNest]).toEqual([100, true]);
    expect(marks(comparison)).toEqual(["nesting"]);
  });

  it("do not trust a tree that lost one of them", () => {
    const side = run({ ...picture, stacks: ["main;walk::<u8> 30"] });
    expect(compare(side, side).functions.find(({ key }) => key === "walk")?.mayNest).toBe(true);
  });
});

describe("tables", () => {
  it("set opcodes and precompiles against each other by name", () => {
    const row = (
      name: string,
      count: number | null,
      cost: number | null,
      kind: "base" | "precompile" = "base",
    ) => ({ name, kind, count, cost, frops: null }) as const;
    const base = run({ opcodes: [row("add", 10, 250), row("mul", 1, 97)] });
    const next = run({ opcodes: [row("add", 12, 300), row("keccak", 1, 1000, "precompile")] });
    const { opcodes, precompiles } = compare(base, next);
    expect(opcodes.map((o) => [o.name, o.status, o.count.delta, o.cost.delta, o.cost.percent])).toEqual([
      ["mul", "gone", -1, -97, null],
      ["add", "changed", 2, 50, 20],
    ]);
    expect(precompiles.map((o) => [o.name, o.status, o.cost.base, o.cost.delta])).toEqual([
      ["keccak", "new", null, 1000],
    ]);
  });

  it("do not take a side without opcodes for one that ran none", () => {
    const next = run({ opcodes: [{ name: "add", kind: "base", count: 1, cost: 25, frops: null }] });
    expect(compare(run(), next).opcodes.map((o) => [o.status, o.cost.delta])).toEqual([["unknown", null]]);
  });

  it("set tags against each other by name and unit, those of one name added", () => {
    const tag = (name: string, total: number, calls: number | null, metric = "cost") =>
      ({ name, metric, calls, total, min: null, max: null }) as const;
    const base = run({
      tags: [tag("hash", 100, 2), tag("hash", 50, 1), tag("parse", 9, 1), tag("hash", 7, 1, "steps")],
    });
    const next = run({ tags: [tag("hash", 120, 3), tag("exec", 4, 1), tag("hash", 7, null, "steps")] });
    expect(compare(base, next).tags.map((t) => [t.key, t.status, t.total.delta, t.calls.delta])).toEqual([
      ["cost: hash", "changed", -30, 0],
      ["cost: parse", "gone", -9, -1],
      ["cost: exec", "new", 4, 1],
      ["steps: hash", "same", 0, null],
    ]);
  });

  it("show every total that a side knows; a missing one is unknown, not nothing", () => {
    const base = run({ totals: { steps: 100, variable: 50, main: 20, frops: 4 } });
    const next = run({ totals: { steps: 90, variable: 40, main: 16, gas: 3 } });
    expect(compare(base, next).totals.map((t) => [t.key, t.status, t.delta, t.percent, t.share])).toEqual([
      ["steps", "changed", -10, -10, null],
      ["gas", "unknown", null, null, null],
      ["main", "changed", -4, -20, 0.4],
      ["variable", "changed", -10, -20, null],
      ["frops", "unknown", null, null, null],
    ]);
  });

  it("never take NaN or an infinity for a figure", () => {
    const base = run({ totals: { variable: 10, gas: Number.NaN, main: Infinity } });
    const next = run({ totals: { variable: 10, gas: 5, main: 4 } });
    const text = JSON.stringify(compare(base, next));
    expect(compare(base, next).totals.map((t) => [t.key, t.base, t.delta])).toEqual([
      ["gas", null, null],
      ["main", null, null],
      ["variable", 10, 0],
    ]);
    expect(text).not.toMatch(/NaN|Infinity/);
    const endless = run({ functions: [["f", { self: Infinity, calls: Infinity }]], totals: { variable: 5 } });
    const [row] = compare(endless, run({ functions: [["f", { self: 5 }]] })).functions;
    expect([row!.status, row!.self["cost"]]).toEqual([
      "unknown",
      { base: null, next: 5, delta: null, percent: null, share: null },
    ]);
  });
});

describe("two sides that do not go together", () => {
  const sp1 = run({
    totals: { cycles: 5 },
    with: {
      source: { format: "sp1-gecko", variant: null, files: ["trace.json"] },
      metrics: [{ id: "cycles", unit: "cycles" }],
    },
  });

  it("are refused where the machines differ", () => {
    expect(() => compare(run(), sp1, { base: { label: "a" }, next: { label: "b" } })).toThrow(
      "a is of ZisK, b of SP1: their figures mean different things",
    );
  });

  it("are refused where they measure nothing in common", () => {
    const heap = run({
      with: {
        source: { format: "dhat", variant: null, files: [] },
        metrics: [{ id: "bytes", unit: "bytes" }],
      },
    });
    const time = run({
      with: { source: { format: "pprof", variant: null, files: [] }, metrics: [{ id: "cpu", unit: "ns" }] },
    });
    expect(() => compare(heap, time)).toThrow(
      "the base run measures bytes; the new one cpu (ns): there is nothing to compare",
    );
  });

  it("are marked where the engines differ, or the models of cost", () => {
    const ziskemu = (version: string) =>
      run({
        with: {
          source: { format: "zisk-report", variant: null, files: [] },
          engine: { name: "ziskemu", version },
        },
      });
    expect(marks(compare(ziskemu("1.4.0-alpha"), run()))).toEqual(["engines"]);
    expect(marks(compare(ziskemu("0.18.0"), ziskemu("1.4.0-alpha")))).toEqual(["models"]);
    expect(marks(compare(ziskemu("0.18.0"), run()))).toEqual(["models", "engines"]);
    expect(marks(compare(ziskemu("1.4.0"), ziskemu("1.4.0")))).toEqual([]);
  });

  it("are marked where a run did not end, the guests or the inputs differ", () => {
    const cut = run({ with: { outcome: { status: "step-limit", message: "stopped after 5 steps" } } });
    const comparison = compare(run(), cut, {
      base: { label: "main", guest: "evm", inputDigest: "aa" },
      next: { label: "mine", guest: "ledger", inputDigest: "bb" },
    });
    expect(comparison.marks.map(({ kind, text }) => [kind, text])).toEqual([
      ["outcome", "mine ended with step-limit: stopped after 5 steps; its figures are of a part of the run"],
      ["guests", "the guests have different names: evm, ledger"],
      ["inputs", "the inputs differ: what changed may be the input's, not the program's"],
    ]);
  });

  it("are marked as different guests where hardly a function is common", () => {
    const guest = (crate: string) =>
      run({
        functions: Array.from({ length: 10 }, (_, i) => [`${crate}::f${String(i)}`, { self: 1 }] as const),
      });
    expect(marks(compare(guest("a"), guest("b")))).toEqual(["guests"]);
    expect(marks(compare(guest("a"), guest("a")))).toEqual([]);
  });

  it("are marked where a side is sampled: a rate of SP1's trace, times of a host", () => {
    const trace = (rate: string) =>
      run({
        with: {
          warnings: [`t.json holds one sample every ${rate} cycles: figures of functions are estimates`],
        },
      });
    const comparison = compare(run(), trace("1,009"), { next: { label: "t.json" } });
    expect(comparison.marks.map(({ kind, text }) => [kind, text])).toEqual([
      [
        "sampled",
        "t.json has one sample every 1,009 cycles: its figures are estimates, and no check of them is exact",
      ],
    ]);
    const host = run({
      totals: { ns: 5 },
      with: { source: { format: "firefox", variant: null, files: [] }, metrics: [{ id: "ns", unit: "ns" }] },
    });
    expect(marks(compare(host, host))[0]).toBe("sampled");
  });

  it("never mix a list of selfs with one of totals", () => {
    const list = (inclusive: boolean, column: "self" | "total") =>
      run({
        functions: [["f", { [column]: 10 }]],
        totals: { variable: 10 },
        with: {
          listed: {
            rule: inclusive ? "ziskemu-1.4" : "ziskemu-0.13",
            disabled: false,
            inclusive,
            functions: [],
          },
        },
      });
    const comparison = compare(list(false, "self"), list(true, "total"));
    expect(comparison.functions.map(({ status }) => status)).toEqual(["unknown"]);
    expect(marks(comparison)).toContain("lists");
  });
});
