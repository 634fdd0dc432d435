// npm run verify:sp1: imports every trace, report and log in ../shared/data/sp1 through the public core and compares it
// with what another program folded from the same files (BUILD/derive.py). Exit 1 on any difference.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { checkSp1Errors } from "./verify/sp1Errors";
import { checkSp1Guest, type Sp1Row } from "./verify/sp1Guest";

const shared = process.env["CYCLELENS_SHARED"] ?? "../shared";
const root = path.resolve(shared, "data/sp1");
if (!existsSync(root)) {
  console.error(`no samples at ${root}: set CYCLELENS_SHARED`);
  process.exit(process.env["CYCLELENS_REQUIRE_SHARED"] === "1" ? 1 : 0);
}

const rows: Sp1Row[] = [];
for (const name of readdirSync(root).sort()) {
  const folder = path.join(root, name);
  if (existsSync(path.join(folder, "expected.json"))) rows.push(...(await checkSp1Guest(folder)));
}
rows.push(...(await checkSp1Errors(path.join(root, "errors"))));

const figure = (value: number | null): string => (value === null ? "–" : value.toLocaleString("en-US"));
const head = ["file", "cycles", "functions", "stacks", "figures compared", "differences"];
const cells = rows.map((row) => [
  row.what,
  figure(row.cycles),
  figure(row.functions),
  figure(row.nodes),
  figure(row.checks),
  figure(row.problems.length),
]);
const widths = head.map((text, i) => Math.max(text.length, ...cells.map((line) => line[i]!.length)));
const line = (texts: readonly string[]): string =>
  texts.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join("  ");
console.log(line(head));
cells.forEach((texts, i) => {
  console.log(line(texts));
  for (const problem of rows[i]!.problems.slice(0, 12)) console.log(`    ${problem}`);
});
const failed = rows.filter((row) => row.problems.length > 0).length;
console.log(`\n${String(rows.length - failed)} passed, ${String(failed)} failed`);
process.exitCode = failed > 0 ? 1 : 0;
