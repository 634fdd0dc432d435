// npm run verify:compare: our own pairs with answers computed by hand, a real guest before and after an optimisation (from
// the emulator's own files and through the embedded engine), and the faults of the usual scripts on a real report. Exit 1
// on any difference.
import { existsSync } from "node:fs";
import path from "node:path";
import { printChecks, type Check } from "./verify/compareChecks";
import { ownPairs } from "./verify/comparePairs";
import { realPair } from "./verify/compareReal";
import { traps } from "./verify/compareTraps";

const shared = path.resolve(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/zisk");
const report = path.join(shared, "ethrex_ziskemu_v0.15_real_2026-01-20.txt");
const checks: Check[] = ownPairs("test/fixtures/comparePairs");
if (existsSync(report)) checks.push(...(await traps(report)), ...(await realPair(path.join(shared, "v1.4"))));
else {
  console.error(`no real runs at ${shared}: set CYCLELENS_SHARED`);
  if (process.env["CYCLELENS_REQUIRE_SHARED"] === "1") process.exitCode = 1;
}
if (!printChecks(checks)) process.exitCode = 1;
