import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { cyclelens, type Ran } from "../cli/harness";
import { tempFolder } from "../tempFolder";
import { metricsJson } from "./metricsJson";

const now = metricsJson(
  ["total_proof_time_ms 110 group=app_proof", "total_proof_time_ms 30 group=leaf"],
  ["execute_preflight_insns 1000 group=app_proof", "main_cells_used 64 group=app_proof"],
);
const before = now.replace('"110"', '"100"');
const link = ["summary", "--benchmark-results-link", "https://x"];

describe("cyclelens openvm", () => {
  let folder: string;
  const openvm = (...args: string[]): Promise<Ran> => cyclelens(["openvm", ...args], { cwd: folder });
  const read = (file: string): string => readFileSync(path.join(folder, file), "utf8");
  const write = (file: string, text: string): void => writeFileSync(path.join(folder, file), text);

  beforeEach(() => {
    folder = tempFolder();
    write("m.new.json", now);
    write("old.json", before);
  });

  it("writes the reports beside the file, Bencher JSON and the summary", async () => {
    const ran = await openvm(
      ...["--openvm-version", "2.0", "--json-paths", "m.new.json", "--prev-json-paths=old.json"],
      ...["--output-json", "b.json", ...link],
    );
    expect(ran).toEqual({
      code: 0,
      stderr: "",
      stdout: [
        "| group | app.proof_time_ms | app.cycles | app.cells_used | leaf.proof_time_ms | leaf.cells_used |",
        "| -- | -- | -- | -- | -- | -- |",
        "| [app_proof](https://x/m.new.md) |<span style='color: red'>(+10 [+10.0%])</span> 110 |  1,000 |  64 | 30 | <span style='color: green'>(+0 [NaN%])</span> 0 |",
        "\n",
      ].join("\n"),
    });
    expect(read("m.new.md")).toContain("| Total | <span style='color: red'>(+0 [+7.7%])</span> 0.14 |");
    expect(read("m.new.detailed.md")).toContain("| leaf |");
    const bench = JSON.parse(read("b.json")) as Record<string, Record<string, unknown>>;
    expect(Object.keys(bench)).toEqual(["app_proof", "app_proof::app_proof", "app_proof::leaf"]);
    expect(bench["app_proof::leaf"]!["total_proof_time_ms"]).toEqual({
      value: 30,
      lower_value: 30,
      upper_value: 30,
    });
  });

  it("says on standard error whose report it is, where no version was asked for", async () => {
    write("p.json", now.replace('"main_cells_used"', '"prover.main_trace_commit_time_ms"'));
    const ran = await openvm("--json-paths", "p.json");
    expect(ran.stderr).toBe(
      "cyclelens: report of openvm-prof 2.0.0 to 2.0.2 (told by: prover.main_trace_commit_time_ms) — --openvm-version gives another\n",
    );
    write("e.json", metricsJson(["execute_time_ms 1 group=app"]));
    expect((await openvm("--json-paths", "e.json")).stderr).toContain(
      "1.2 and 1.3 (told by: execute_time_ms)",
    );
  });

  it("a run before that is missing or broken gives no differences", async () => {
    write("broken.json", before.slice(0, 50));
    for (const old of ["none.json", "broken.json"]) {
      const args = ["--openvm-version", "1.5", "--json-paths", "m.new.json", "--prev-json-paths", old];
      expect((await openvm(...args)).code).toBe(0);
      expect(read("m.new.md")).toContain("| Total |  0.14 |");
    }
  });

  it.each([
    ["no such file", 1, ["--json-paths", "none.json"]],
    ["an unknown option", 2, ["--json-path", "m.new.json"]],
    ["an option behind summary", 2, [...link, "--json-paths", "m.new.json"]],
    ["summary without a link", 2, ["summary"]],
    ["another command", 2, ["flamegraph"]],
    ["an option twice", 2, ["--output-json", "a", "--output-json", "b"]],
    ["no number", 2, ["--num-devices", "x"]],
    ["a version of another report", 2, ["--openvm-version", "2.1.0-preview"]],
    ["provers before 1.4.3", 2, ["--openvm-version", "1.4", "--num-devices", "2"]],
    ["two files of one name", 101, ["--json-paths", "m.new.json,old.json"]],
    ["fewer runs before", 101, ["--json-paths", "m.new.json,old.json", "--prev-json-paths", "old.json"]],
    ["what help is not about", 2, ["help", "flamegraph"]],
    ["an unknown option in front of --help", 2, ["--nope", "--help"]],
    ["an option's value that is --help", 2, ["--json-paths", "--help"]],
    ["a word behind --", 2, ["--", "summary"]],
    ["more than 64 bits", 2, ["--num-devices", "18446744073709551616"]],
    ["more provers than memory", 101, ["--json-paths", "m.new.json", "--num-devices", "9223372036854775807"]],
    ["nothing to do", 0, []],
    ["nothing behind --", 0, ["--"]],
  ])("%s: %d", async (_, code, args) => {
    const ran = await openvm(...args);
    expect([ran.code, ran.stdout]).toEqual([code, ""]);
    if (code !== 0) expect(ran.stderr).toMatch(/^(cyclelens: .+ — .+\n)+$/);
  });

  it.each([["--output-json"], ["summary --benchmark-results-link x --summary-md-path"]])(
    "%s into a folder that is not there fails as in the tool, and makes none",
    async (args) => {
      const ran = await openvm("--json-paths", "m.new.json", ...args.split(" "), "none/x");
      expect([ran.code, ran.stdout]).toEqual([1, ""]);
      expect(ran.stderr).toMatch(/cannot write none\/x: there is no folder .+none — make it first/);
      expect([existsSync(path.join(folder, "none")), existsSync(path.join(folder, "m.new.md"))]).toEqual([
        false,
        true,
      ]);
    },
  );

  it("without a file it says on standard error what to give, and ends well as the tool does", async () => {
    for (const args of [[], ["--output-json", "b.json"], ["--num-devices", "18446744073709551615"]]) {
      const ran = await openvm(...args);
      expect([ran.code, ran.stdout]).toEqual([0, ""]);
      expect(ran.stderr).toMatch(/no metrics file was given.+ — give --json-paths FILE.+--help\n$/);
    }
    expect(read("b.json")).toBe("{}");
  });

  it.each([
    ["a file of no bytes, as it is while the run goes on", "", "x.json is empty — let the run end"],
    ["half a file", now.slice(0, 90), "x.json ends in the middle — let the run end"],
    [
      "a byte order mark",
      `\ufeff${now}`,
      "x.json: no valid JSON at byte 0 — give the file that OUTPUT_PATH named",
    ],
    ["a list", "[]", "as OpenVM wrote it: UTF-8 without a byte order mark, one object"],
  ])("%s: what to do is said", async (_, text, says) => {
    write("x.json", text);
    const ran = await openvm("--openvm-version", "2.0", "--json-paths", "x.json");
    expect([ran.code, ran.stdout]).toEqual([1, ""]);
    expect(ran.stderr).toContain(says);
  });

  it("devices times proofs are counted in 64 bits, as in the tool", async () => {
    const args = ["--openvm-version", "2.0", "--json-paths", "m.new.json"];
    await openvm(...args, "--num-devices", "4294967296", "--proofs-per-device", "4294967296");
    expect(read("m.new.md")).toContain("| Parallel Proof Time (0 provers) (s) |");
  });

  it.each([
    ["help"],
    ["help summary"],
    ["--help"],
    ["-h"],
    ["-hV"],
    ["summary --help"],
    ["--help --nope"],
    ["--json-paths none.json -h"],
    ["-V"],
    ["-Vh"],
    ["--version"],
    ["--json-paths none.json -V"],
  ])("%s is answered", async (arg) => {
    const ran = await openvm(...arg.split(" "));
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout).toMatch(/^cyclelens (openvm \[OPTIONS\]|\d+\.\d+\.\d+)/);
  });

  it("what stands before an error is written", async () => {
    const ran = await openvm(
      "--openvm-version",
      "2.0",
      "--json-paths",
      "m.new.json,none.json",
      "--output-json",
      "b.json",
    );
    expect(ran.code).toBe(1);
    expect([existsSync(path.join(folder, "m.new.md")), existsSync(path.join(folder, "b.json"))]).toEqual([
      true,
      false,
    ]);
  });

  it("names tell files apart; another number of names is passed over", async () => {
    const files = ["--openvm-version", "2.0", "--json-paths", "m.new.json", "--json-paths", "old.json"];
    expect((await openvm(...files, "--names", "a,b", ...link)).stdout).toMatch(/\[a\].*\n.*\[b\]/);
    expect((await openvm(...files, "--names", "a")).code).toBe(101);
  });

  it("a file without groups is passed over by 2.0 and breaks 1.5", async () => {
    write("empty.json", "{}");
    const args = ["--json-paths", "empty.json", ...link];
    const ran = await openvm("--openvm-version", "2.0", ...args);
    expect(ran.stderr).toBe("Warning: skipping benchmark '' (empty.md): no grouped metrics found\n");
    expect(ran.stdout).toContain("Note: cells_used metrics omitted");
    expect((await openvm("--openvm-version", "1.5", ...args)).code).toBe(101);
  });

  it("no escape sequence of a file reaches the terminal by a message", async () => {
    const name = "prover.\\u001b[31m";
    write("esc.json", now.replace('"main_cells_used"', `"${name}"`));
    expect((await openvm("--json-paths", "esc.json")).stderr).not.toContain("\u001b");
  });
});
