import fc from "fast-check";
import { expect, test } from "vitest";
import { FlameIndex } from "../../../src/core/analysis/flame/flameIndex";
import { flameSearch } from "../../../src/core/analysis/flame/search";
import { flameSlice } from "../../../src/core/analysis/flame/slice";
import type { FlameRows, FlameSlice } from "../../../src/core/analysis/flame/types";
import { defaultView } from "../../../src/core/analysis/flame/types";
import { params, profileOf } from "./pictures";

const names = ["a", "b", "std::c", "d"];

/** Any small tree: each node has an earlier one as parent, or none. */
const trees = fc
  .array(fc.record({ up: fc.nat(), frame: fc.nat(names.length - 1), self: fc.nat(20) }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((nodes) => ({
    prefix: Int32Array.from(nodes, ({ up }, node) => (up % (node + 1)) - 1),
    frame: Int32Array.from(nodes, ({ frame }) => frame),
    self: Float64Array.from(nodes, ({ self }) => self),
  }));
type Tree = typeof trees extends fc.Arbitrary<infer T> ? T : never;

const indexOf = (tree: Tree) =>
  new FlameIndex(profileOf(names, tree.prefix, tree.frame, { cost: tree.self }));

/** The stack of each node, outermost first, and its cost. */
function stacks({ prefix, frame, self }: Tree): { stack: string[]; self: number }[] {
  return Array.from(prefix, (_, node) => {
    const stack: string[] = [];
    for (let at = node; at >= 0; at = prefix[at]!) stack.unshift(names[frame[at]!]!);
    return { stack, self: self[node]! };
  });
}

/** Totals by path, as anybody would add them up. */
function totals(all: readonly { stack: readonly string[]; self: number }[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { stack, self } of all) {
    for (let depth = 1; depth <= stack.length && self > 0; depth++) {
      const path = stack.slice(0, depth).join(">");
      sums.set(path, (sums.get(path) ?? 0) + self);
    }
  }
  return sums;
}

/** The same from a slice. */
function drawnTotals(slice: FlameSlice, rows: FlameRows, from = 1): Map<string, number> {
  const paths: string[] = [];
  const sums = new Map<string, number>();
  rows.parent.forEach((parent, row) => {
    const name = slice.frames[rows.frame[row]!]?.name ?? "";
    const above = parent < 0 ? "" : paths[parent]!;
    paths[row] = row < from ? "" : above === "" ? name : `${above}>${name}`;
    if (row >= from) sums.set(paths[row]!, rows.total[row]!);
  });
  return sums;
}

const wide = { widthPx: 100_000 };
const sorted = (sums: Map<string, number>) => [...sums].filter(([, sum]) => sum > 0).sort();

test("top-down is the sum by path, whatever the order of nodes", () => {
  fc.assert(
    fc.property(trees, (tree) => {
      const slice = flameSlice(indexOf(tree), params(wide));
      expect(sorted(drawnTotals(slice, slice.rows))).toEqual(sorted(totals(stacks(tree))));
    }),
  );
});

test("inverted is the sum by path read from the inside", () => {
  fc.assert(
    fc.property(trees, (tree) => {
      const slice = flameSlice(indexOf(tree), params({ ...wide, mode: "inverted" }));
      const turned = stacks(tree).map(({ stack, self }) => ({ stack: stack.toReversed(), self }));
      expect(sorted(drawnTotals(slice, slice.rows))).toEqual(sorted(totals(turned)));
    }),
  );
});

test("a sandwich splits each stack at the outermost call of its function", () => {
  fc.assert(
    fc.property(trees, fc.nat(names.length - 1), (tree, pivot) => {
      const slice = flameSlice(indexOf(tree), params({ ...wide, mode: "sandwich", pivot }));
      const through = stacks(tree).filter(({ stack }) => stack.includes(names[pivot]!));
      const cut = through.map(({ stack, self }) => ({ at: stack.indexOf(names[pivot]!), stack, self }));
      const out = cut.map(({ at, stack, self }) => ({ stack: stack.slice(0, at + 1).toReversed(), self }));
      const inn = cut.map(({ at, stack, self }) => ({ stack: stack.slice(at), self }));
      expect(sorted(drawnTotals(slice, slice.callers!, 0))).toEqual(sorted(totals(out)));
      expect(sorted(drawnTotals(slice, slice.rows, 0))).toEqual(sorted(totals(inn)));
    }),
  );
});

test("no way of looking loses or makes up cost", () => {
  const views = fc.record({
    mode: fc.constantFrom("top-down" as const, "inverted" as const),
    order: fc.constantFrom("heavy" as const, "calls" as const),
    hideLibraries: fc.boolean(),
    collapseRecursion: fc.boolean(),
    widthPx: fc.integer({ min: 1, max: 400 }),
    edits: fc.array(fc.record({ kind: fc.constant("merge" as const), frame: fc.nat(3) }), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(trees, views, (tree, view) => {
      const slice = flameSlice(indexOf(tree), params(view));
      const whole = tree.self.reduce((a, b) => a + b, 0);
      expect(slice.rows.total[0]).toBe(whole);
      const below = new Map<number, number>();
      slice.rows.parent.forEach((parent, row) =>
        below.set(parent, (below.get(parent) ?? 0) + slice.rows.total[row]!),
      );
      slice.rows.total.forEach((total, row) => expect(below.get(row) ?? 0).toBeLessThanOrEqual(total));
    }),
  );
});

test("a search adds up the stacks that contain a match", () => {
  fc.assert(
    fc.property(trees, fc.constantFrom("a", "c", "std", "zz"), (tree, query) => {
      const found = flameSearch(indexOf(tree), { ...defaultView, query, regex: false });
      const hit = stacks(tree).filter(({ stack }) => stack.some((name) => name.includes(query)));
      expect(found.total).toBe(hit.reduce((sum, { self }) => sum + self, 0));
    }),
  );
});
