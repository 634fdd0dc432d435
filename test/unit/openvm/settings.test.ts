import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { eraOfVersion, eras } from "../../../src/core/openvm/eras/eras";
import { customEra } from "../../../src/core/openvm/eras/customEra";
import { readMetrics } from "../../../src/core/openvm/readMetrics";
import { reportTexts, runOf } from "../../../src/core/openvm/report";
import { parseSettings } from "../../../src/core/openvm/settings";
import { CycleLensError } from "../../../src/core/errors";
import { cyclelens } from "../cli/harness";
import { tempFolder } from "../tempFolder";
import { linesOf, metricsJson, source } from "./metricsJson";

const schema = new Ajv2020().compile(JSON.parse(readFileSync("schemas/openvm-1.json", "utf8")) as object);
const settingsOf = (value: object): ReturnType<typeof parseSettings> =>
  parseSettings(JSON.stringify({ schema: "cyclelens.openvm/1", ...value }), "s.json");

async function markdown(version: string, text: string, value: object): Promise<string> {
  const settings = settingsOf(value);
  const era = customEra(eraOfVersion(version), settings);
  const db = await readMetrics(source(text), {}, settings);
  return reportTexts(db, runOf(db, era, 32, null), { era, provers: 32, svgName: "" }).markdown;
}

const run = metricsJson(
  [
    "execute_preflight_time_ms 10 group=app segment=0",
    "trace_gen_time_ms 20 group=app segment=0",
    "stark_prove_excluding_trace_time_ms 300 group=app segment=0",
    "trace_gen_time_ms 40 group=app segment=1",
    "guest_time_ms 7 group=app segment=0",
  ],
  ["guest_rate 3 group=app segment=0", "guest_rate 5 group=app segment=1"],
);

