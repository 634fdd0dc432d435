// Inlined functions in the flame graph: frames of their own where a view wants them, else their function's own code.
import { describe, expect, test } from "vitest";
import { flameComparison } from "../../../src/core/analysis/flame/comparison";
import { FlameIndex } from "../../../src/core/analysis/flame/flameIndex";
import { flameSearch } from "../../../src/core/analysis/flame/search";
import { flameSlice } from "../../../src/core/analysis/flame/slice";
import { compareTrees } from "../../../src/core/compare/compareTrees";
import { CycleLensError } from "../../../src/core/errors";
import type { Profile } from "../../../src/core/profile/model";
import { flamePageData, flameProfileOf } from "../../../src/core/report/flamePageData";
import { foldedReport } from "../../../src/core/report/folded";
import { stacksAsDrawn, withInlinedStacks } from "../../../src/core/report/inlinedStacks";
import { drawn, params, picture, profileFromTree } from "./pictures";

const whole = `
  guest::main 10
    core::iter::map~ 20
      guest::hash 5
        core::mem::swap~ 40
    guest::hash 1
      core::mem::swap~ 2
      guest::hash 7
`;
const folded = `
  guest::main 30
    guest::hash 48
      guest::hash 7
`;

/** As the embedded engine gives it: a call tree, and the same with what was inlined. */
function engineProfile(tree = whole, plain = folded): Profile {
  const profile = profileFromTree(plain);
  const { callTree } = profileFromTree(tree);
  const { frames } = callTree!;
  const func = frames.func.map((row, at) =>
    row < 0 ? -1 : profile.functions.name.indexOf(frames.name[at]!),
  );
  return { ...profile, inlinedTree: { ...callTree!, frames: { ...frames, func } } };
}

const index = new FlameIndex(engineProfile());
const view = (over = {}, of = index): string => picture(flameSlice(of, params(over)));

describe("a run that tells inlined functions beside its call tree", () => {
  test("draws none before it is asked to: the very call tree", () => {
    expect(view()).toBe(picture(flameSlice(new FlameIndex(profileFromTree(folded)), params())));
    expect(flameSlice(index, params()).inlined).toBe(false);
  });

  test("draws them below their function, with the same costs in all", () => {
    expect(view({ inlined: true })).toBe(
      drawn(`
        all 85
          guest::main 85/10
            core::iter::map~ 65/20
              guest::hash 45/5
                core::mem::swap~ 40/40
            guest::hash 10/1
              guest::hash 7/7
              core::mem::swap~ 2/2
      `),
    );
    const { frames, inlined, runTotal } = flameSlice(index, params({ inlined: true }));
    expect(inlined).toBe(true);
    expect(runTotal).toBe(85);
    expect(frames.filter((frame) => frame.inlined).map(({ name }) => name)).toEqual([
      "core::iter::map~",
      "core::mem::swap~",
    ]);
  });

  test("a focus on what was inlined is its function once that is no frame", () => {
    const zoomed = flameSlice(index, params({ inlined: true, focus: [1] }));
    expect(zoomed.path.map(({ name }) => name)).toEqual(["", "guest::main", "core::iter::map~"]);
    expect(flameSlice(index, params({ focus: [1] })).path.map(({ name }) => name)).toEqual([
      "",
      "guest::main",
    ]);
  });

  test("inverted: what costs most is an inlined function, or the one that it was inlined into", () => {
    expect(view({ mode: "inverted", inlined: true }).split("\n")[1]).toBe("  core::mem::swap~ 42");
    expect(view({ mode: "inverted" }).split("\n")[1]).toMatch(/^ {2}guest::hash 55/);
  });

  test("a search finds them only where they are drawn", () => {
    const found = (inlined: boolean) =>
      flameSearch(index, { ...params({ inlined }), query: "SWAP", regex: false });
    expect(found(true)).toMatchObject({ frames: 2, total: 42 });
    expect(found(false)).toMatchObject({ frames: 0, total: 0, ids: [] });
  });

  test("shares of crates are those of what is drawn", () => {
    const share = (inlined: boolean) =>
      Object.fromEntries(
        flameSlice(index, params({ inlined })).crates.map(({ name, share }) => [name, share]),
      );
    expect(share(false)).toMatchObject({ guest: 1 });
    expect(share(true)).toMatchObject({ guest: 23 / 85, core: 62 / 85 });
  });

  test("hidden libraries take their inlined functions along", () => {
    expect(view({ inlined: true, hideLibraries: true })).toBe(view({ hideLibraries: true }));
  });

  test("a page has both, and draws none at first", () => {
    const page = new FlameIndex(flameProfileOf(flamePageData(engineProfile(), "guest")));
    expect(view({}, page)).toBe(view());
    expect(view({ inlined: true }, page)).toBe(view({ inlined: true }));
  });

  test("stacks of an export have them where they are wanted", () => {
    const profile = engineProfile();
    expect(foldedReport(profile).split("\n")).toContain("guest::main;guest::hash 48");
    expect(foldedReport(withInlinedStacks(profile)).split("\n")).toContain(
      "guest::main;core::iter::map~;guest::hash;core::mem::swap~ 40",
    );
  });
});

