import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import type { Bench, BenchRow } from "./bench";
import { compareBench } from "./compareBench";
import { coverageBench } from "./coverageBench";
import { editorBench } from "./editorBench";
import { engineBench } from "./engineBench";
import { flameBench } from "./flameBench";
import { importBench } from "./importBench";
import { mcpBench } from "./mcpBench";
import { openvmBench } from "./openvmBench";
import { runsBench } from "./runsBench";
import { traceBench } from "./traceBench";

/** Every bench of the project; `npm run bench -- [--smoke] [--json FILE] [NAME…]`. */
const benches: Readonly<Record<string, Bench>> = {
  import: importBench,
  flame: flameBench,
  trace: traceBench,
  engine: engineBench,
  editor: editorBench,
  coverage: coverageBench,
  openvm: openvmBench,
  compare: compareBench,
  runs: runsBench,
  mcp: mcpBench,
};

const { values, positionals } = parseArgs({
  options: { smoke: { type: "boolean", default: false }, json: { type: "string" } },
  allowPositionals: true,
});
const smoke = values.smoke;
const chosen = Object.entries(benches).filter(
  ([name]) => positionals.length === 0 || positionals.includes(name),
);
// What is measured is what is shipped: built of these sources, unless whoever started this has done so.
if (process.env["CYCLELENS_BUILT"] !== "1")
  execFileSync(process.execPath, ["esbuild.mjs"], { stdio: ["ignore", "ignore", "inherit"] });
const rows: BenchRow[] = [];
for (const [name, bench] of chosen) {
  process.stderr.write(`bench ${name}…\n`);
  rows.push(...(await bench({ smoke, rounds: smoke ? 1 : 5 })));
}
process.stdout.write(table(rows));
if (values.json !== undefined)
  writeFileSync(
    values.json,
    `${JSON.stringify({ smoke, node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, rows }, null, 2)}\n`,
  );

function table(all: readonly BenchRow[]): string {
  const head = ["work", "against", "ratio", "wanted", "", "measured"];
  const cells = all.map((row) => [
    row.work,
    row.against,
    row.ratio === null ? "–" : `${row.ratio.toFixed(2)}×`,
    row.atLeast !== undefined ? `≥ ${row.atLeast}×` : row.atMost !== undefined ? `≤ ${row.atMost}×` : "–",
    verdict(row),
    row.detail,
  ]);
  const widths = head.map((text, at) => Math.max(text.length, ...cells.map((row) => row[at]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, at) => text.padEnd(widths[at]!)).join(" | ")} |\n`;
  return (
    line(head) + `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|\n` + cells.map(line).join("")
  );
}

function verdict(row: BenchRow): string {
  if (smoke || row.ratio === null || (row.atLeast === undefined && row.atMost === undefined)) return "";
  return row.ratio >= (row.atLeast ?? -Infinity) && row.ratio <= (row.atMost ?? Infinity) ? "met" : "missed";
}
