// Every form that an answer as JSON may take is by the schema that it names: all that can be imported, and what changed
// between any two of it.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import Ajv2020, { type ValidateFunction } from "ajv/dist/2020";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../tempFolder";
import { cyclelens } from "./harness";

const fixtures = path.resolve("test/fixtures");
const ajv = new Ajv2020({ allErrors: true, strict: false });
const schemas = new Map<string, ValidateFunction>();
const files = readdirSync("schemas");
for (const name of files) {
  const schema = JSON.parse(readFileSync(path.join("schemas", name), "utf8")) as {
    $id: string;
    properties: { schema: { const: string } };
  };
  schemas.set(schema.properties.schema.const, ajv.compile(schema));
}

function faults(text: string): unknown {
  const json = JSON.parse(text) as { schema: string };
  const validate = schemas.get(json.schema);
  if (validate === undefined) return `no schema ${json.schema}`;
  return validate(json) ? null : validate.errors;
}

/** Artefacts of every importer; what is none is passed over. */
const artefacts = [
  "dhat",
  "pprof",
  "host",
  "sp1",
  "zisk",
  "openvm",
  "compare/before",
  "comparePairs",
].flatMap((room) =>
  readdirSync(path.join(fixtures, room), { withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(?:md|py|c|golden\.json)$|^golden\./.test(entry.name))
    .map(({ name }) => `${room}/${name}`),
);

describe("answers as JSON", () => {
  it("name a schema that the command line's page lists with its file", () => {
    const page = readFileSync("docs/cli.md", "utf8");
    for (const [at, id] of [...schemas.keys()].entries()) {
      const file = files[at]!;
      expect([file, id]).toEqual([file, `cyclelens.${file.replace(/-(\d+)\.json$/, "/$1")}`]);
      expect(page).toContain(`\`schemas/${file}\``);
    }
  });

  it("of what is imported are by their schema", async () => {
    const cwd = tempFolder();
    let read = 0;
    for (const name of artefacts) {
      const { code, stdout } = await cyclelens(["report", path.join(fixtures, name), "--json"], { cwd });
      // Parts of a run that say nothing alone are refused.
      if (code === 3) continue;
      read++;
      expect([name, faults(stdout)]).toEqual([name, null]);
    }
    expect(read).toBeGreaterThan(30);
  });

  it("of what changed between two of them are by theirs, with the gate", async () => {
    const cwd = tempFolder({
      allow: "total +1000000% # all\n* +1% until 2030-01-01\nnobody\nf until 2020-01-01\n",
    });
    const gate = ["--check", "--per-function", "1", "--allow", "allow", "--json"];
    const pairs: readonly (readonly [string, string])[] = [
      ["compare/before/profile.json.gz", "compare/after/profile.json.gz"],
      ["dhat/valgrind-c.json", "dhat/valgrind-copy.json"],
      ["dhat/dhat-rs.json.gz", "dhat/valgrind-rust.json.gz"],
      ["pprof/node-heap.pb.gz", "pprof/go-heap.pb.gz"],
      ["host/samply.json", "host/samply.v75.json.gz"],
      ["host/hyperfine.three.json", "host/hyperfine.three.json"],
      ["sp1/fib-calls.rate100.json.gz", "sp1/fib-calls-legacy.rate100.json.gz"],
      ["zisk/f1-0.14", "zisk/f4-0.18"],
      ["openvm/metrics-1.3.json", "openvm/metrics-2.0.json"],
    ];
    let compared = 0;
    for (const [base, next] of pairs) {
      const sides = [base, next].map((name) => {
        const at = path.join(fixtures, name);
        return name.startsWith("zisk/")
          ? path.join(at, readdirSync(at).find((f) => f.endsWith(".txt")) ?? "")
          : at;
      });
      for (const more of [gate, ["--json"]]) {
        const { code, stdout, stderr } = await cyclelens(["compare", ...sides, ...more], { cwd });
        // The gate refuses to judge what has no whole.
        if (code === 3 && more === gate) continue;
        expect([base, code, code > 1 ? stderr : faults(stdout)]).toEqual([base, expect.any(Number), null]);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(12);
  });
});
