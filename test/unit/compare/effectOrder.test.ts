import { expect, it } from "vitest";
import { EffectOrder } from "../../../src/core/compare/effectOrder";

const read = (order: EffectOrder, indexes: Iterable<number>): number[] =>
  Array.from(indexes, (index) => order.rowAt(index));

it("is by effect, of equal effects by what compares them, wherever the reading begins", () => {
  const effects = Float64Array.from({ length: 400 }, (_, row) => [0, 7, Number.MIN_VALUE, 7, 1e9][row % 5]!);
  const sorted = [...effects.keys()].sort((a, b) => effects[b]! - effects[a]! || b - a);
  for (const first of [0, 399, 100, 250]) {
    const order = new EffectOrder(effects, (a, b) => b - a);
    expect(order.rowAt(first)).toBe(sorted[first]);
    expect(read(order, sorted.keys())).toEqual(sorted);
  }
});

it("does not compare what nobody reads", () => {
  let compared = 0;
  const effects = Float64Array.of(...new Array<number>(1000).fill(0), 5, 4);
  const order = new EffectOrder(effects, (a, b) => (compared++, a - b));
  expect([order.rowAt(0), order.rowAt(1), compared]).toEqual([1000, 1001, 0]);
  expect([order.rowAt(2), order.rowAt(1001)]).toEqual([0, 999]);
});
