import { describe, expect, test } from "vitest";
import { FlameIndex } from "../../../src/core/analysis/flame/flameIndex";
import { flameSearch } from "../../../src/core/analysis/flame/search";
import { flameSlice } from "../../../src/core/analysis/flame/slice";
import { defaultView, flameLimits } from "../../../src/core/analysis/flame/types";
import { drawn, functionTable, params, picture, profileFromTree, profileOf } from "./pictures";

const guest = `
  guest::main 10
    guest::parse 5
      core::str::from_utf8 20
        core::str::validate 15
      guest::parse 7
    guest::hash 30
      tiny_keccak::keccakf 100
    guest::check 3
      guest::hash 10
        tiny_keccak::keccakf 50
`;
const index = new FlameIndex(profileFromTree(guest));
const view = (over = {}) => picture(flameSlice(index, params(over)));

describe("top-down", () => {
  test("left-heavy: siblings by total", () => {
    expect(view()).toBe(
      drawn(`
        all 250
          guest::main 250/10
            guest::hash 130/30
              tiny_keccak::keccakf 100/100
            guest::check 63/3
              guest::hash 60/10
                tiny_keccak::keccakf 50/50
            guest::parse 47/5
              core::str::from_utf8 35/20
                core::str::validate 15/15
              guest::parse 7/7
      `),
    );
  });

  test("call order keeps siblings as they were first called", () => {
    const lines = view({ order: "calls" }).split("\n");
    expect(lines.slice(2).filter((l) => /^ {4}\S/.test(l))).toEqual([
      "    guest::parse 47/5",
      "    guest::hash 130/30",
      "    guest::check 63/3",
    ]);
  });

  test("hidden libraries give their cost to the caller", () => {
    const slice = view({ hideLibraries: true });
    expect(slice).toContain("guest::parse 47/40");
    expect(slice).not.toContain("core::");
  });

  test("collapsed recursion is one frame with all its cost", () => {
    expect(view({ collapseRecursion: true })).toContain(
      "guest::parse 47/12\n      core::str::from_utf8 35/20",
    );
    const indirect = new FlameIndex(profileFromTree("a 1\n b 2\n  a 3\n   c 4\n b 5\nb 6\n a 7"));
    expect(picture(flameSlice(indirect, params({ collapseRecursion: true })))).toBe(
      drawn(`
        all 28
          a 15/4
            b 7/7
            c 4/4
          b 13/6
            a 7/7
      `),
    );
  });

  test("focus takes a call-tree node as root and knows the way back", () => {
    const slice = flameSlice(index, params({ focus: [5] }));
    expect(picture(slice)).toBe("guest::hash 130/30\n  tiny_keccak::keccakf 100/100");
    expect(slice.path.map((crumb) => crumb.name)).toEqual(["", "guest::main", "guest::hash"]);
    expect(slice.path[1]!.focus).toEqual([0]);
    expect(slice.runTotal).toBe(250);
  });

  test("a focus that is not there means the whole run", () => {
    for (const focus of [[-1], [99], [NaN], [1e9]])
      expect(flameSlice(index, params({ focus })).focus).toEqual([]);
  });

  test("frames under a pixel become one frame that says how many", () => {
    const small = Array.from({ length: 10 }, (_, i) => ` f${i} 3`).join("\n");
    const narrow = new FlameIndex(profileFromTree(`main 50\n${small}\n big 20`));
    expect(picture(flameSlice(narrow, params({ widthPx: 20 })))).toBe(
      "all 100\n  main 100/50\n    big 20/20\n    …10 more 30",
    );
  });

  test("merge gives a function's cost to its callers, drop takes it away", () => {
    const id = (name: string) => index.frames.name.indexOf(name);
    const merged = view({ edits: [{ kind: "merge", frame: id("guest::hash") }] });
    expect(merged).toContain("guest::main 250/40\n    tiny_keccak::keccakf 100/100\n    guest::check 63/13");
    const dropped = view({ edits: [{ kind: "drop", frame: id("guest::hash") }] });
    expect(dropped).toContain("guest::main 60/10");
    expect(dropped).not.toContain("keccakf");
  });

  test("the hot path follows the heaviest child to where the cost is", () => {
    const slice = flameSlice(index, params());
    const hot = slice.rows.frame
      .filter((_, row) => slice.rows.hot[row] === 1)
      .map((f) => slice.frames[f]?.name ?? "all");
    expect(hot).toEqual(["all", "guest::main", "guest::hash", "tiny_keccak::keccakf"]);
  });

  test("what no function carries is a frame of its own", () => {
    const some = new FlameIndex(profileFromTree("main 60", { unattributed: { cost: 40 } }));
    expect(picture(flameSlice(some, params()))).toBe(
      "all 100\n  main 60/60\n  [outside the call tree] 40/40",
    );
  });
});