describe("what a cost is made of", () => {
  const parts = (column: Float64Array, part: number) => ({
    main: column.map((cost) => cost - Math.floor(cost / part)),
    memory: column.map((cost) => Math.floor(cost / part)),
  });
  const profile = engineProfile();
  const { self } = profile.inlinedTree!;
  const made: Profile = {
    ...profile,
    inlinedTree: { ...profile.inlinedTree!, self: { ...self, ...parts(self["cost"]!, 5) } },
  };
  const of = new FlameIndex(made);

  test("is a metric of the graph alone, in the unit of the first", () => {
    expect(flameSlice(of, params({ metric: "memory" })).metrics).toEqual([
      { id: "cost", unit: "cost", inTree: true },
      { id: "main", unit: "cost", inTree: true, part: true },
      { id: "memory", unit: "cost", inTree: true, part: true },
    ]);
  });

  test("adds up with and without inlined functions", () => {
    const totals = (inlined: boolean) =>
      ["cost", "main", "memory"].map((metric) => flameSlice(of, params({ metric, inlined })).runTotal);
    expect(totals(true)).toEqual([85, 85 - 16, 16]);
    expect(totals(false)).toEqual(totals(true));
    expect(view({ metric: "memory", inlined: true }, of)).toContain("core::mem::swap~ 8/8");
    expect(view({ metric: "memory" }, of)).toContain("guest::hash 10/9");
  });

  test("is exported as it is drawn", () => {
    const lines = (inlined: boolean | undefined, metric: string) =>
      foldedReport(stacksAsDrawn(made, inlined), metric).trim().split("\n");
    expect(lines(undefined, "cost")).toEqual(foldedReport(profile).trim().split("\n"));
    expect(lines(undefined, "memory")).toContain("guest::main;guest::hash 9");
    expect(lines(true, "memory")).toContain("guest::main;core::iter::map~;guest::hash;core::mem::swap~ 8");
    expect(stacksAsDrawn(profileFromTree(folded), true)).toEqual(profileFromTree(folded));
  });

  test("is compared too", () => {
    const [base, next] = [withInlinedStacks(made), withInlinedStacks(made)];
    const side = { profile: made, library: new Uint8Array(made.functions.length) };
    const compared = flameComparison(side, side, compareTrees(base, next)!, true);
    const slice = flameSlice(new FlameIndex(compared.profile), params({ metric: "memory", inlined: true }));
    expect([slice.metric, slice.diff?.base, slice.diff?.next]).toEqual(["memory", 16, 16]);
  });
});

