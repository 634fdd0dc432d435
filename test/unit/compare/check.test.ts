import { describe, expect, it } from "vitest";
import { readAllowRules } from "../../../src/core/compare/allow";
import { checkComparison, type CheckResult } from "../../../src/core/compare/check";
import { compareProfiles } from "../../../src/core/compare/compareProfiles";
import { globMatches } from "../../../src/core/compare/glob";
import { exceeds, parsePercent } from "../../../src/core/compare/percent";
import { run, type FunctionPicture } from "./pictures";

type Picture = Readonly<Record<string, number | FunctionPicture>>;

const side = (functions: Picture, more = {}) =>
  run({
    functions: Object.entries(functions).map(([name, row]) => [
      name,
      typeof row === "number" ? { self: row, total: row } : row,
    ]),
    ...more,
  });

function check(base: Picture, next: Picture, limits: { total?: string; each?: string; allow?: string } = {}) {
  return checkComparison(compareProfiles(side(base), side(next)), {
    maxRegression: parsePercent(limits.total ?? "0", "--max-regression"),
    perFunction: limits.each === undefined ? null : parsePercent(limits.each, "--per-function"),
    allow: readAllowRules(limits.allow ?? "", "allow.txt"),
    today: "2026-11-21",
  });
}
const told = ({ passed, violations }: CheckResult) => [
  passed,
  violations.map(({ kind, key }) => `${kind} ${key}`),
];

describe("the gate on the whole run", () => {
  it.each<[number, number, string, boolean]>([
    [1000, 1000, "0", true],
    [1000, 1001, "0", false],
    [1000, 999, "0", true],
    // Exactly the limit is still allowed, one unit more is not.
    [1000, 1001, "0.1", true],
    [1000, 1002, "0.1", false],
    [10_000, 10_029, "0.29", true],
    [10_000, 10_030, "0.29", false],
    [498_004_423, 498_502_427, "0.1", true],
    [498_004_423, 498_502_428, "0.1", false],
    [9_007_199_254_740_000, 9_007_199_254_740_001, "0", false],
    [3, 4, "33.333333333333", false],
    [3, 4, "33.333333333334", true],
    [0, 1, "1000", false],
    [1000, 1005, ".5", true],
    [1000, 1006, ".5", false],
    // What no whole number of a double holds to the unit is still judged, and nothing overflows.
    [1e18, 1e18 + 1024, "0", false],
    [1e307, 1e308, "100", false],
    [1e307, 2e307, "100", true],
    [0.5, 0.6, "10", false],
    [0.5, 0.5625, "12.5", true],
  ])("%i → %i at +%s %% passes: %s", (base, next, total, passes) => {
    expect(check({ f: base }, { f: next }, { total }).passed).toBe(passes);
  });

  it("judges what a run costs, not what it adds: a function may grow where another shrinks", () => {
    expect(told(check({ a: 100, b: 100 }, { a: 150, b: 40 }))).toEqual([true, []]);
  });

  it("refuses a run that did not end well, whatever it costs", () => {
    const failed = side({ f: 1 }, { with: { outcome: { status: "guest-error", message: "panicked" } } });
    const result = checkComparison(compareProfiles(side({ f: 100 }), failed), {
      maxRegression: parsePercent("0", ""),
      perFunction: null,
      allow: readAllowRules("*", "allow.txt"),
      today: "2026-11-21",
    });
    expect(result.passed).toBe(false);
    expect(result.violations.map(({ text }) => text)).toEqual([
      "guest.elf ended with guest-error: panicked: a part of a run cannot be judged",
    ]);
  });

  it("refuses a run that failed before its totals were known", () => {
    const failed = run({ totals: {}, with: { outcome: { status: "guest-error", message: null } } });
    const result = checkComparison(compareProfiles(side({ f: 100 }), failed), {
      maxRegression: parsePercent("0", ""),
      perFunction: null,
      allow: [],
      today: "2026-11-21",
    });
    expect(result.violations.map(({ kind }) => kind)).toEqual(["outcome"]);
  });

  it("has nothing to say where the whole run is unknown", () => {
    const unknown = run({ totals: {}, with: { metrics: [{ id: "gas", unit: "gas" }] } });
    expect(() =>
      checkComparison(compareProfiles(unknown, unknown), {
        maxRegression: parsePercent("0", ""),
        perFunction: null,
        allow: [],
        today: "2026-11-21",
      }),
    ).toThrow("does not say the gas of the whole run");
  });

  it("can judge another total", () => {
    const totals = (precompiles: number) => run({ totals: { variable: 100, precompiles } });
    const result = checkComparison(compareProfiles(totals(10), totals(11)), {
      maxRegression: parsePercent("5", ""),
      perFunction: null,
      allow: [],
      today: "2026-11-21",
      total: "precompiles",
    });
    expect(result.violations.map(({ text }) => text)).toEqual([
      "precompiles grew by 1 (+10.00 %), more than 5 %",
    ]);
  });
});