describe("inverted", () => {
  test("functions by self cost, callers below", () => {
    const lines = view({ mode: "inverted" }).split("\n");
    expect(lines.slice(0, 6)).toEqual([
      "all 250",
      "  tiny_keccak::keccakf 150",
      "    guest::hash 150",
      "      guest::main 100/100",
      "      guest::check 50",
      "        guest::main 50/50",
    ]);
    const roots = lines.filter((l) => /^ {2}\S/.test(l)).map((l) => Number(/(\d+)(\/|$)/.exec(l)![1]));
    expect(roots.reduce((a, b) => a + b)).toBe(250);
  });

  test("focus is a path of frames", () => {
    const id = (name: string) => index.frames.name.indexOf(name);
    const slice = flameSlice(
      index,
      params({ mode: "inverted", focus: [id("tiny_keccak::keccakf"), id("guest::hash")] }),
    );
    expect(picture(slice)).toBe(
      "guest::hash 150\n  guest::main 100/100\n  guest::check 50\n    guest::main 50/50",
    );
    expect(flameSlice(index, params({ mode: "inverted", focus: [id("guest::main"), 3] })).focus).toEqual([]);
  });
});

describe("sandwich", () => {
  test("callers and callees of a function, recursion counted once", () => {
    const pivot = index.frames.name.indexOf("guest::hash");
    const slice = flameSlice(index, params({ mode: "sandwich", pivot }));
    expect(picture(slice)).toBe("guest::hash 190/40\n  tiny_keccak::keccakf 150/150");
    expect(picture(slice, slice.callers!)).toBe(
      "guest::hash 190\n  guest::main 130/130\n  guest::check 60\n    guest::main 60/60",
    );
    const parse = index.frames.name.indexOf("guest::parse");
    expect(picture(flameSlice(index, params({ mode: "sandwich", pivot: parse }))).split("\n")[0]).toBe(
      "guest::parse 47/5",
    );
  });

  test("without a pivot it is about the function with most self cost", () => {
    const slice = flameSlice(index, params({ mode: "sandwich" }));
    expect(slice.frames[slice.rows.frame[0]!]!.name).toBe("tiny_keccak::keccakf");
  });
});

describe("bars", () => {
  test("without a call tree: by self where known, the reason said", () => {
    const functions = functionTable(["a", "b", "c"], { self: { cost: Float64Array.of(5, 20, NaN) } });
    const bars = flameSlice(
      new FlameIndex(profileFromTree("", { callTree: null, functions, totals: { variable: 100 } })),
      params(),
    );
    expect(bars).toMatchObject({ layout: "bars", reason: "no-call-tree", inclusive: false, runTotal: 100 });
    expect(picture(bars)).toBe("all 100\n  b 20/20\n  a 5/5");
  });

  test("listed totals are inclusive and said to be", () => {
    const functions = functionTable(["a", "b"], { total: { cost: Float64Array.of(100, 40) } });
    const bars = flameSlice(new FlameIndex(profileFromTree("", { callTree: null, functions })), params());
    expect(bars).toMatchObject({ layout: "bars", inclusive: true, runTotal: 100 });
    expect(bars.rows.self.slice(1)).toEqual([null, null]);
  });

  test("a metric that the tree has not gives bars of that metric", () => {
    const profile = profileFromTree("a 1\n b 2", {
      functions: functionTable(["a", "b"], { self: { steps: Float64Array.of(7, 9) } }),
    });
    const bars = flameSlice(new FlameIndex(profile), params({ metric: "steps" }));
    expect(bars).toMatchObject({ layout: "bars", reason: "metric-not-in-tree", metric: "steps" });
    expect(bars.metrics.map((m) => [m.id, m.inTree])).toEqual([
      ["cost", true],
      ["steps", false],
    ]);
  });
});