test.each([
  ["/rustc/9fc6b43126469e3858e2fe86cafb4f0fd5068869/library/core/src/iter/mod.rs", "core"],
  [
    "/home/me/.cargo/registry/src/index.crates.io-6f17d22bba15001f/revm-handler-8.1.0/src/frame.rs",
    "revm_handler",
  ],
  ["/home/me/.cargo/git/checkouts/alloy-abc/0dc24a8/crates/primitives/src/bits/fixed.rs", "primitives"],
  ["C:\\guests\\evm-core\\src\\lib.rs", "evm_core"],
  ["src/main.rs", null],
  ["/home/me/build.rs", null],
  [`/${"-1.1.1".repeat(50_000)}!/src/lib.rs`, null],
])("the crate of a bare name is told by its source: %s", (file, crate) => {
  const { inlinedTree, ...rest } = engineProfile();
  const { frames } = inlinedTree!;
  const bare = frames.name.map((name) => (name.endsWith("swap~") ? "swap<u8>" : name));
  const placed = bare.map((name) => (name === "swap<u8>" ? file : null));
  const of = new FlameIndex({
    ...rest,
    inlinedTree: { ...inlinedTree!, frames: { ...frames, name: bare, file: placed } },
  });
  const slice = flameSlice(of, params({ inlined: true }));
  const frame = slice.frames.find(({ name }) => name === "swap<u8>")!;
  expect(slice.crates[frame.crate]?.name ?? null).toBe(crate);
});

test.each([
  ["one crate", ["src/main.rs", "src/main.rs"], "guest"],
  ["two crates", ["src/main.rs", "src/main.rs"], null],
  ["another file", ["src/lib.rs", "src/lib.rs"], null],
])(
  "a bare name in a source without a place is of the crate of the functions there: %s",
  (what, files, crate) => {
    const { inlinedTree, functions, ...rest } = engineProfile();
    const { frames } = inlinedTree!;
    const bare = frames.name.map((name) => (name.endsWith("swap~") ? "swap<u8>" : name));
    const of = new FlameIndex({
      ...rest,
      functions: {
        ...functions,
        file: files,
        crate: what === "two crates" ? ["guest", "other"] : functions.crate,
      },
      inlinedTree: {
        ...inlinedTree!,
        frames: {
          ...frames,
          name: bare,
          file: bare.map((name) => (name === "swap<u8>" ? "src/main.rs" : null)),
        },
      },
    });
    const slice = flameSlice(of, params({ inlined: true }));
    const frame = slice.frames.find(({ name }) => name === "swap<u8>")!;
    expect(slice.crates[frame.crate]?.name ?? null).toBe(crate);
  },
);

describe("another profile", () => {
  test("with inlined frames in its one call tree draws them unless it is told not to", () => {
    const sampled = new FlameIndex(profileFromTree(whole));
    expect(flameSlice(sampled, params()).inlined).toBe(true);
    expect(view({}, sampled)).toBe(view({ inlined: true }));
    expect(view({ inlined: false }, sampled)).toBe(view());
  });

  test("without any says nothing of them, whatever it is asked", () => {
    const plain = new FlameIndex(profileFromTree(folded));
    expect(flameSlice(plain, params({ inlined: true }))).not.toHaveProperty("inlined");
    expect(view({ inlined: true }, plain)).toBe(view({}, plain));
    expect(() => withInlinedStacks(profileFromTree(folded))).toThrow(CycleLensError);
  });
});

test("a comparison draws both sides' inlined functions", () => {
  const base = engineProfile(whole.replace("swap~ 40", "swap~ 30"), folded.replace("48", "38"));
  const next = engineProfile();
  const side = (profile: Profile) => ({ profile, library: new Uint8Array(profile.functions.length) });
  const withTrees = (profile: Profile) => ({ ...profile, callTree: profile.inlinedTree! });
  const trees = compareTrees(withTrees(base), withTrees(next))!;
  const compared = flameComparison(side(base), side(next), trees, true);
  const both = new FlameIndex(compared.profile, compared.library);
  const changed = (inlined: boolean): string[] => {
    const { rows, frames } = flameSlice(both, params({ inlined }));
    return rows.frame.map(
      (frame, row) => `${frames[frame]?.name ?? "all"} ${rows.diff!.base[row]!}→${rows.diff!.next[row]!}`,
    );
  };
  expect(changed(false)).toEqual(["all 75→85", "guest::main 75→85", "guest::hash 45→55", "guest::hash 7→7"]);
  expect(changed(true)).toContain("core::mem::swap~ 30→40");
});
