// The view against the reports that the real tool wrote: the same figures, group by group and metric by metric.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { figure } from "../../../src/core/openvm/rustText";
import type { MetricsView } from "../../../src/core/openvm/view/types";
import { tableOf, view } from "./viewOfText";

const shared = path.resolve(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/openvm-prof/golden");
const must = process.env["CYCLELENS_REQUIRE_SHARED"] === "1";

const cases = [
  ["v1.3.0_main_diff", "expected", "1.3", "ecrecover fibonacci pairing regex verify_fibair", "prev-"],
  ["v1.5.0_main_diff", "expected", "1.5", "ecrecover fibonacci pairing regex", "prev-"],
  [
    "v2.0.1_main_diff",
    "expected",
    "2.0",
    "ecrecover fibonacci keccak kitchen_sink pairing regex sha2_bench",
    "prev-",
  ],
  ["synthetic_features", "expected/v1_4_0", "1.4", "m", null],
  ["synthetic_features", "expected/v1_4_3", "1.4.3", "m", null],
  ["synthetic_features", "expected/v1_5_0", "1.5", "m", null],
  ["synthetic_features", "expected/v2_0_0", "2.0", "m", null],
].flatMap(([set, expected, version, names, before]) =>
  names!.split(" ").map((name) => ({
    set: set!,
    name,
    version: version!,
    file: path.join(shared, set!, `${name}.json`),
    before:
      before === null
        ? path.join(shared, set!, "prev.json")
        : path.join(shared, set!, `${before!}${name}.json`),
    report: path.join(shared, set!, expected!, `${name}.md`),
  })),
);

/** Rows of the report's tables by what stands above them: figures without their differences. */
function tablesOf(report: string): Map<string, Map<string, string[]>> {
  const out = new Map<string, Map<string, string[]>>();
  let rows = new Map<string, string[]>();
  for (const line of report.split("\n")) {
    if (line.startsWith("<details>")) break;
    if (line.startsWith("| group | opcode |")) out.set("opcodes", (rows = new Map()));
    if (/^\| (?:group|__|Module) /.test(line) || line.startsWith("| __")) continue;
    const group = /^\| (.+?) \|{5}$/.exec(line);
    if (line.startsWith("| Summary |")) out.set("Summary", (rows = new Map()));
    else if (group !== null && !group[1]!.startsWith("__")) out.set(group[1]!, (rows = new Map()));
    else if (line.startsWith("## ")) rows = new Map();
    else if (line.startsWith("| ") && !line.startsWith("| ---")) {
      const [name, ...cells] = line
        .replace(/<span[^>]*>.*?<\/span>/g, "")
        .split("|")
        .slice(1, -1);
      rows.set(
        `${rows === out.get("opcodes") ? cells[0]! : ""}${name!.replace(/`/g, "").trim()}`,
        cells.map((cell) => cell.trim()),
      );
    }
  }
  return out;
}

const text = (value: number | null | undefined): string =>
  value === null || value === undefined || Number.isNaN(value) ? "-" : figure(value);

function rowOf(
  shown: MetricsView,
  id: "groups" | "metrics",
  texts: readonly string[],
  keys: readonly string[],
): string[] {
  const table = tableOf(shown, id);
  const row = table.texts[0]!.text.findIndex((_, at) =>
    texts.every((one, column) => table.texts[column]!.text[at] === one),
  );
  return keys.map((key) => text(table.figures.find((one) => one.key === key)?.now[row]));
}

describe.skipIf(!existsSync(shared) && !must)("the view has the figures of the real tool's reports", () => {
  it.each(cases)("$set $version $name", async ({ file, before, report, version }) => {
    const shown = await view(readFileSync(file, "utf8"), { version, before: readFileSync(before, "utf8") });
    const tables = tablesOf(readFileSync(report, "utf8"));
    expect(tables.size).toBeGreaterThan(1);
    const withBounded = shown.overview.bounded !== null;
    for (const [title, rows] of tables)
      for (const [name, cells] of rows) {
        if (title === "Summary" && name === "Total") {
          const { serial, parallel, bounded } = shown.overview;
          const ours = [serial.now, parallel.now, ...(withBounded ? [bounded!.now] : [])].map(text);
          expect(ours, "Total").toEqual(cells);
        } else if (title === "opcodes") {
          // `name` is the group: it has a row an opcode.
          const opcodes = tableOf(shown, "opcodes");
          const ours = opcodes.texts[1]!.text.map((opcode, row) => [
            opcode,
            text(opcodes.figures[0]!.now[row]),
          ]);
          expect(ours.map(([opcode, count]) => `${opcode!} ${count!}`)).toContain(cells.join(" "));
        } else if (title === "Summary")
          expect(
            rowOf(shown, "groups", [name], ["serial", "parallel", ...(withBounded ? ["bounded"] : [])]),
            name,
          ).toEqual(cells);
        else if (name !== "metric") {
          const ours = rowOf(shown, "metrics", [title, name], ["avg", "sum", "max", "min"]);
          // Where the report leaves a figure out, the view may have it.
          expect(
            ours.map((one, at) => (cells[at] === "-" ? "-" : one)),
            `${title} ${name}`,
          ).toEqual(cells);
        }
      }
  });
});