describe("the gate on each function", () => {
  it("judges by self: a caller is not blamed for what it calls", () => {
    const base = { main: { self: 10, total: 110 }, leaf: { self: 100, total: 100 } };
    const next = { main: { self: 10, total: 130 }, leaf: { self: 120, total: 120 } };
    expect(told(check(base, next, { total: "50", each: "1" }))).toEqual([false, ["function leaf"]]);
  });

  it("judges by total where self is not known", () => {
    const base = { main: { total: 100 }, leaf: { total: 90 } };
    const next = { main: { total: 100 }, leaf: { total: 91 } };
    expect(
      checkComparison(
        compareProfiles(side(base, { totals: { variable: 100 } }), side(next, { totals: { variable: 100 } })),
        {
          maxRegression: parsePercent("0", ""),
          perFunction: parsePercent("1", ""),
          allow: [],
          today: "2026-11-21",
        },
      ).violations.map(({ key, measure }) => [key, measure]),
    ).toEqual([["leaf", "total"]]);
  });

  it("lets a new function be as dear as the limit's part of the whole run", () => {
    expect(told(check({ a: 1000 }, { a: 900, b: 10 }, { each: "1" }))).toEqual([true, []]);
    expect(told(check({ a: 1000 }, { a: 900, b: 11 }, { each: "1" }))).toEqual([false, ["new-function b"]]);
  });

  it("says how many it could not judge", () => {
    const result = check({ a: { total: 5 }, b: 5 }, { a: { self: 5 }, b: 5 }, { total: "100", each: "0" });
    expect([result.passed, result.notJudged]).toEqual([true, 1]);
  });
});

