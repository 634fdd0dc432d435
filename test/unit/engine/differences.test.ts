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

describe("embedded engine against the tool: a guest that makes the tool panic", () => {
  const tag = { name: "work", metric: "cost", calls: 1, total: 5, min: null, max: null };
  const ours: Profile = {
    ...emptyProfile("zisk"),
    exitCode: 101,
    totals: { steps: 39 },
    regions: [{ name: "PROGRAM ROM", steps: 39 }],
    tags: [tag],
  };
  const silent: Profile = { ...emptyProfile("zisk"), exitCode: 101 };

  it("there is no report to differ from: regions and tags are not told", () => {
    expect(engineDifferences(ours, silent)).toEqual([]);
    expect(engineDifferences(ours, { ...silent, exitCode: 1 })).toHaveLength(1);
  });

  it("where there is one, they are", () => {
    const said = { ...silent, totals: { steps: 39 }, regions: [{ name: "PROGRAM ROM", steps: 38 }] };
    expect(engineDifferences(ours, said).join()).toMatch(/tag work.*region PROGRAM ROM/);
  });
});
