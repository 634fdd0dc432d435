import { describe, expect, it } from "vitest";
import { heatOf, lineFigure, pickFigures } from "../../../src/core/report/lineFigure";
import { lensText } from "../../../src/core/report/lensText";

const options = { metric: "steps", format: "full", whole: 25_000_000, most: 3_100_000 } as const;

describe("lineFigure", () => {
  it("says bar, percent, count and the metric's word", () => {
    expect(lineFigure({ self: 3_100_000, total: 3_100_000 }, options)).toMatchObject({
      text: "█ 12.4 %  3.10 M steps",
      heat: 4,
    });
    expect(lineFigure({ self: 842, total: 900 }, options).text).toBe("▁ < 0.1 %  842 steps");
  });

  it("shows what was inlined into a line that does little itself, and says so", () => {
    expect(lineFigure({ self: 10, total: 1_500_000 }, options).text).toBe("▄ 6.0 %  1.50 M steps inlined");
    expect(lineFigure({ self: 1_000_000, total: 1_500_000 }, options).text).toBe("▃ 4.0 %  1.00 M steps");
  });

  it("follows the format, and leaves out a share that is not known", () => {
    const row = { self: 3_100_000, total: 0 };
    expect(lineFigure(row, { ...options, format: "percent" }).text).toBe("█ 12.4 %");
    expect(lineFigure(row, { ...options, format: "count" }).text).toBe("█ 3.10 M steps");
    expect(lineFigure(row, { ...options, whole: null })).toMatchObject({ text: "█ 3.10 M steps", heat: 0 });
  });

  it("has five heats from 0.1, 1, 5, 10 and 20 %", () => {
    expect([0, 0.0009, 0.001, 0.0099, 0.01, 0.05, 0.1, 0.2, 1].map(heatOf)).toEqual([
      0, 0, 1, 1, 2, 3, 4, 5, 5,
    ]);
    expect(heatOf(null)).toBe(0);
  });
});

describe("pickFigures", () => {
  const figures = [10, 50, 20, 40, 30].map((value, line) => ({ line, value }));
  it("prefers lines in sight, then the hottest, and keeps their order", () => {
    expect(pickFigures(figures, [{ start: 0, end: 0 }], 3).map((f) => f.line)).toEqual([0, 1, 3]);
    expect(pickFigures(figures, [], 9)).toBe(figures);
  });
});

describe("lensText", () => {
  const figures = {
    metric: "cost",
    share: 0.124,
    self: 1_200_000,
    total: 3_100_000,
    calls: 177,
    instances: 1,
  };
  it("says what is known and leaves out the rest", () => {
    expect(lensText(figures)).toBe("12.4 % cost · 3.10 M total · 1.20 M self · 177 calls");
    expect(lensText({ ...figures, calls: 1, instances: 3 })).toBe(
      "12.4 % cost · 3.10 M total · 1.20 M self · 1 call · 3 instances",
    );
    expect(lensText({ ...figures, self: null, calls: null })).toBe("12.4 % cost · 3.10 M total");
    expect(lensText({ ...figures, total: null, calls: null, instances: 0, share: null })).toBe(
      "– cost · 1.20 M self · inlined",
    );
  });
});