describe("an allow file", () => {
  const base = { "evm::state_root": 100, "keccak::soft::f": 100, "keccak::soft::g": 100 };
  const next = { "evm::state_root": 130, "keccak::soft::f": 105, "keccak::soft::g": 103 };

  it("allows by path or glob, with a reason, a limit of its own and an end", () => {
    const result = check(base, next, {
      total: "50",
      each: "1",
      allow: `# what may cost more
evm::state_root  until 2026-12-31  # proof of absence, #123
keccak::*  +4 %  # vendored update
nobody::calls_this  # left over
evm::*  until 2026-11-20  # has ended
`,
    });
    expect(told(result)).toEqual([false, ["function keccak::soft::f"]]);
    expect(result.allowed.map(({ key, rule }) => [key, rule.line, rule.reason])).toEqual([
      ["evm::state_root", 2, "proof of absence, #123"],
      ["keccak::soft::g", 3, "vendored update"],
    ]);
    expect(result.unused.map(({ pattern }) => pattern)).toEqual(["nobody::calls_this"]);
    expect(result.expired.map(({ line }) => line)).toEqual([5]);
  });

  it("covers each of several numbered impls by the path that they share", () => {
    const base = { "a::m::{impl#0}::f": 100, "a::m::{impl#1}::f": 100 };
    const next = { "a::m::{impl#0}::f": 150, "a::m::{impl#1}::f": 100 };
    expect(told(check(base, next, { total: "50", each: "1" }))).toEqual([
      false,
      ["function a::m::{impl#0}::f"],
    ]);
    expect(check(base, next, { total: "50", each: "1", allow: "a::m::f # known" }).passed).toBe(true);
  });

  it("allows the whole run by the word total, up to its own limit", () => {
    expect(check({ f: 100 }, { f: 104 }, { allow: "total +5% # accepted" }).passed).toBe(true);
    expect(check({ f: 100 }, { f: 106 }, { allow: "total +5% # accepted" }).passed).toBe(false);
    expect(check({ f: 100 }, { f: 104 }, { allow: "* # functions only" }).passed).toBe(false);
  });

  it("with a limit that is too small is named in the refusal, and is not called idle", () => {
    const result = check(
      { f: 100, g: 100 },
      { f: 111, g: 100 },
      { total: "50", each: "5", allow: "f +8% # a\nf +10% # b\ng +1% # idle" },
    );
    expect(result.violations.map(({ text }) => text)).toEqual([
      "self cost grew by 11 (+11.00 %), more than 5 %, and more than the 10 % that line 2 allows",
    ]);
    expect(result.unused.map(({ line }) => line)).toEqual([3]);
  });

  it("holds to the end of its day", () => {
    expect(check({ f: 1 }, { f: 2 }, { allow: "total until 2026-11-21" }).passed).toBe(true);
    expect(check({ f: 1 }, { f: 2 }, { allow: "total until 2026-11-20" }).passed).toBe(false);
  });

  it("finds functions by the end of their file's path, and by names with blanks", () => {
    const at = (self: number): Picture => ({
      "<u8 as a::Enc>::enc": { self, at: ["/home/me/guest/src/enc.rs", 3] },
    });
    for (const pattern of [
      "src/enc.rs",
      "./src/enc.rs",
      "src/*",
      "*.rs",
      "<u8 as Enc>::enc",
      "<u8 as a::Enc>::*",
    ])
      expect([pattern, check(at(10), at(20), { total: "500", each: "1", allow: pattern }).passed]).toEqual([
        pattern,
        true,
      ]);
    expect(check(at(10), at(20), { total: "500", each: "1", allow: "rc/enc.rs" }).passed).toBe(false);
  });

  it.each([
    ["f until tomorrow", "allow.txt:1: tomorrow is no day"],
    ["\nf until 2026-13-40", "allow.txt:2: 2026-13-40 is no day"],
    ["f +1.2.3%", "allow.txt:1: 1.2.3 % is no limit"],
  ])("that says %j is refused with its line", (text, message) => {
    expect(() => readAllowRules(text, "allow.txt")).toThrow(message);
  });
});

describe("percentages and globs", () => {
  it("are exact where a double is not", () => {
    expect(0.29 * 100 === 29).toBe(false);
    expect(exceeds(29, 100, parsePercent("29", ""))).toBe(false);
    expect(exceeds(29, 10_000, parsePercent("0.29", ""))).toBe(false);
    expect(exceeds(30, 10_000, parsePercent("0.29", ""))).toBe(true);
  });

  it.each(["", ".", "1.", "1..2", "-1", "1e3", "NaN", "Infinity", "1,5", "0x1", "1000000000000"])(
    "%j is no percentage",
    (text) => {
      expect(() => parsePercent(text, "--max-regression")).toThrow("is no percentage");
    },
  );

  it("fit from end to end, and a hostile one takes no time", () => {
    expect(globMatches("a*c", "abbc")).toBe(true);
    expect(globMatches("a*c", "abb")).toBe(false);
    expect(globMatches("*", "")).toBe(true);
    expect(globMatches("a.c", "abc")).toBe(false);
    expect(globMatches(`${"*a".repeat(60)}b`, "a".repeat(4000))).toBe(false);
  });
});
