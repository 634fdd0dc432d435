import { expect, it } from "vitest";
import { sortedDescending } from "../../../src/core/compare/sortDescending";

it("largest first, equal ones in their order", () => {
  const values = Float64Array.of(3, 0, 2 ** 53, 3, 0.5, 1e-300, 2 ** 31, 2 ** 32, Infinity, 0);
  expect([...sortedDescending(values)]).toEqual([8, 2, 7, 6, 0, 3, 4, 5, 1, 9]);
  expect([...sortedDescending(new Float64Array(0))]).toEqual([]);
  expect([...sortedDescending(Float64Array.of(7, 7))]).toEqual([0, 1]);
});

it("as a stable comparison would, whatever the values", () => {
  let state = 7;
  const random = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
  for (const scale of [1, 10, 1e6, 2 ** 40, 1e300]) {
    const values = Float64Array.from({ length: 2_000 }, () =>
      random() < 0.3 ? Math.floor(random() * 5) : random() * scale,
    );
    const expected = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]! || a - b);
    expect([...sortedDescending(values)]).toEqual(expected);
  }
});
