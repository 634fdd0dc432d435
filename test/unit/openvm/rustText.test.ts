import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellText } from "../../../src/core/openvm/cellText";
import { byBytes, figure, fixed, jsonFloat, parseFloatText, signed } from "../../../src/core/openvm/rustText";

describe("figures of the reports", () => {
  it.each([
    [0, "0"],
    [12_000_265, "12,000,265"],
    [397.75, "397.75"],
    [0.125, "0.13"],
    // The decimals are rounded by themselves and the sign of the whole part is all there is.
    [1.999, "1.100"],
    [-0.4, "0.40"],
    [-1.5, "-1.50"],
    [NaN, "0"],
    [Infinity, "9,223,372,036,854,775,807"],
    [-1e300, "-9,223,372,036,854,775,808"],
    [9_007_199_254_740_993, "9,007,199,254,740,992"],
  ])("%d is %s", (value, text) => expect(figure(value)).toBe(text));

  it("whole numbers are those of the locale", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => figure(n) === n.toLocaleString("en-US").replace("-0", "0")),
    );
  });
});

describe("fixed decimals", () => {
  it.each([
    [0.5, 0, "0"],
    [1.5, 0, "2"],
    [2.5, 0, "2"],
    [-0.4, 0, "-0"],
    [-0, 0, "-0"],
    [0.25, 1, "0.2"],
    [0.35, 1, "0.3"],
    [0.75, 1, "0.8"],
    [1.125, 2, "1.12"],
    [1e21, 1, "1000000000000000000000.0"],
    [-Infinity, 1, "-inf"],
  ])("%d with %d decimals is %s", (value, decimals, text) => expect(fixed(value, decimals)).toBe(text));

  it("a sign is always there, but not before NaN", () => {
    expect([0, -0, 3, -3, Infinity, NaN].map((n) => signed(n, 0))).toEqual([
      "+0",
      "-0",
      "+3",
      "-3",
      "+inf",
      "NaN",
    ]);
  });

  it("half of the last figure is the most that is lost", () => {
    const finite = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
    fc.assert(fc.property(finite, (n) => Math.abs(Number(fixed(n, 1)) - n) <= 0.05 * (1 + 1e-12) + 1e-7));
  });
});

describe("numbers in JSON", () => {
  it.each([
    [79, "79.0"],
    [2.963, "2.963"],
    [1e15, "1000000000000000.0"],
    [1e16, "1e16"],
    [0.00001, "0.00001"],
    [0.000001, "1e-6"],
    [1.5e-9, "1.5e-9"],
    [Number.MAX_VALUE, "1.7976931348623157e308"],
    [-0, "-0.0"],
    [NaN, "null"],
  ])("%d is %s", (value, text) => expect(jsonFloat(value)).toBe(text));

  it("any number comes back", () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(finite, (n) => Object.is(Number(jsonFloat(n)), n)));
  });
});

describe("texts", () => {
  it("numbers are read as Rust reads them", () => {
    const read = ["1e3", "+7", ".5", "5.", "inf", "-Infinity", "nan", "-0"].map(parseFloatText);
    expect(read).toEqual([1000, 7, 0.5, 5, Infinity, -Infinity, NaN, -0]);
    for (const text of ["", " 1", "1_000", "0x10", ".", "e5", "1e", "--1", "infinit"])
      expect(parseFloatText(text), text).toBeNull();
  });

  it("order is that of the bytes", () => {
    const text = fc.string({ unit: "binary", maxLength: 4 });
    const sign = (n: number): number => (n > 0 ? 1 : n < 0 ? -1 : 0);
    fc.assert(
      fc.property(
        text,
        text,
        (a, b) => sign(byBytes(a, b)) === Buffer.compare(Buffer.from(a), Buffer.from(b)),
      ),
    );
  });
});

describe("cells", () => {
  it.each([
    [{ value: 504, diff: null }, " 504"],
    [{ value: 504, diff: 49 }, "<span style='color: red'>(+49 [+10.8%])</span> 504"],
    [{ value: 292, diff: -4 }, "<span style='color: green'>(-4 [-1.4%])</span> 292"],
    [{ value: 10_000, diff: 9 }, " 10,000"],
    [{ value: 0, diff: 0 }, "<span style='color: green'>(+0 [NaN%])</span> 0"],
    [{ value: 5, diff: 5 }, "<span style='color: red'>(+5 [+inf%])</span> 5"],
  ])("%o is %s", (cell, text) => expect(cellText(cell)).toBe(text));
});