describe("settings of OpenVM reports", () => {
  it("add rows at the end, behind others, as averages and without a sum", async () => {
    const text = await markdown("2.0", run, {
      metrics: [
        "guest_time_ms",
        { name: "guest_rate", after: "total_proof_time_ms", columns: "without-sum" },
        { name: "trace_gen_time_ms", after: "guest_rate", columns: "average" },
      ],
    });
    expect(linesOf(text, "| `")).toEqual([
      "| `total_proof_time_ms ` |  330 |  330 |  330 |  330 |",
      "| `guest_rate          ` |  4 | -          |  5 |  3 |",
      "| `trace_gen_time_ms   ` |  30 | -          | -          | -          |",
      "| `execute_preflight_time_ms` |  10 |  10 |  10 |  10 |",
      "| `stark_prove_excluding_trace_time_ms` |  300 |  300 |  300 |  300 |",
      "| `guest_time_ms       ` |  7 |  7 |  7 |  7 |",
    ]);
  });

  it("a sum stands in label sets that have all its parts, also in the details", async () => {
    const text = await markdown("1.5", run, {
      metrics: [{ name: "before_proof_ms", sum: ["execute_preflight_time_ms", "trace_gen_time_ms"] }],
    });
    expect(linesOf(text, "| `before_proof_ms")).toEqual([
      "| `before_proof_ms     ` |  30 |  30 |  30 |  30 |",
    ]);
    expect(text).toContain("| execute_preflight_time_ms | before_proof_ms |");
    const given = run.replace("guest_time_ms", "before_proof_ms");
    expect(
      linesOf(
        await markdown("1.5", given, {
          metrics: [{ name: "before_proof_ms", sum: ["execute_preflight_time_ms", "trace_gen_time_ms"] }],
        }),
        "| `before_proof_ms",
      ),
    ).toEqual(["| `before_proof_ms     ` |  7 |  7 |  7 |  7 |"]);
  });

  it("a sum may hold the proof time that is itself added up", async () => {
    const text = await markdown("1.5", run, {
      metrics: [{ name: "all_ms", sum: ["total_proof_time_ms", "guest_time_ms"] }],
    });
    expect(linesOf(text, "| `all_ms")).toEqual(["| `all_ms              ` |  337 |  337 |  337 |  337 |"]);
  });

  it("aliases name metrics and groups before anything is added up", async () => {
    const preview = metricsJson([
      "execute_checkpoint_ms 10 group=reth.prove.block_1 segment=0",
      "trace_gen_time_ms 20 group=reth.prove.block_1 segment=0",
      "stark_prove_excluding_trace_time_ms 300 group=reth.prove.block_2 segment=0",
    ]);
    const text = await markdown("2.0", preview, {
      aliases: {
        metrics: { execute_checkpoint_ms: "execute_preflight_time_ms" },
        groups: { "reth.prove.block_*": "app_proof", "reth.*": "other" },
      },
    });
    expect(linesOf(text, "| Total")).toEqual(["| Total |  0.33 |  0.33 |  0.33 |"]);
    expect(linesOf(text, "| app_proof |||||")).toHaveLength(1);
  });

  it("nothing is added: the bytes are the tool's, in every era", async () => {
    for (const era of eras) {
      const db = await readMetrics(source(run), {});
      const plain = await readMetrics(source(run), {}, settingsOf({}));
      const options = { era: customEra(era, settingsOf({})), provers: 32, svgName: "" };
      const text = (of: typeof db): unknown => {
        try {
          return reportTexts(of, runOf(of, era, 32, null), options);
        } catch (error) {
          return CycleLensError.is(error) && error.message;
        }
      };
      expect(text(plain)).toEqual(text(db));
    }
  });

  it.each([
    ["no JSON", "{", "is no JSON"],
    ["a list", "[]", "is no object"],
    ["no schema", "{}", 'schema is not "cyclelens.openvm/1"'],
    ["an unknown key", { metric: [] }, 'has the unknown key "metric"'],
    ["metrics that are no list", { metrics: {} }, "metrics is no list"],
    ["a number as metric", { metrics: [1] }, "metrics[0] is no object"],
    ["a metric without a name", { metrics: [{}] }, "metrics[0].name is no name"],
    ["an empty name", { metrics: ["a", ""] }, "metrics[1] is no name"],
    ["a line break in a name", { metrics: ["a\nb"] }, "metrics[0] is no name"],
    ["unknown columns", { metrics: [{ name: "a", columns: "none" }] }, "metrics[0].columns is none of"],
    ["an empty sum", { metrics: [{ name: "a", sum: [] }] }, "metrics[0].sum is empty"],
    ["a sum of sums", { metrics: [{ name: "a", sum: ["a"] }] }, "which is itself a sum"],
    ["a metric twice", { metrics: ["a", { name: "a" }] }, "metrics[1] is there twice: a"],
    ["aliases of another kind", { aliases: { labels: {} } }, 'unknown key "labels"'],
    ["an alias that is no text", { aliases: { groups: { a: 1 } } }, "aliases.groups.a is no name"],
    ["a chain of aliases", { aliases: { metrics: { a: "b", b: "c" } } }, "which is itself an alias"],
  ])("%s is refused in one sentence", (_, value, message) => {
    const text =
      typeof value === "string" ? value : JSON.stringify({ schema: "cyclelens.openvm/1", ...value });
    let error: unknown = null;
    try {
      parseSettings(text, "s.json");
    } catch (cause) {
      error = cause;
    }
    expect(CycleLensError.is(error, "bad-input") && error.message).toContain(message);
    expect((error as Error).message).toMatch(/^s\.json: [^\n]*$/);
  });

  it("what the schema takes is taken, and the schema refuses the same forms", () => {
    const full = {
      schema: "cyclelens.openvm/1",
      metrics: ["a", { name: "b", after: "a", columns: "average", sum: ["c", "d"] }],
      aliases: { metrics: { x: "y" }, groups: { "p*": "q" } },
    };
    expect(schema(full) ? [] : schema.errors).toEqual([]);
    expect(parseSettings(JSON.stringify(full), "s.json").metrics).toHaveLength(2);
    for (const wrong of [{}, { ...full, metric: [] }, { ...full, metrics: [{}] }, { ...full, metrics: [""] }])
      expect(schema(wrong)).toBe(false);
  });

  it("the command reads them with --settings, and says what is wrong with exit code 1", async () => {
    const folder = tempFolder();
    writeFileSync(path.join(folder, "m.json"), run);
    writeFileSync(path.join(folder, "s.json"), '{"schema":"cyclelens.openvm/1","metrics":["guest_time_ms"]}');
    const args = ["openvm", "--openvm-version", "2.0", "--json-paths", "m.json"];
    expect((await cyclelens([...args, "--settings", "s.json"], { cwd: folder })).code).toBe(0);
    expect(readFileSync(path.join(folder, "m.md"), "utf8")).toContain("| `guest_time_ms       ` |  7 |");
    writeFileSync(path.join(folder, "s.json"), '{"schema":"cyclelens.openvm/2"}');
    expect(await cyclelens([...args, "--settings", "s.json"], { cwd: folder })).toEqual({
      code: 1,
      stdout: "",
      stderr:
        'cyclelens: s.json: schema is not "cyclelens.openvm/1" — schemas/openvm-1.json and docs/cli.md say what it holds\n',
    });
    expect((await cyclelens([...args, "--settings", "none.json"], { cwd: folder })).code).toBe(1);
  });
});
