import { describe, expect, it } from "vitest";
import { spreadOf, welch } from "../../../../src/core/analysis/welch";
import { csvReport } from "../../../../src/core/report/csv";
import { markdownReport } from "../../../../src/core/report/markdown";
import { textReport } from "../../../../src/core/report/text";
import { hostBytes, profileFrom } from "./hostSamples";

const load = async (name: string) => profileFrom(hostBytes(`hyperfine.${name}.json`), `${name}.json`);

/** By Simpson's rule over Student's density in Python; scipy's `ttest_ind(b, a, equal_var=False)` says the same of the first file. */
const golden = [
  {
    a: [1, 2, 3],
    b: [2, 3, 4, 9],
    t: 1.507556722888818,
    df: 3.7768786127167635,
    p: 0.21024415384341844,
    low: -2.2134930293949164,
    high: 7.213493029394916,
  },
  {
    a: [5, 5.1, 5.3],
    b: [4, 4.2, 9, 8.5, 7],
    t: 1.3355232873385625,
    df: 4.056278488707305,
    p: 0.251720436522592,
    low: -1.5017476531740104,
    high: 4.315080986507347,
  },
];

describe("Welch's test", () => {
  it.each(golden)("$a against $b", ({ a, b, t, df, p, low, high }) => {
    const test = welch(spreadOf(Float64Array.from(a)), spreadOf(Float64Array.from(b)))!;
    expect(test.t).toBeCloseTo(t, 9);
    expect(test.degrees).toBeCloseTo(df, 9);
    expect(test.p / p).toBeCloseTo(1, 9);
    expect(test.low).toBeCloseTo(low, 7);
    expect(test.high).toBeCloseTo(high, 7);
  });

  it("says nothing of one run, or of runs without a spread", () => {
    const of = (...values: number[]) => spreadOf(Float64Array.from(values));
    expect(welch(of(1), of(1, 2))).toBeNull();
    expect(welch(of(1, 1), of(2, 2))).toBeNull();
  });
});

describe("hyperfine's JSON", () => {
  it("of parameters: mean, deviation, and whether the second command differs", async () => {
    const [first, second] = (await load("parameters")).benchmarks!;
    expect(first).toMatchObject({ command: "sleep 0.03", runs: 12, against: null, failures: 0 });
    expect(first!.parameters).toEqual([{ name: "n", value: "3" }]);
    expect(second!.against).toMatchObject({
      command: "sleep 0.03",
      low: 10_129_224,
      high: 12_152_035,
      significant: true,
    });
    expect(second!.against!.p / 6.539073444e-11).toBeCloseTo(1, 8);
    expect(second!.against!.ratio).toBeCloseTo(1.3566, 4);
  });

  it("of three commands: the figures that hyperfine itself wrote", async () => {
    const file = JSON.parse(new TextDecoder().decode(hostBytes("hyperfine.three.json"))) as {
      results: {
        command: string;
        mean: number;
        stddev: number;
        median: number;
        min: number;
        max: number;
        times: number[];
      }[];
    };
    const profile = await load("three");
    expect(profile.benchmarks).toHaveLength(file.results.length);
    for (const [i, wanted] of file.results.entries()) {
      const row = profile.benchmarks![i]!;
      expect(row).toMatchObject({ command: wanted.command, runs: wanted.times.length });
      for (const figure of ["mean", "stddev", "median", "min", "max"] as const)
        expect(row[figure], figure).toBe(Math.round(wanted[figure] * 1e9));
    }
  });

  it("of commands that fail", async () => {
    const profile = await load("failing");
    expect(profile.benchmarks![0]!.failures).toBeGreaterThan(0);
    expect(profile.warnings.join()).toContain("did not end with exit code 0");
  });

  it("is printed with a sentence on every command but the first, in text, Markdown and CSV", async () => {
    const profile = await load("parameters");
    const sentence =
      /sleep 0\.04: 35\.7 % slower than sleep 0\.03 \(with 95 % confidence 10\.1 ms to 12\.2 ms; Welch's test, p (?:<|&lt;) 0\.0001\)/;
    const text = textReport(profile, { title: "t", color: false, width: Infinity });
    expect(text).toMatch(sentence);
    expect(text).toMatch(/31\.2 ms +47\.2 µs +31\.2 ms +31\.3 ms +12 +sleep 0\.03/);
    const markdown = markdownReport(profile, { title: "t" });
    expect(markdown).toMatch(sentence);
    expect(markdown).toContain("| 31.2 ms | 47.2 µs | 31.2 ms | 31.3 ms | 12 |  | `sleep 0.03` |");
    const [head, first, second] = csvReport(profile).split("\r\n");
    expect(head).toBe(
      "command,n,runs,mean,stddev,median,min,max,user,system,failures,memory,ratio,low,high,p",
    );
    expect(first).toMatch(/^sleep 0\.03,3,12,31240621,47218,.*,,,,$/);
    expect(second).toMatch(/^sleep 0\.04,4,12,42381250,1591479,.*,10129224,12152035,6\.539\d*e-11$/);
  });

  it("of hostile commands and parameters stays harmless", async () => {
    const command = "=cmd|' /C calc'!A0 `x` <b>\u202e\u001b[31m\nnext";
    const profile = await profileFrom({
      results: [{ command, mean: 1, times: [1, 1.5], parameters: { "=1": "@x", __proto__: "y" } }],
    });
    expect(csvReport(profile)).toMatch(/\r\n"'=cmd/);
    for (const text of [
      csvReport(profile),
      markdownReport(profile),
      textReport(profile, { title: "t", color: false, width: 99 }),
    ])
      expect(text).not.toMatch(/[\u001b\u202e]/);
  });

  it("cut: the commands that were read", async () => {
    const text = new TextDecoder().decode(hostBytes("hyperfine.three.json"));
    const profile = await profileFrom(text.slice(0, text.indexOf('"command"', 1500)));
    expect(profile.outcome.status).toBe("truncated");
    expect(profile.benchmarks!.length).toBeGreaterThan(0);
    await expect(profileFrom('{"results":[{"command":"x","mean":')).rejects.toMatchObject({
      kind: "bad-input",
    });
  });
});
