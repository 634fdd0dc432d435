// npm run test:engines: real engines through the product's own command line, against the recorded truth.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { ProfileJson } from "../src/core/profile/json";
import { againstTool, guestsAgainstTool } from "./engines/againstTool";
import { casesBelow, type EngineCase } from "./engines/cases";
import { differences } from "./engines/compare";
import { installZiskemu, ziskemuVersion } from "./engines/install";
import { runnerTests } from "./engines/runner";
import { edgeGuests } from "./engines/ziskEdges";

const shared = path.resolve(process.env["CYCLELENS_SHARED"] ?? "../shared", "data/zisk/v1.4");
const only = process.argv.slice(2);
let passed = 0;
let failed = 0;

const randomGuests = 200;
const installed = installZiskemu();
if ("why" in installed) {
  console.log(`ziskemu ${ziskemuVersion} cannot be installed: ${installed.why}`);
  console.log("0 passed, 1 failed");
  process.exit(1);
}
buildIfStale();
const env = {
  ...process.env,
  PATH: `${path.dirname(installed.program)}${path.delimiter}${process.env["PATH"] ?? ""}`,
};
const cli = path.resolve("dist/cli.js");
const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens engines "));
try {
  const cases = [...casesBelow(path.resolve("test/fixtures/guests"), "own"), ...casesBelow(shared, "shared")];
  if (!existsSync(shared)) {
    const must = process.env["CYCLELENS_REQUIRE_SHARED"] === "1";
    if (must) failed++;
    console.log(`${must ? "FAIL" : "skip"} shared guests: ${shared} is not there`);
  }
  for (const test of cases.filter(
    ({ name }) => only.length === 0 || only.some((word) => name.includes(word)),
  ))
    check(test);
  if (only.length === 0 || only.includes("random")) {
    const problems = await againstTool(
      installed.program,
      Array.from({ length: randomGuests }, (_, seed) => seed + 1),
    );
    say(`${String(randomGuests)} random guests in the embedded engine`, problems[0] ?? null);
  }
  if (only.length === 0 || only.includes("hints")) {
    const guests = ["hints", "koala"].map((name) => ({
      name,
      elf: readFileSync(path.resolve(`test/fixtures/engine/${name}.elf`)),
    }));
    const problems = await guestsAgainstTool(installed.program, guests);
    say(
      "hints of pairings, jump targets, Edwards curves and KoalaBear in the embedded engine",
      problems[0] ?? null,
    );
  }
  if (only.length === 0 || only.includes("edges")) {
    // A sample; asked for by name, all of them.
    const guests = edgeGuests().filter((_, i) => only.includes("edges") || i % 20 === 4);
    const problems = await guestsAgainstTool(installed.program, guests);
    say(
      `${String(guests.length)} guests with operands at the edge in the embedded engine`,
      problems[0] ?? null,
    );
  }
  if (only.length === 0 || only.includes("runner"))
    for await (const { name, problem } of runnerTests({ cli, env, folder, ziskemu: installed.program }))
      say(name, problem);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function check({ name, elf, args, expected }: EngineCase): void {
  const begun = Date.now();
  const run = spawnSync(process.execPath, [cli, "profile", elf, ...args, "--json"], {
    cwd: folder,
    env,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    timeout: 300_000,
  });
  const problems: string[] = [];
  const code = expected.status === "ok" ? 0 : 5;
  if (run.status !== code)
    problems.push(`cyclelens ended with ${run.status} instead of ${code}: ${run.stderr.slice(0, 300)}`);
  if (run.stdout.startsWith("{"))
    problems.push(...differences(JSON.parse(run.stdout) as ProfileJson, expected));
  else if (problems.length === 0) problems.push("no profile was printed");
  say(name, problems.join("; ") || null, `${Date.now() - begun} ms`);
}

function say(name: string, problem: string | null, note = ""): void {
  if (problem === null) passed++;
  else failed++;
  console.log(
    `${problem === null ? "ok  " : "FAIL"} ${name}${note === "" ? "" : `  ${note}`}${problem === null ? "" : `: ${problem}`}`,
  );
}

/** The bundle under test is the one of these sources. */
function buildIfStale(): void {
  const built = existsSync("dist/cli.js") ? statSync("dist/cli.js").mtimeMs : 0;
  const newest = readdirSync("src", { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((ms, entry) => Math.max(ms, statSync(path.join(entry.parentPath, entry.name)).mtimeMs), 0);
  if (newest <= built && existsSync("dist/worker.js")) return;
  const { status } = spawnSync(process.execPath, ["esbuild.mjs"], { stdio: "inherit" });
  if (status !== 0) throw new Error("the build failed");
}
