import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { cyclelens } from "../cli/harness";
import { tempFolder } from "../tempFolder";
import { picture, tableOf, view } from "./viewOfText";

// A guest of ours (guest.c) that OpenVM 2.0.2 proved on a CPU, with perf-metrics; `expected` is what openvm-prof 2.0.2 wrote.
const proved = path.resolve(import.meta.dirname, "../../fixtures/openvm/proved-2.0.2");
const metrics = gunzipSync(readFileSync(path.join(proved, "metrics.json.gz"))).toString();
const expected = (file: string): string => readFileSync(path.join(proved, "expected", file), "utf8");

describe("a run that OpenVM 2.0.2 proved", () => {
  let folder: string;

  beforeEach(() => {
    folder = tempFolder();
    writeFileSync(path.join(folder, "metrics.json"), metrics);
    copyFileSync(path.join(proved, "metrics.syms"), path.join(folder, "metrics.syms"));
  });

  it("has openvm-prof's reports, byte for byte; its Bencher JSON but for the order of the keys", async () => {
    const args = ["--json-paths", "metrics.json", "--output-json", "bencher.json"];
    const summary = ["summary", "--benchmark-results-link", "https://x", "--summary-md-path", "summary.md"];
    const ran = await cyclelens(["openvm", ...args, ...summary], { cwd: folder });
    expect([ran.code, ran.stdout]).toEqual([0, ""]);
    expect(ran.stderr).toContain("report of openvm-prof 2.0.0 to 2.0.2 (told by: prover.");
    const written = (file: string): string => readFileSync(path.join(folder, file), "utf8");
    for (const file of ["metrics.md", "metrics.detailed.md", "summary.md"])
      expect(written(file), file).toBe(expected(file));
    expect(JSON.parse(written("bencher.json"))).toEqual(JSON.parse(expected("bencher.json")));
  });

  it("its functions have their names from the guest's symbols", async () => {
    const { stdout } = await cyclelens(["report", "metrics.json", "metrics.syms", "--json"], { cwd: folder });
    const { functions } = JSON.parse(stdout) as {
      functions: {
        name: string;
        crate: string;
        self: Record<string, number>;
        total: Record<string, number>;
      }[];
    };
    const spans = functions.filter(({ crate }) => crate === "span").map(({ name }) => name);
    expect(spans.sort()).toEqual(["compress", "divide", "fib", "main", "make_constants", "rotr", "sort"]);
  });

  it("has its cells by AIR, padding included, and its instructions by opcode", async () => {
    const shown = await view(metrics);
    const airs = picture(tableOf(shown, "airs"), ["cells", "rows", "cellsUsed", "constraints"]);
    // 65,536 rows of 36 columns; the 47,095 rows of ADD, SUB, XOR, OR and AND are used.
    expect(airs).toContain(
      "tiny | VmAirWrapper<Rv32BaseAluAdapterAir, BaseAluCoreAir<4, 8> | 2359296 | 65536 | 1695420 | 22",
    );
    const opcodes = picture(tableOf(shown, "opcodes"), ["instructions", "cellsUsed"]);
    expect(opcodes).toContain("tiny | ADD | 40292 | 1450512");
    expect(shown.overview.instructions.now).toBe(87418);
    expect(shown.overview.phases.find(({ id }) => id === "prove")?.time.now).toBe(59843);
    const groups = picture(tableOf(shown, "groups"), ["serial", "proofs"]);
    expect(groups).toEqual([
      "tiny | app | 67.076 | 1",
      "leaf | leaf | 261.834 | 1",
      "internal_for_leaf | internal | 309.524 | 1",
      "internal_recursive.0 | internal | 141.464 | 1",
      "internal_recursive.1 | internal | 130.193 | 1",
      "agg_keygen | keygen | · | ·",
    ]);
  });
});
