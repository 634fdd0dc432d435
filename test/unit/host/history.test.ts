import { describe, expect, it } from "vitest";
import { historyMetrics, historyPoints, wholeOfRun } from "../../../src/host/compare/historyData";
import { deltaToPrevious } from "../../../src/host/trees/runText";
import { isShownHistory, showHistory } from "../../../src/protocol/history";
import { historyWords } from "../../../src/protocol/historyWords";
import type { RunItem } from "../../../src/protocol/requests";

const run = (day: number, variable: number | null, over: Partial<RunItem> = {}): RunItem => ({
  folder: `/guest/.cyclelens/runs/${day}`,
  id: String(day),
  guest: "guest",
  machine: "zisk",
  engine: "ziskemu 1.4.0",
  startedAt: `2026-01-${String(day).padStart(2, "0")}T10:00:00.000Z`,
  durationMs: 1,
  outcome: "ok",
  commit: "abcdef0123456789",
  dirty: false,
  baseline: null,
  inputDigest: "one",
  totals: { variable, steps: variable },
  ...over,
});

describe("a run against the one before it", () => {
  const before = [run(3, 120), run(2, 100), run(1, 90)];

  it("is compared with the newest that it can be compared with", () => {
    expect(deltaToPrevious(run(4, 130), before)).toEqual({ base: 120, next: 130 });
  });

  it.each<[string, Partial<RunItem>]>([
    ["failed", { outcome: "guest-error" }],
    ["is of another machine", { machine: "sp1" }],
    ["read another input", { inputDigest: "two" }],
  ])("passes over one that %s", (_why, over) => {
    const [newest, ...older] = before;
    expect(deltaToPrevious(run(4, 130), [{ ...newest!, ...over }, ...older])).toEqual({
      base: 100,
      next: 130,
    });
  });

  it("says nothing of the first, of one that failed, of unknown figures", () => {
    expect(deltaToPrevious(run(1, 90), [])).toBeNull();
    expect(deltaToPrevious(run(4, 130, { outcome: "truncated" }), before)).toBeNull();
    expect(deltaToPrevious(run(4, null), before)).toBeNull();
  });
});

describe("the history of a guest", () => {
  const runs = [
    run(1, 90, { baseline: "baseline" }),
    run(2, 100, { dirty: true }),
    run(3, 0, { outcome: "guest-error" }),
    run(4, 300, { inputDigest: "two" }),
    run(5, 110),
  ];

  it("offers what the runs know, by the names of the rest of the editor", () => {
    expect(historyMetrics(runs)).toEqual(["cost", "steps"]);
    expect(historyMetrics([run(1, 1, { totals: { cycles: 5, gas: null } })])).toEqual(["cycles"]);
    expect(historyMetrics([run(1, 1, { totals: { blocks: 5, bytes: 6 } })])).toEqual(["blocks", "bytes"]);
    expect(historyMetrics([])).toEqual([]);
    expect(wholeOfRun(runs[0]!, "cost")).toBe(90);
  });

  it("has a point a run: each against the comparable one before, another input apart", () => {
    const values = runs.map((each) => wholeOfRun(each, "cost"));
    const points = historyPoints(runs, values, runs[1]!.folder, (outcome) => outcome);
    expect(points.map(({ value, before, otherInput }) => [value, before, otherInput])).toEqual([
      [90, null, false],
      [100, 90, false],
      [0, null, false],
      [300, null, true],
      [110, 100, true],
    ]);
    expect(points.map(({ commit }) => commit)).toEqual([
      "abcdef0",
      "abcdef0*",
      "abcdef0",
      "abcdef0",
      "abcdef0",
    ]);
    expect(points.map(({ isBaseline, isOpen }) => [isBaseline, isOpen])).toEqual([
      [true, false],
      [false, true],
      [false, false],
      [false, false],
      [false, false],
    ]);
    expect(points.every((point) => point.time !== "")).toBe(true);
  });

  it("crosses to the page only in its shape", () => {
    const history = {
      guest: "guest",
      metrics: ["cost"],
      metric: "cost",
      functions: [],
      name: null,
      points: historyPoints(runs, [1, 2, 3, 4, 5], null, (outcome) => outcome),
      most: 0,
    };
    expect(isShownHistory(history)).toBe(true);
    expect(showHistory.isValue({ words: historyWords, history, problem: null })).toBe(true);
    const points = history.points.map((point) => ({ ...point }));
    for (const wrong of [
      null,
      [],
      { ...history, points: "many" },
      { ...history, points: [{ ...points[0]!, value: Number.NaN }] },
      { ...history, points: [{ ...points[0]!, commit: "x".repeat(9000) }] },
      { ...history, points: new Array(2000).fill(points[0]) },
      { ...history, name: 7 },
    ])
      expect(isShownHistory(wrong)).toBe(false);
  });
});
