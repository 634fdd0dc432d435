import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../../src/core/compare/check";
import type { Comparison } from "../../../src/core/compare/types";
import { cyclelens } from "../cli/harness";
import { tempFolder } from "../tempFolder";

/**
 * What the usual scripts around these tools get wrong, each as a test with its name. The reports are real ones of
 * ziskemu 0.15, with the one change that a test is about.
 */
const real = readFileSync("test/fixtures/zisk/f2-0.15/report.txt", "utf8");

async function compared(base: string, next: string): Promise<Comparison> {
  const cwd = tempFolder({ "base.txt": base, "new.txt": next });
  const { code, stdout, stderr } = await cyclelens(["compare", "base.txt", "new.txt", "--json"], { cwd });
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as Comparison;
}

const replaced = (from: string, to: string): string => {
  expect(real).toContain(from);
  return real.replaceAll(from, to);
};

/** The two lists of a report of ziskemu 0.15 with these functions: name → inclusive cost; both end at `top`. */
function report(functions: Readonly<Record<string, number>>, top: number): string {
  const rows = Object.entries(functions)
    .sort(([, a], [, b]) => b - a)
    .slice(0, top);
  const count = (value: number): string => value.toLocaleString("en-US");
  const list = (by: number): string =>
    rows
      .map(([name, cost]) => `${count(Math.floor(cost / by)).padStart(15)}  10.00%          1 ${name}`)
      .join("\n");
  const head = real.slice(0, real.indexOf("TOP STEP FUNCTIONS"));
  return `${head}TOP STEP FUNCTIONS (STEPS, % STEPS, CALLS, FUNCTION)
----------------------------------------------------
${list(10)}

TOP COST FUNCTIONS (COST, % COST, CALLS, FUNCTION)
--------------------------------------------------
${list(1)}

`;
}

