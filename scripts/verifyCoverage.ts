// npm run verify:coverage: every guest of ../shared/data/guests through the public core. Crates, versions, sources and patches against
// LOCK_TRUTH.json, states against a table made by hand, "fix all" on copies. Exit 1 on any difference.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { resolveCoverage } from "../src/core/coverage/coverage";
import { readLock } from "../src/core/coverage/lock";
import { resolveGuests } from "../src/core/coverage/resolve";
import { checkEveryGuest, checkStates, printStates } from "./verify/coverageStates";
import { checkFixAll } from "./verify/coverageFixAll";
import { readGuestFiles } from "./verify/guestFiles";
import type { LockTruth } from "./verify/lockTruth";
import { checkTruth } from "./verify/lockTruth";

const shared = process.env["CYCLELENS_SHARED"] ?? "../shared";
const root = path.resolve(shared, "data/guests");
if (!existsSync(root)) {
  console.error(`no guests at ${root}: set CYCLELENS_SHARED`);
  process.exit(process.env["CYCLELENS_REQUIRE_SHARED"] === "1" ? 1 : 0);
}
const files = readGuestFiles(root);
const truth = JSON.parse(readFileSync(path.join(root, "LOCK_TRUTH.json"), "utf8")) as Record<
  string,
  LockTruth
>;
let passed = 0;
let failed = 0;
const fail = (what: string): void => {
  failed++;
  console.log(`  FAILED ${what}`);
};

console.log("Locks against LOCK_TRUTH.json:");
const { guests } = resolveGuests({ files });
for (const [file, expected] of Object.entries(truth)) {
  const own = guests.filter((guest) => guest.lock.kind === "found" && guest.lock.file === file);
  const result = checkTruth(readLock(file, files.get(file) ?? ""), expected, own);
  passed += result.passed;
  console.log(
    `${file}: ${own.length} guests, ${expected.crypto.length} crates, ${result.problems.length} differences`,
  );
  for (const problem of result.problems) fail(problem);
  for (const note of result.notes) console.log(`  ${note}`);
}
for (const file of files.keys())
  if (file.endsWith("Cargo.lock") && truth[file] === undefined) fail(`${file} is not in the truth`);

console.log("\nStates, crates a guest:");
const coverage = resolveCoverage({ files });
printStates(coverage);
const locked = new Set(
  guests
    .filter((guest) => guest.lock.kind === "found")
    .map((guest) => `${guest.manifest} ${guest.name} ${guest.backend}`),
);
for (const [title, result] of [
  ["ethrex of 2026-01-15 against the table made by hand", checkStates(coverage)],
  ["every guest", checkEveryGuest(coverage, locked)],
] as const) {
  passed += result.passed;
  console.log(
    `\n${title}: ${result.passed} as expected, ${result.problems.length} differences, ${result.open.length} open:`,
  );
  for (const problem of result.problems) fail(problem);
  for (const open of result.open) console.log(`  open: ${open}`);
}

console.log("\nFix all, on a copy of every guest, with the lock edited for the touched entries alone:");
const fixed = checkFixAll(files);
passed += fixed.passed;
for (const line of fixed.lines) console.log(`  ${line}`);
for (const problem of fixed.problems) fail(problem);

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