describe("search", () => {
  const search = (query: string, over = {}) =>
    flameSearch(index, { ...defaultView, query, regex: false, ...over });

  test("is a substring without regard to case, never a pattern", () => {
    expect(search("KECCAK")).toMatchObject({ frames: 2, total: 150, share: 0.6 });
    for (const query of ["(", "[", "*", "hash(", "\\", ".*"]) expect(search(query).frames).toBe(0);
  });

  test("a path counts once however many of its frames match", () => {
    expect(search("guest::")).toMatchObject({ frames: 6, total: 250 });
    expect(search("hash")).toMatchObject({ frames: 2, total: 190 });
  });

  test("names the heaviest matches first", () => {
    expect(search("hash").nodes).toEqual([5, 8]);
  });
});

describe("limits", () => {
  test("a depth of 100,000 shows 1,000 levels and says how many are below", () => {
    const depth = 100_000;
    const prefix = Int32Array.from({ length: depth }, (_, node) => node - 1);
    const frame = Int32Array.from({ length: depth }, (_, node) => node % 3);
    const deep = new FlameIndex(
      profileOf(["a", "b", "c"], prefix, frame, { cost: new Float64Array(depth).fill(1) }),
    );
    const slice = flameSlice(deep, params());
    expect(slice.rows.parent.length).toBe(flameLimits.levels);
    expect(slice.rows.levels.at(-1)).toBe(depth - (flameLimits.levels - 2));
    const further = flameSlice(deep, params({ focus: [50_000] }));
    expect(further.path.length).toBe(13);
    expect(further.rows.parent.length).toBe(flameLimits.levels);
    for (const mode of ["inverted", "sandwich"] as const)
      expect(flameSlice(deep, params({ mode })).rows.parent.length).toBeLessThanOrEqual(flameLimits.frames);
    const flat = flameSlice(deep, params({ collapseRecursion: true }));
    expect(flat.rows.parent.length).toBe(4);
  });

  test("never more than 5,000 frames; the heaviest stay and the rest is said", () => {
    const roots = 8000;
    const wide = new FlameIndex(
      profileOf(
        Array.from({ length: roots }, (_, i) => `f${i}`),
        new Int32Array(roots).fill(-1),
        Int32Array.from({ length: roots }, (_, i) => i),
        { cost: Float64Array.from({ length: roots }, (_, i) => 1000 + i) },
      ),
    );
    const slice = flameSlice(wide, params({ widthPx: 100_000 }));
    expect(slice.rows.parent.length).toBe(4001);
    expect(slice.rows.more.at(-1)).toBe(roots - 3999);
    expect(slice.rows.total.slice(1).reduce((a, b) => a + b)).toBe(slice.runTotal);
    expect(slice.frames[0]!.name).toBe("f7999");
  });
});

describe("the whole run", () => {
  const rootOf = (extra: object) => {
    const slice = flameSlice(new FlameIndex(profileFromTree("main 60\n inner~ 30", extra)), params());
    return [
      slice.rows.total[0],
      slice.runTotal,
      slice.frames.some((f) => f.name === "[outside the call tree]"),
    ];
  };

  test("is what the report says; what the tree lacks of it is a frame", () => {
    expect(rootOf({ totals: { variable: 120 } })).toEqual([120, 120, true]);
    expect(rootOf({ unattributed: { cost: 10 } })).toEqual([100, 100, true]);
    expect(rootOf({ totals: { variable: 90 }, unattributed: { cost: 0 } })).toEqual([90, 90, false]);
  });

  test("is never less than what the tree carries: functions alone lack what was inlined", () => {
    const functions = functionTable(["main"], { self: { cost: Float64Array.of(60) } });
    expect(rootOf({ functions, unattributed: { cost: 10 } })).toEqual([90, 90, false]);
  });
});