describe("the faults of the usual scripts", () => {
  it("the CALLS column is no part of a name: a function that is called more often is neither new nor gone", async () => {
    const { functions } = await compared(
      real,
      replaced("        177 mini::math::fib", "        178 mini::math::fib"),
    );
    const fib = functions.filter(({ key }) => key.includes("fib"));
    expect(fib.map(({ name, status, calls }) => [name, status, calls.base, calls.next])).toEqual([
      ["mini::math::fib", "changed", 177, 178],
    ]);
    expect(functions.filter(({ status }) => status === "new" || status === "gone")).toEqual([]);
  });

  it("a report becomes JSON: the input file is data, never a program", async () => {
    const cwd = tempFolder({ "import os; os.exit.txt": `import sys\n${real}` });
    const { code, stdout } = await cyclelens(["report", "import os; os.exit.txt", "--json"], { cwd });
    expect(code).toBe(0);
    const profile = JSON.parse(stdout) as { schema: string; totals: Record<string, number> };
    expect([profile.schema, profile.totals["steps"]]).toEqual(["cyclelens.profile/1", 4880]);
  });

  it("opcodes are the rows under COST BY OPCODE", async () => {
    const { opcodes, precompiles } = await compared(
      real,
      replaced(
        "OP add                               660          17,160",
        "OP add                               700          18,200",
      ),
    );
    expect(opcodes[0]).toMatchObject({
      name: "add",
      status: "changed",
      count: { delta: 40 },
      cost: { delta: 1040 },
    });
    expect(precompiles.map(({ name, cost }) => [name, cost.base])).toContainEqual(["keccak", 1_152_972]);
  });

  it("the total is the row TOTAL, not a sum of inclusive functions", async () => {
    const { totals, explained } = await compared(real, replaced("295,147,726", "295,147,700"));
    expect(totals.find(({ key }) => key === "total")).toMatchObject({
      base: 295_147_726,
      next: 295_147_700,
      delta: -26,
    });
    const cost = explained.find(({ metric }) => metric === "cost")!;
    // 331,840 + 30,057 + 1,152,972 + 31,577: what varies, without the fixed base.
    expect(cost.whole.base).toBe(1_546_446);
    expect(cost.functions).toBeNull();
  });

  it("a function beyond the top N of the other run is unlisted, neither new nor gone", async () => {
    const base = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`k::f${String(i)}`, 90_000 - 1000 * i]),
    );
    // f24 falls below the border, f27 rises above it.
    const next = { ...base, "k::f24": 30_000, "k::f27": 80_500 };
    const { functions, marks } = await compared(report(base, 25), report(next, 25));
    const one = (key: string) => {
      const row = functions.find((f) => f.key === key)!;
      return [row.status, row.total["cost"]?.delta, row.total["cost"]?.percent];
    };
    expect([one("k::f24"), one("k::f27")]).toEqual([
      ["unlisted", null, null],
      ["unlisted", null, null],
    ]);
    expect(functions.filter(({ status }) => status === "new" || status === "gone")).toEqual([]);
    expect(marks.filter(({ kind }) => kind === "cut-list").map(({ text }) => text)).toEqual([
      "the base run lists only its top 25 functions: one that is not on it is unlisted, neither new nor gone",
      "the new run lists only its top 25 functions: one that is not on it is unlisted, neither new nor gone",
    ]);
  });

  it("a function that rises above the top N has grown by what is certain, and the check says so", async () => {
    const base = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`k::f${String(i)}`, 90_000 - 1000 * i]),
    );
    const cwd = tempFolder({
      "base.txt": report(base, 25),
      "new.txt": report({ ...base, "k::f27": 70_000, "k::f28": 66_500 }, 27),
    });
    const args = ["compare", "base.txt", "new.txt", "--check", "--per-function", "1", "--json"];
    const { code, stdout } = await cyclelens(args, { cwd });
    const { check } = JSON.parse(stdout) as { check: CheckResult };
    expect([code, check.violations.map(({ key, text }) => [key, text])]).toEqual([
      1,
      [["k::f27", "total cost grew by at least 4,000 (+6.06 %): it was not among the top 25"]],
    ]);
    // f28 may have been where it is now.
    expect(check.notJudged).toBe(1);
  });

  it("a list that is whole says new and gone", async () => {
    const base = { "k::a": 5000, "k::b": 400, "k::c": 30 };
    const { functions } = await compared(
      report(base, 25),
      report({ "k::a": 5000, "k::b": 400, "k::d": 31 }, 25),
    );
    expect(functions.map(({ key, status }) => [key, status])).toEqual([
      ["k::d", "new"],
      ["k::c", "gone"],
      ["k::a", "same"],
      ["k::b", "same"],
    ]);
  });

  it("the rows TOTAL, FROPS and RAM USAGE are there", async () => {
    const { totals, usage } = await compared(
      real,
      replaced(
        "RAM USAGE                    268,369,936",
        "RAM USAGE                    268,369,000",
      ).replace("FROPS                             93,079", "FROPS                             93,000"),
    );
    expect(totals.map(({ key }) => key)).toEqual([
      "steps",
      "main",
      "opcodes",
      "precompiles",
      "memory",
      "variable",
      "base",
      "total",
      "frops",
    ]);
    expect(totals.find(({ key }) => key === "frops")).toMatchObject({
      base: 93_079,
      next: 93_000,
      delta: -79,
    });
    expect(usage).toMatchObject([{ key: "ram", base: 268_369_936, next: 268_369_000, delta: -936 }]);
  });

  it("a total from 0 has grown; it is not NEW, and has no percentage", async () => {
    const none = replaced(
      "PRECOMPILES                    1,152,972",
      "PRECOMPILES                            0",
    );
    const { totals } = await compared(none, real);
    expect(totals.find(({ key }) => key === "precompiles")).toMatchObject({
      status: "changed",
      base: 0,
      next: 1_152_972,
      percent: null,
    });
  });

  it("names are whole: two functions that begin alike stay two", async () => {
    const long = `k::${"a".repeat(90)}`;
    const base = { [`${long}::x`]: 5000, [`${long}::y`]: 4000 };
    const { functions } = await compared(report(base, 25), report({ ...base, [`${long}::y`]: 3000 }, 25));
    expect(functions.map(({ name, status }) => [name, status])).toEqual([
      [`${long}::y`, "changed"],
      [`${long}::x`, "same"],
    ]);
  });

  it("the lists of 0.13 are exclusive, those of 0.15 inclusive: they are not set against each other", async () => {
    const old = readFileSync(path.join("test/fixtures/zisk/f1-0.13/report.txt"), "utf8");
    const { functions, marks } = await compared(old, real);
    for (const { self, total } of functions)
      for (const change of [...Object.values(self), ...Object.values(total)])
        expect(change.base === null || change.next === null).toBe(true);
    expect(marks.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["models", "lists"]));
  });

  it("the answer is JSON by its schema, of any pair", async () => {
    const ajv = new Ajv2020({ allErrors: true });
    const valid = ajv.compile(JSON.parse(readFileSync("schemas/compare-1.json", "utf8")) as object);
    for (const next of [real, report({ "k::a": 1 }, 25)]) {
      expect(valid(await compared(real, next))).toBe(true);
    }
    expect(valid({ schema: "cyclelens.compare/2" })).toBe(false);
  });
});
