import { expect, it } from "vitest";
import { changeText, deltaText } from "../../../src/core/report/delta";
import { lensText } from "../../../src/core/report/lensText";
import { lineFigure } from "../../../src/core/report/lineFigure";
import {
  exactFigure,
  formatAmount,
  formatFigure,
  isTime,
  metricWord,
  type MetricName,
} from "../../../src/core/report/metricFigures";

const cpu = { id: "cpu", unit: "ns" };
const space = { id: "alloc_space", unit: "bytes" };

it.each<[number | null, MetricName, string, string]>([
  // counts: the metric's word
  [3_104_221, "cost", "3.10 M cost", "3,104,221 cost"],
  [10_070_116, "total_cycles", "10.1 M total cycles", "10,070,116 total cycles"],
  [36_300, "bytes", "36.3 K bytes", "36,300 bytes"],
  [1_270_000, space, "1.27 M bytes alloc space", "1,270,000 bytes alloc space"],
  [123_456, "proof_size_bytes", "123 K bytes proof size", "123,456 bytes proof size"],
  // times: the unit that fits, never thousands of milliseconds
  [139_013, "proof_time_ms", "139 s proof time", "139.013 s proof time"],
  [2_963, "total_proof_time_ms", "2.96 s total proof time", "2.963 s total proof time"],
  [1_390_000, "ms", "1,390 s", "1,390 s"],
  [3_204_221_000, "ns", "3.20 s", "3.204221 s"],
  [3_200_000_000, cpu, "3.20 s cpu", "3.2 s cpu"],
  [842, "ns", "842 ns", "842 ns"],
  [999.6, "ns", "1.00 µs", "999.6 ns"],
  [999_700, "µs", "1.00 s", "999.7 ms"],
  [0, "ns", "0 s", "0 s"],
  [-1_234_567, "ns", "-1.23 ms", "-1.234567 ms"],
  // nothing known, and names that mean something to an object
  [null, "proof_time_ms", "–", "–"],
  [NaN, "cost", "–", "–"],
  [5, "constructor", "5 constructor", "5 constructor"],
  [5, "_ms", "5.00 ms", "5 ms"],
])("%j of %j is %j, exactly %j", (value, metric, text, exact) => {
  expect(formatFigure(value, metric).trim()).toBe(text);
  expect(exactFigure(value, metric).trim()).toBe(exact);
});

it("what a figure is of has no unit in it", () => {
  expect(["cost", "proof_time_ms", "cells_used", "ns", cpu].map(metricWord)).toEqual([
    ...["cost", "proof time", "cells used", "time", "cpu"],
  ]);
  expect(["ns", "proof_time_ms", "steps", "cells_s", cpu].map(isTime)).toEqual([
    true,
    true,
    false,
    false,
    true,
  ]);
  expect(formatAmount(461_000_000, "main_cells_used")).toBe("461 M");
});

it("a lens and a line of sampled time are told in seconds", () => {
  expect(lensText({ metric: cpu, share: 0.5, self: 2e8, total: 1.6e9, calls: null, instances: 1 })).toBe(
    "50.0 % cpu · 1.60 s total · 200 ms self",
  );
  expect(
    lineFigure({ self: 1.6e9, total: 0 }, { metric: "ns", format: "full", whole: 3.2e9, most: 1.6e9 }).text,
  ).toBe("█ 50.0 %  1.60 s");
});

it("a change of a time is a time", () => {
  expect(changeText({ base: 139_013, next: 141_013 }, "proof_time_ms")).toBe("+2.00 s  +1.4 % worse");
  expect(deltaText({ base: 0, next: 1_500 }, "proof_time_ms")).toBe("+1.50 s worse");
  expect(deltaText({ base: 0, next: 842 }, "cost")).toBe("+842 worse");
});
