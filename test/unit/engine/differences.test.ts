import { describe, expect, it } from "vitest";
import { engineDifferences } from "../../../src/core/engine/differences";
import { emptyProfile } from "../../../src/core/profile/builder";
import type { ListedFunction, Profile } from "../../../src/core/profile/model";

const listing = (functions: readonly ListedFunction[]): Profile => ({
  ...emptyProfile("zisk"),
  listed: { rule: "ziskemu-1.4", disabled: false, inclusive: true, functions },
});
const row = (steps: number, cost: number, calls = 2): ListedFunction => ({
  name: "fold",
  steps,
  cost,
  calls,
});

describe("embedded engine against the tool: listed functions", () => {
  it("of two of one name the tool's two lists do not say whose steps go with whose cost", () => {
    const [ours, theirs] = [
      listing([row(16, 1766, 3), row(20, 1512)]),
      listing([row(16, 1512, 3), row(20, 1766)]),
    ];
    expect(engineDifferences(ours, theirs)).toEqual([]);
  });

  it("another cost, other steps, other calls and one too many are told", () => {
    const ours = listing([row(16, 1766), row(20, 1512)]);
    for (const theirs of [
      [row(16, 1766), row(20, 1513)],
      [row(17, 1766), row(20, 1512)],
      [row(16, 1766, 3), row(20, 1512, 1)],
      [row(16, 1766), row(20, 1512), row(20, 1512)],
      [row(16, 1766)],
    ])
      expect(engineDifferences(ours, listing(theirs)).join()).toContain("listed function");
  });
});
