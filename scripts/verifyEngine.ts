// npm run verify:engine: runs every guest of ../shared/data/zisk/v1.4 and ../shared/data/sp1 in the embedded engine and
// compares it, to the unit, with what the real machines said. Exit 1 on any difference. `-- NAME…` runs only folders of
// these names.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { CycleLensError } from "../src/core/errors";
import { checkEngineErrors } from "./verify/engineErrors";
import { checkEngineGuest, type EngineRow } from "./verify/engineGuest";
import { checkEngineSp1 } from "./verify/engineSp1";
import { sp1ErrorRows } from "./verify/engineSp1Errors";

const shared = process.env["CYCLELENS_SHARED"] ?? "../shared";
const root = path.resolve(shared, "data/zisk/v1.4");
if (!existsSync(root)) {
  console.error(`no truth guests at ${root}: set CYCLELENS_SHARED`);
  process.exit(process.env["CYCLELENS_REQUIRE_SHARED"] === "1" ? 1 : 0);
}
const only = process.argv.slice(2);

/** What the embedded engine refuses, and why; a difference is that it does not. */
const refused: Readonly<Record<string, string>> = {
  zkvmcall: "calls ZisK's assembly library",
  fp: "floating point, a load error in the real machine too",
};
const leftOut: Readonly<Record<string, string>> = {
  rvc_compressed_build: "needs the rules of another build of the machine",
};

const rows: EngineRow[] = [];
for (const folder of folders(root)) {
  const name = path.relative(root, folder);
  if (only.length > 0 && !only.includes(name.split(path.sep)[0]!)) continue;
  const why = leftOut[name];
  if (why !== undefined) {
    console.log(`${name}: left out, ${why}`);
    continue;
  }
  rows.push(...check(folder, name));
}
const sp1Root = path.resolve(shared, "data/sp1");
for (const folder of existsSync(sp1Root) ? folders(sp1Root) : []) {
  const name = path.relative(sp1Root, folder);
  if (only.length === 0 || only.includes(name)) rows.push(checkEngineSp1(folder, name));
}
if (existsSync(path.join(sp1Root, "errors")) && (only.length === 0 || only.includes("errors")))
  rows.push(...sp1ErrorRows(sp1Root));
print(rows);
const wrong = rows.filter((row) => row.differences.length > 0);
console.log(`\n${String(rows.length - wrong.length)} of ${String(rows.length)} guests without a difference`);
process.exitCode = wrong.length > 0 || rows.length === 0 ? 1 : 0;

function check(folder: string, name: string): EngineRow[] {
  const expected: unknown = JSON.parse(readFileSync(path.join(folder, "expected.json"), "utf8"));
  if (Array.isArray(expected))
    return checkEngineErrors(folder, name, expected as Parameters<typeof checkEngineErrors>[2]);
  const elf = [folder, path.dirname(folder)]
    .flatMap((at) => [path.join(at, "guest.elf"), path.join(at, "guest.elf.gz")])
    .find((file) => existsSync(file));
  if (elf === undefined) return [];
  try {
    const row = checkEngineGuest(folder, name, elf, expected as Record<string, unknown>);
    return [refused[name] === undefined ? row : { ...row, differences: [`not refused: ${refused[name]}`] }];
  } catch (error) {
    if (!CycleLensError.is(error)) throw error;
    const differences = refused[name] === undefined ? [error.message] : [];
    return [
      { guest: name, steps: null, outcome: `refused: ${error.message}`, ms: 0, fastMs: null, differences },
    ];
  }
}

function print(all: readonly EngineRow[]): void {
  const width = Math.max(5, ...all.map((row) => row.guest.length));
  console.log(
    `${"guest".padEnd(width)}  ${"steps".padStart(12)}  differences  ${"ms".padStart(6)}  ${"wasm ms".padStart(7)}  outcome`,
  );
  for (const row of all) {
    const steps = row.steps === null ? "–" : row.steps.toLocaleString("en-US");
    console.log(
      `${row.guest.padEnd(width)}  ${steps.padStart(12)}  ${String(row.differences.length).padStart(11)}  ${row.ms.toFixed(0).padStart(6)}  ${(row.fastMs?.toFixed(0) ?? "–").padStart(7)}  ${row.outcome}`,
    );
    for (const difference of row.differences.slice(0, 12)) console.log(`    ${difference}`);
  }
}

function folders(at: string): string[] {
  return readdirSync(at, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const folder = path.join(at, entry.name);
      return [...(existsSync(path.join(folder, "expected.json")) ? [folder] : []), ...folders(folder)];
    });
}
