import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { likelySum } from "../../../src/core/openvm/likelySum";
import { linesOf, metricsJson, report, totals } from "./metricsJson";

/** Adds up as openvm-prof does, in the order given. */
const inTurn = (blocks: readonly (readonly number[])[]): number => {
  let sum = 0;
  for (const block of blocks) for (const term of block) sum += term;
  return sum;
};

function orders<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) =>
    orders([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

const milliseconds = fc.nat(100_000).map((ms) => ms / 1000);
const groups = fc.array(fc.array(milliseconds, { minLength: 1, maxLength: 3 }), { maxLength: 5 });

describe("sums that the tool adds up in the order of a hash table", () => {
  it("a sum that is the same in every order is that sum, and not the exact one", async () => {
    // 5763 of the application, 119 ms of execution that waits, 3684 of the leaf: 9.566 exactly.
    expect(inTurn([[5.763, 0.119], [3.684]])).toBe(9.565999999999999);
    expect(inTurn([[3.684], [5.763, 0.119]])).toBe(9.565999999999999);
    const text = metricsJson([
      "total_proof_time_ms 5763 group=app segment=0",
      "execute_time_ms 119 group=app segment=0",
      "execute_time_ms 119 group=app segment=1",
      "total_proof_time_ms 3684 group=leaf",
    ]);
    expect((await totals("1.3", text)).parallel).toBe(9.565999999999999);
  });

  it("is what most orders print: 7.654… in 100 of 120, 7.655… in 20", async () => {
    const times = [2352, 2600, 1292, 343, 1068];
    const lines = times.map((ms, i) => `total_proof_time_ms ${String(ms)} group=internal.${String(i)}`);
    const { markdown } = await report("2.0", metricsJson(lines));
    expect(linesOf(markdown, "| Total |")).toEqual(["| Total |  7.65 |  7.65 |  7.65 |"]);
  });

  it("figures of one metric, too: rates of six segments", async () => {
    const rates = [30.39, 35.24, 33.33, 38.74, 0.1, 0.2];
    const sums = orders(rates.map((rate) => [rate])).map(inTurn);
    const often = (sum: number): number => sums.filter((other) => other === sum).length;
    const most = Math.max(...sums.map(often));
    expect(often(likelySum(rates.map((rate) => [rate])))).toBe(most);
  });

  it("comes out of some order of the groups, and of as many as any other figure does", () => {
    fc.assert(
      fc.property(groups, (blocks) => {
        const sums = orders(blocks).map(inTurn);
        const often = (sum: number): number => sums.filter((other) => other === sum).length;
        expect(often(likelySum(blocks))).toBe(Math.max(...sums.map(often)));
      }),
      { numRuns: 60 },
    );
  });

  it("does not depend on the order that the groups come in", () => {
    fc.assert(
      fc.property(groups, fc.infiniteStream(fc.nat()), (blocks, chance) => {
        const shuffled = blocks
          .map((block) => ({ block, rank: chance.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ block }) => block);
        expect(likelySum(shuffled)).toBe(likelySum(blocks));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    [[], 0],
    [[[-0]], 0],
    [[[NaN], [1]], NaN],
    [[[Infinity], [0.1]], Infinity],
    [[[0.1], [0.2]], 0.30000000000000004],
    [[[1e300], [1e-300], [-1e300]], 0],
    [Array.from({ length: 1000 }, () => [0.1]), 100],
  ])("%j is %d", (blocks, sum) => {
    expect(likelySum(blocks)).toBe(sum);
  });
});
