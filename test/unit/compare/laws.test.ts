import { describe, expect, it } from "vitest";
import { compareProfiles } from "../../../src/core/compare/compareProfiles";
import { compareTrees } from "../../../src/core/compare/compareTrees";
import type { Change, Comparison, FunctionChange, TreeComparison } from "../../../src/core/compare/types";
import type { Profile } from "../../../src/core/profile/model";
import { run, type FunctionPicture } from "./pictures";

/** Small deterministic generator (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const generics = ["", "::<u8>", "::<u16>", "::{closure#0}", "::h0123456789abcdef"];

/** A run of random functions, some of them instances of one `fn`, some unknown, with a call tree, lines and opcodes. */
function randomRun(random: (below: number) => number, known: boolean): Profile {
  const names = new Set<string>();
  for (let i = 0; i < 40; i++) names.add(`k::f${String(random(25))}${generics[random(generics.length)]!}`);
  const list = [...names];
  const selfs = list.map(() => random(1000));
  const stacks = list.map((name, i) => {
    const callers = Array.from({ length: random(4) }, () => list[random(list.length)]!);
    return `${[...callers, name].join(";")} ${String(selfs[i])}`;
  });
  const functions = list.map((name, i): [string, FunctionPicture] => [
    name,
    known || random(5) > 0
      ? { self: selfs[i]!, total: selfs[i]! + random(500), calls: random(9) + 1 }
      : { total: random(500) },
  ]);
  return run({
    functions,
    ...(random(2) === 0 ? { stacks } : {}),
    lines: Array.from(
      { length: 20 },
      () => [`src/${"abc".charAt(random(3))}.rs`, random(30) + 1, random(90)] as const,
    ),
    opcodes: Array.from({ length: 6 }, (_, i) => ({
      name: `op${String(i + random(3))}`,
      kind: random(2) === 0 ? ("base" as const) : ("precompile" as const),
      count: random(50),
      cost: random(900),
      frops: null,
    })),
    tags: [
      { name: `t${String(random(3))}`, metric: "cost", calls: 1, total: random(99), min: null, max: null },
    ],
  });
}

const negated = (value: number | null): number | null => (value === null || value === 0 ? value : -value);

function expectMirrored(there: Change | undefined, back: Change | undefined): void {
  expect([back?.base, back?.next, back?.delta]).toEqual([
    there?.next,
    there?.base,
    there && negated(there.delta),
  ]);
}

const lists = ["functions", "lines", "opcodes", "precompiles", "tags", "memory", "totals", "usage"] as const;
const seeds = Array.from({ length: 40 }, (_, i) => i + 1);

describe("for any two runs", () => {
  it.each(seeds)("compare(a, a) is all the same (%i)", (seed) => {
    const profile = randomRun(randomFrom(seed), true);
    const comparison = compareProfiles(profile, profile);
    for (const list of lists)
      for (const row of comparison[list])
        expect([list, row.key, row.status]).toEqual([list, row.key, "same"]);
    expect(comparison.explained.map(({ whole, unexplained }) => [whole.delta, unexplained])).toEqual([
      [0, 0],
    ]);
  });

  it.each(seeds)("compare(a, b) is the negative of compare(b, a), in the same order (%i)", (seed) => {
    const random = randomFrom(seed);
    const [a, b] = [randomRun(random, false), randomRun(random, false)];
    const [there, back] = [compareProfiles(a, b), compareProfiles(b, a)];
    const mirror = {
      new: "gone",
      gone: "new",
      changed: "changed",
      same: "same",
      unlisted: "unlisted",
      unknown: "unknown",
    };
    for (const list of lists) {
      const keyed = (comparison: Comparison) => comparison[list].map(({ name, status }) => [name, status]);
      const expected = keyed(there).map(([name, status]) => [name, mirror[status as keyof typeof mirror]]);
      expect(keyed(back)).toEqual(expected);
    }
    const other = new Map(back.functions.map((row) => [row.key, row]));
    for (const row of there.functions) {
      const mirrored: FunctionChange = other.get(row.key)!;
      expectMirrored(row.self["cost"], mirrored.self["cost"]);
      expectMirrored(row.total["cost"], mirrored.total["cost"]);
      expectMirrored(row.calls, mirrored.calls);
    }
  });

  it.each(seeds)("a row is the same read alone, from the end, or with the whole list (%i)", (seed) => {
    const random = randomFrom(seed);
    const [a, b] = [randomRun(random, false), randomRun(random, false)];
    const [whole, single] = [compareProfiles(a, b), compareProfiles(a, b)];
    for (const list of ["functions", "lines"] as const) {
      const rows = [...whole[list]];
      for (let at = rows.length - 1; at >= 0; at--) {
        expect(single[list].at(at)).toEqual(rows[at]);
        const { name, status } = rows[at]!;
        expect([whole[list].nameAt(at), whole[list].statusAt(at)]).toEqual([name, status]);
      }
    }
  });

  it.each(seeds)("the functions add up to the change of the run, and their shares to one (%i)", (seed) => {
    const random = randomFrom(seed);
    const { functions, explained } = compareProfiles(randomRun(random, true), randomRun(random, true));
    const sum = functions.reduce((total, { self }) => total + (self["cost"]?.delta ?? 0), 0);
    expect([sum, explained[0]!.unexplained]).toEqual([explained[0]!.whole.delta, 0]);
    const shares = functions.reduce((total, { self }) => total + (self["cost"]?.share ?? 0), 0);
    if (sum !== 0) expect(shares).toBeCloseTo(1, 9);
  });

  it.each(seeds)("joined call trees keep every cost, whichever side is the newer one (%i)", (seed) => {
    const random = randomFrom(seed);
    const [a, b] = [randomRun(random, true), randomRun(random, true)];
    const [there, back] = [compareTrees(a, b), compareTrees(b, a)];
    expect(there === null).toBe(a.callTree === null || b.callTree === null);
    if (there === null || back === null) return;
    const sum = (column: Float64Array | undefined) =>
      (column ?? new Float64Array()).reduce((x, y) => x + y, 0);
    expect([sum(there.base.self["cost"]), sum(there.next.self["cost"])]).toEqual([
      sum(a.callTree!.self["cost"]),
      sum(b.callTree!.self["cost"]),
    ]);
    const paths = ({ base, baseTotal, keys }: TreeComparison, total = baseTotal["cost"]!) =>
      Array.from(base.prefix, (_, node) => {
        let path = String(total[node]);
        for (let at = node; at >= 0; at = base.prefix[at]!) path = `${keys[base.frame[at]!]!};${path}`;
        return path;
      }).sort();
    expect(paths(there)).toEqual(paths(back, back.nextTotal["cost"]));
    expect(new Set(paths(there)).size).toBe(there.base.length);
  });

  it.each(seeds)("keys are unique, totals are at least selfs and at most the run's (%i)", (seed) => {
    const random = randomFrom(seed);
    const [a, b] = [randomRun(random, true), randomRun(random, true)];
    const { functions, lines, explained } = compareProfiles(a, b);
    for (const rows of [functions, lines]) expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    for (const { baseRows, total } of functions)
      if (baseRows.length > 1) expect(total["cost"]!.base).toBeLessThanOrEqual(explained[0]!.whole.base!);
  });
});
