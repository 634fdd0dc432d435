// npm run verify:zisk-reports: imports every real sample in ../shared/data/zisk through the public core and compares it
// with what is expected, and the files of one run with each other. Exit 1 on any mismatch.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { printSummary, printTable, type Row } from "./verify/table";
import { checkErrors } from "./verify/errors";
import { checkGuest } from "./verify/guest";
import { checkOutputs } from "./verify/outputs";
import { checkFile, whyNoArtefact } from "./verify/sample";

const shared = process.env["CYCLELENS_SHARED"] ?? "../shared";
const root = path.resolve(shared, "data/zisk");
if (!existsSync(root)) {
  console.error(`no samples at ${root}: set CYCLELENS_SHARED`);
  process.exit(process.env["CYCLELENS_REQUIRE_SHARED"] === "1" ? 1 : 0);
}

const rows: Row[] = [];
const other: { file: string; why: string }[] = [];
for (const file of walk(root)) {
  const name = path.relative(root, file);
  const why = whyNoArtefact(name);
  if (why !== null) other.push({ file: name, why });
  else rows.push(...(await checkFile(root, name)));
}
for (const folder of walkFolders(root)) {
  rows.push(...(await checkOutputs(folder, path.relative(root, folder))));
  if (existsSync(path.join(folder, "expected.json"))) {
    const name = path.relative(root, folder);
    const expected: unknown = JSON.parse(readFileSync(path.join(folder, "expected.json"), "utf8"));
    if (Array.isArray(expected)) rows.push(...(await checkErrors(name, expected)));
    else rows.push(...(await checkGuest(folder, name, expected as Record<string, unknown>)));
  }
}

printTable(rows);
console.log("\nFiles that are no artefacts of a run:");
for (const { file, why } of other) console.log(`  ${file}: ${why}`);
console.log("\nBy form:");
printSummary(rows);
const failed = rows.filter((row) => row.problems.length > 0).length;
console.log(`\n${rows.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const at = path.join(folder, entry.name);
      return entry.isDirectory() ? walk(at) : [at];
    });
}

function walkFolders(folder: string): string[] {
  return [
    folder,
    ...readdirSync(folder, { withFileTypes: true })
      .filter((e) => e.isDirectory())
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((e) => walkFolders(path.join(folder, e.name))),
  ];
}
