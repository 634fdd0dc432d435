import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { figure } from "../../../src/core/openvm/rustText";
import { cyclelens, type Ran } from "../cli/harness";
import { tempFolder } from "../tempFolder";
import { linesOf, metricsJson, report } from "./metricsJson";

const link = ["summary", "--benchmark-results-link", "https://x"];
const versions = ["1.3", "1.4", "1.4.3", "1.5", "2.0"] as const;
const app = metricsJson([
  "total_proof_time_ms 110 group=app",
  "execute_time_ms 10 group=app",
  "trace_gen_time_ms 5 group=app",
]);

describe("cyclelens openvm, hard cases", () => {
  let folder: string;
  const openvm = (...args: string[]): Promise<Ran> => cyclelens(["openvm", ...args], { cwd: folder });
  const read = (file: string): string => readFileSync(path.join(folder, file), "utf8");
  const write = (file: string, text: string): void => writeFileSync(path.join(folder, file), text);

  beforeEach(() => {
    folder = tempFolder();
    write("m.json", app);
    write("empty.json", "{}");
  });

  it.each(versions.slice(0, 4))(
    "a run before without groups breaks the summary of %s, as the tool's",
    async (v) => {
      const args = ["--openvm-version", v, "--json-paths", "m.json", "--prev-json-paths", "empty.json"];
      expect((await openvm(...args)).code).toBe(0);
      const ran = await openvm(...args, ...link);
      expect([ran.code, ran.stdout]).toEqual([101, ""]);
      expect(ran.stderr).toContain("the run before app has no group");
      expect(readdirSync(folder)).toContain("m.md");
    },
  );

  it("2.0 takes a run before without groups for none", async () => {
    const ran = await openvm(
      ...["--openvm-version", "2.0", "--json-paths", "m.json", "--prev-json-paths", "empty.json", ...link],
    );
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining("| [app](https://x/m.md) | 110 | ")]);
  });

  it.each([
    [["--json-paths", "m.json,"]],
    [["--json-paths="]],
    [["--json-paths", "m.json", "--prev-json-paths", ",m.json"]],
    [["--output-json", ""]],
    [["--settings", ""]],
    [["--json-paths", "m.json", ...link, "--summary-md-path", ""]],
    [["--num-devices", "-1"]],
    [["--num-devices", "1.5"]],
    [["--proofs-per-device", ""]],
    [["summary", "summary", "--benchmark-results-link", "x"]],
    [["m.json"]],
  ])("%j is a usage error, as the tool's", async (args) => {
    const ran = await openvm(...args);
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(readdirSync(folder).sort()).toEqual(["empty.json", "m.json"]);
  });

  it("the same file twice, with names, is two benchmarks; without names it is one of one name", async () => {
    const twice = ["--openvm-version", "1.5", "--json-paths", "m.json,m.json"];
    const ran = await openvm(...twice, "--names", "a,b", "--output-json", "b.json", ...link);
    expect(ran.stdout.match(/^\| \[[ab]\]/gm)).toEqual(["| [a]", "| [b]"]);
    expect(Object.keys(JSON.parse(read("b.json")) as object)).toEqual(["a", "a::app", "b", "b::app"]);
    expect((await openvm(...twice)).code).toBe(101);
  });

  it("files of several versions get one version's reports, the newest that one of them tells", async () => {
    write("new.json", metricsJson(["prover.main_trace_commit_time_ms 1 group=app_proof"]));
    const ran = await openvm("--json-paths", "m.json,new.json");
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining("2.0.0 to 2.0.2 (told by: prover.")]);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(["m.detailed.md", "new.detailed.md"]));
  });

  it("names of files and groups may hold anything that a name can", async () => {
    const odd = "größe '$(x)' 😀.v1.json";
    write(odd, app.replaceAll("app", "app|😀 <b>"));
    const ran = await openvm("--openvm-version", "1.5", "--json-paths", odd, ...link);
    expect(ran.stdout).toContain("| [app|😀 <b>](https://x/größe '$(x)' 😀.v1.md) |");
    expect(read("größe '$(x)' 😀.v1.md")).toContain("| app|😀 <b> |||||");
  });

  it("no provers and more than proofs", async () => {
    const of = async (devices: string): Promise<string> => {
      await openvm("--openvm-version", "2.0", "--json-paths", "m.json", "--num-devices", devices);
      return linesOf(read("m.md"), "| app | ").join();
    };
    expect([await of("0"), await of("1"), await of("9007199254740")]).toEqual([
      // No time, and no difference to it: the tool prints their quotient.
      "| app |  0.11 |  0.11 | <span style='color: green'>(+0 [NaN%])</span> 0 |",
      "| app |  0.11 |  0.11 |  0.11 |",
      "| app |  0.11 |  0.11 |  0.11 |",
    ]);
  });

  it.each(versions)(
    "NaN, infinity and figures beyond 2^53 and 2^63 of %s are written, never thrown",
    async (v) => {
      const text = metricsJson(
        [
          "execute_time_ms NaN group=a",
          "total_proof_time_ms inf group=a",
          "trace_gen_time_ms -inf group=a",
          "stark_prove_excluding_trace_time_ms 18446744073709551615 group=a",
          "main_cells_used 9007199254740993 group=a",
        ],
        ["rows -0 group=a", "rows 1e400 group=b"],
      );
      const { markdown } = await report(v, text, { previous: text });
      expect(linesOf(markdown, "| `stark_prove_excluding").join()).toMatch(/ 9,223,372,036,854,775,807 /);
      expect(linesOf(markdown, "| `main_cells_used").join()).toMatch(/ 9,007,199,254,740,992 /);
      expect(markdown).not.toContain("undefined");
    },
  );

  it("a figure is its whole part and its hundredths, by themselves", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e15, max: 1e15, noNaN: true }), (value) => {
        const [whole, hundredths = "0"] = figure(value).replaceAll(",", "").split(".") as [string, string?];
        expect(Number(whole) + 0).toBe(Math.trunc(value) + 0);
        const exact = Math.abs(value % 1) * 100;
        expect(Math.abs(Number(hundredths) - exact)).toBeLessThanOrEqual(0.5);
        expect(hundredths === "0" || /^\d\d$|^100$/.test(hundredths)).toBe(true);
      }),
    );
  });

  it.each(versions)("the order of entries changes no figure of %s", async (v) => {
    const lines = [
      "execute_time_ms 1.25 group=app segment=0",
      "execute_time_ms 2.5 group=app segment=1",
      "execute_preflight_time_ms 8 group=app segment=0",
      "trace_gen_time_ms 3 group=app segment=0",
      "stark_prove_excluding_trace_time_ms 0.125 group=app segment=0",
      "total_proof_time_ms 7 group=leaf idx=1",
      "rows 5 group=app air_name=A",
      "generate_blob_time_ms 3 group=leaf idx=0",
    ];
    const expected = await report(v, metricsJson(lines));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: lines.length }), async (shuffled) => {
        expect(await report(v, metricsJson(shuffled))).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});
