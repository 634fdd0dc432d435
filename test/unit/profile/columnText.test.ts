import { describe, expect, it } from "vitest";
import { ColumnText } from "../../../src/core/profile/columnText";

const columns = new ColumnText();

function textOf(pieces: Iterable<string | Uint8Array>): string {
  let text = "";
  for (const piece of pieces)
    text += typeof piece === "string" ? piece : Buffer.from(piece).toString("latin1");
  return text;
}

/** The list as JSON has it. */
const plain = (values: ArrayLike<number>): string => JSON.stringify(Array.from(values));

/** Numbers of every length, with their neighbours. */
const powers = Array.from({ length: 24 }, (_, i) => [10 ** i - 1, 10 ** i, 10 ** i + 1, 2 ** (3 * i)]).flat();

describe("a column's text is the JSON of its list", () => {
  it.each([
    ["nothing", []],
    ["one", [7]],
    ["noughts of both signs", [0, -0, 0, 1, -0]],
    ["every length", powers],
    ["below nought", powers.map((value) => -value)],
    ["where doubles end to be whole", [2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2]],
    ["fractions", [0.5, 1, 1.5, -0.25, 2 ** 32 + 0.5, 1e-7, 5e-324, 1e21, 1.7976931348623157e308]],
    ["what is no number", [NaN, 1, NaN, NaN, Infinity, -Infinity, 3]],
    ["runs", [5, 5, 5, 12345678, 12345678, 1234567, 1234567, NaN, 5, 5, -1, -1, 123456789012, 123456789012]],
  ])("of %s", (_, values) => {
    expect(textOf(columns.list(Float64Array.from(values)))).toBe(plain(values));
  });

  it("of whole numbers that are none, alone and last", () => {
    for (const value of [0.5, 2 ** 53, Infinity, NaN])
      for (const values of [[value], [1, value], [value, 1], [1, value, value, 2]])
        expect(textOf(columns.list(Float64Array.from(values)))).toBe(plain(values));
  });

  it.each([2047, 2048, 2049, 4096, 10_000])("of %d numbers, in stretches", (length) => {
    const values = Float64Array.from({ length }, (_, i) =>
      i % 7 === 0 ? NaN : Math.floor(1.01 ** (i % 3000)),
    );
    expect(textOf(columns.list(values))).toBe(plain(values));
    values[2047] = 0.25;
    expect(textOf(columns.list(values))).toBe(plain(values));
  });

  it("of what chance brings", () => {
    for (let round = 0; round < 200; round++) {
      const pick = (): number => {
        const value = Math.floor(Math.random() * 2 ** Math.floor(Math.random() * 60));
        return Math.random() < 0.1 ? -value : Math.random() < 0.05 ? value / 3 : value;
      };
      const values = Float64Array.from({ length: Math.floor(Math.random() * 300) }, pick);
      for (let i = 1; i < values.length; i++) if (Math.random() < 0.5) values[i] = values[i - 1]!;
      expect(textOf(columns.list(values))).toBe(plain(values));
    }
  });

  it("of rows and of bytes", () => {
    const rows = Int32Array.of(-1, 0, 7, 2 ** 31 - 1, -(2 ** 31), -1, -1);
    expect(textOf(columns.list(rows))).toBe(plain(rows));
    expect(textOf(columns.list(Uint8Array.of(0, 9, 10, 99, 100, 255)))).toBe("[0,9,10,99,100,255]");
  });
});

it("tells by starts how many are of each", () => {
  expect(textOf(columns.counts(Int32Array.of(0, 3, 3, 4, 104)))).toBe("[3,0,1,100]");
  expect(textOf(columns.counts(Int32Array.of(0)))).toBe("[]");
  const starts = Int32Array.from({ length: 5000 }, (_, i) => (i * (i + 1)) / 2);
  expect(textOf(columns.counts(starts))).toBe(plain(Array.from({ length: 4999 }, (_, i) => i + 1)));
});
