import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { bmfReport } from "../../../src/core/report/bmf";
import { loadFiles } from "../../../src/server/loadFiles";
import { profileOf } from "../profiles";

const fixture = (...parts: string[]) => loadFiles({ files: [path.join("test/fixtures", ...parts)] });

describe("Bencher's format", () => {
  it("has the guest with its totals, and its tags", () => {
    const tags = [{ name: "hash phase", metric: "cost", calls: 3, total: 70, min: 10, max: 40 }];
    expect(bmfReport(profileOf({ tags }), "guest")).toEqual({
      guest: {
        steps: { value: 100 },
        variable: { value: 1000 },
        base: { value: 10 },
        total: { value: 1010 },
      },
      "guest/hash phase": { cost: { value: 70 }, calls: { value: 3 } },
    });
  });

  it("leaves out what is not known", () => {
    const totals = { steps: null, cost: Number.NaN, cycles: 0 };
    expect(bmfReport({ ...profileOf(), totals }, "g")).toEqual({ g: { cycles: { value: 0 } } });
  });

  it("has every machine: ZisK, SP1, heaps, timed commands", async () => {
    const totals = async (...parts: string[]) => {
      const profile = await fixture(...parts);
      return Object.values(bmfReport(profile, "g"))[0]!;
    };
    expect(Object.keys(await totals("streams", "calls.report.txt"))).toContain("steps");
    expect(Object.keys(await totals("sp1", "tracker-nest.report.json"))).toEqual(["cycles", "gas"]);
    expect(Object.keys(await totals("dhat", "valgrind-c.json"))).toContain("bytes");
    const timed = bmfReport(await fixture("host", "hyperfine.three.json"), "g");
    const commands = (
      JSON.parse(readFileSync("test/fixtures/host/hyperfine.three.json", "utf8")) as {
        results: { command: string; mean: number; stddev: number }[];
      }
    ).results;
    expect(Object.keys(timed)).toEqual(commands.map(({ command }) => command));
    for (const { command, mean, stddev } of commands) {
      const { value, lower_value, upper_value } = timed[command]!["latency"]!;
      expect(value).toBeCloseTo(1e9 * mean, -1);
      expect(upper_value! - lower_value!).toBeCloseTo(2e9 * stddev, -1);
    }
  });

  it("takes names as they are and lets none of them mean anything", () => {
    const tag = (name: string) => ({
      name,
      metric: "Cost / Total!",
      calls: null,
      total: 1,
      min: null,
      max: null,
    });
    const names = ["__proto__", "constructor", "a\u202eb\nc", "x".repeat(5000)];
    const report = bmfReport({ ...profileOf({ tags: names.map(tag) }), totals: {} }, "__proto__");
    const parsed = JSON.parse(JSON.stringify(report)) as typeof report;
    expect(Object.keys(parsed)).toEqual([
      "__proto__/__proto__",
      "__proto__/constructor",
      "__proto__/a\ufffdb\ufffdc",
      expect.stringMatching(/^__proto__\/x+…$/),
    ]);
    for (const measures of Object.values(parsed)) expect(measures).toEqual({ "cost-total": { value: 1 } });
  });
});
