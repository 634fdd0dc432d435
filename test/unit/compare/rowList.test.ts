import { expect, it } from "vitest";
import { compareProfiles } from "../../../src/core/compare/compareProfiles";
import { run } from "./pictures";

const side = (costs: readonly number[]) =>
  run({
    functions: costs.map((self, i) => [`k::f${String(i)}`, { self, calls: 1 }] as const),
    lines: costs.map((self, i) => ["src/a.rs", i + 1, self] as const),
  });
const { functions, lines } = compareProfiles(side([10, 20, 30, 40]), side([10, 25, 30, 10]));

it("a list whose rows are made when they are read is an array to JSON", () => {
  const text = JSON.parse(JSON.stringify({ functions, lines })) as Record<string, { name: string }[]>;
  expect(text["functions"]!.map(({ name }) => name)).toEqual(["k::f3", "k::f1", "k::f0", "k::f2"]);
  expect(text["functions"]).toEqual(JSON.parse(JSON.stringify([...functions])));
  expect(text["lines"]!.map(({ name }) => name)).toEqual([
    "src/a.rs:4",
    "src/a.rs:2",
    "src/a.rs:1",
    "src/a.rs:3",
  ]);
});

it("says what a row is named and has become without making it", () => {
  for (const list of [functions, lines])
    for (let at = 0; at < list.length; at++)
      expect([list.nameAt(at), list.statusAt(at)]).toEqual([list.at(at)!.name, list.at(at)!.status]);
});

it("finds what changed, and no more of it than is asked for", () => {
  expect([functions.changedCount, functions.changed(), functions.changed(1)]).toEqual([2, [0, 1], [0]]);
  expect([lines.changedCount, lines.changed(9)]).toEqual([2, [0, 1]]);
});

it("makes the rows at some positions, wherever these stand", () => {
  for (const positions of [[], [0], [1, 2], [0, 1, 3], [3, 2, 0]])
    expect(functions.rowsAt(positions)).toEqual(positions.map((at) => functions.at(at)));
});

it("has no row outside of it", () => {
  expect([functions.at(-1), functions.at(4), lines.at(4)]).toEqual([undefined, undefined, undefined]);
});

it("names a function by what all of its instances are called, by its key where they differ", () => {
  const named = (base: readonly string[], next: readonly string[]) => {
    const [a, b] = [base, next].map((names) =>
      run({ functions: names.map((name) => [name, { self: 1, calls: 1 }] as const) }),
    );
    const list = compareProfiles(a!, b!).functions;
    expect(list.nameAt(0)).toBe(list.at(0)!.name);
    return [list.length, list.at(0)!.name];
  };
  expect(named(["k::f"], ["k::f"])).toEqual([1, "k::f"]);
  expect(named(["k::f::<u8>"], ["k::f::<u8>"])).toEqual([1, "k::f::<u8>"]);
  expect(named(["k::f::<u8>"], ["k::f"])).toEqual([1, "k::f"]);
  expect(named(["k::f"], ["k::f::<u8>", "k::f::<u16>"])).toEqual([1, "k::f"]);
  expect(named(["k::f::<u8>"], [])).toEqual([1, "k::f::<u8>"]);
});
