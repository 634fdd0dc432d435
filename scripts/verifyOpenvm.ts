// npm run verify:openvm: writes every report of ../shared/data/openvm-prof through the command line and compares it, byte
// for byte, with what openvm-prof wrote. Exit 1 on any difference.
import { existsSync } from "node:fs";
import path from "node:path";
import { openvmCases } from "./verify/openvmCases";
import { runOpenvmCase, type OpenvmRow } from "./verify/openvmRun";

const shared = process.env["CYCLELENS_SHARED"] ?? "../shared";
const root = path.resolve(shared, "data/openvm-prof");
if (!existsSync(root)) {
  console.error(`no samples at ${root}: set CYCLELENS_SHARED`);
  process.exit(process.env["CYCLELENS_REQUIRE_SHARED"] === "1" ? 1 : 0);
}

const rows: OpenvmRow[] = [];
for (const one of openvmCases(root)) rows.push(...(await runOpenvmCase(one)));

const head = ["case", "version", "file", "lines", "by chance", "verdict"];
const cells = rows.map((row) => [
  row.name,
  row.version,
  row.file,
  row.lines.toLocaleString("en-US"),
  String(row.byChance),
  row.problems.length === 0 ? (row.byChance === 0 ? "identical" : "identical but for chance") : "differs",
]);
const widths = head.map((text, i) => Math.max(text.length, ...cells.map((line) => line[i]!.length)));
const line = (texts: readonly string[]): string =>
  texts
    .map((text, i) => (i === 3 || i === 4 ? text.padStart(widths[i]!) : text.padEnd(widths[i]!)))
    .join("  ");
console.log(line(head));
cells.forEach((texts, i) => {
  console.log(line(texts).trimEnd());
  for (const problem of rows[i]!.problems.slice(0, 8)) console.log(`    ${problem}`);
});
const failed = rows.filter((row) => row.problems.length > 0).length;
console.log(`\n${String(rows.length - failed)} passed, ${String(failed)} failed`);
process.exitCode = failed > 0 || rows.length === 0 ? 1 : 0;
