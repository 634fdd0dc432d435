import { expect, it } from "vitest";
import { EffectOrder, type TieBreak } from "../../../src/core/compare/effectOrder";

const backwards: TieBreak = { columns: [], compare: (a, b) => b - a };
const read = (order: EffectOrder, indexes: Iterable<number>): number[] =>
  Array.from(indexes, (index) => order.rowAt(index));

it("is by effect, of equal effects by what compares them, wherever the reading begins", () => {
  const effects = Float64Array.from({ length: 400 }, (_, row) => [0, 7, Number.MIN_VALUE, 7, 1e9][row % 5]!);
  const sorted = [...effects.keys()].sort((a, b) => effects[b]! - effects[a]! || b - a);
  for (const first of [0, 399, 100, 250]) {
    const order = new EffectOrder(effects, () => backwards);
    expect(order.rowAt(first)).toBe(sorted[first]);
    expect(read(order, sorted.keys())).toEqual(sorted);
    expect([...new EffectOrder(effects, () => backwards).between(first, 400)]).toEqual(sorted.slice(first));
    expect([...order.between(0, 400)]).toEqual(sorted);
  }
});

it.each([5, 50])(
  "tells %i rows of one effect apart by columns, the largest first, before it compares",
  (length) => {
    const effects = new Float64Array(length).fill(7);
    const columns = [3, 2].map((n) => Float64Array.from(effects, (_, row) => row % n));
    const order = new EffectOrder(effects, () => ({ ...backwards, columns }));
    const sorted = [...effects.keys()].sort((a, b) => (b % 3) - (a % 3) || (b % 2) - (a % 2) || b - a);
    expect([...order.between(0, length)]).toEqual(sorted);
  },
);

it("does not compare what nobody reads", () => {
  let compared = 0;
  const effects = Float64Array.of(...new Array<number>(1000).fill(0), 5, 4);
  const order = new EffectOrder(effects, () => ({ columns: [], compare: (a, b) => (compared++, a - b) }));
  expect([order.rowAt(0), order.rowAt(1), ...order.between(0, 2), compared]).toEqual([
    1000, 1001, 1000, 1001, 0,
  ]);
  expect([order.rowAt(2), order.rowAt(1001)]).toEqual([0, 999]);
});
