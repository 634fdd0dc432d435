// Entry of the integration suite: VS Code's extension host calls run(), here and under @vscode/test-electron.
import { appendFileSync, readdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { format } from "node:util";
import Mocha from "mocha";
import { skipReasons } from "./support/skip";
import { hasUi, ui } from "./support/ui";

/**
 * Runs every suite beside this file; rejects when a test fails.
 * `CYCLELENS_TEST_GREP` chooses tests by title, `CYCLELENS_TEST_SUITES` (comma separated) suites by file name;
 * a suite whose name begins with `_` runs only when it is named. `CYCLELENS_TEST_RESULT` names a file for the counts.
 */
export async function run(): Promise<void> {
  const output = process.env.CYCLELENS_TEST_OUT;
  if (output) {
    Mocha.reporters.Base.consoleLog = (...args: unknown[]) => appendFileSync(output, `${format(...args)}\n`);
  }
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 60_000,
    color: false,
    grep: process.env.CYCLELENS_TEST_GREP,
  });
  mocha.rootHooks({
    async afterEach() {
      const { currentTest } = this as Mocha.Context;
      if (hasUi && currentTest?.state === "failed")
        await ui.screenshot(`failed ${currentTest.title.replace(/[^\w]+/g, " ").slice(0, 60)}`);
    },
  });
  const suites = path.join(__dirname, "suites");
  const only = process.env.CYCLELENS_TEST_SUITES?.split(",");
  // The journey of a new user comes first, while nothing is remembered.
  const rank = (file: string) =>
    ["activation", "profileGuest"].indexOf(path.basename(file, ".test.js")) >>> 0;
  for (const file of readdirSync(suites).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))) {
    const name = path.basename(file, ".test.js");
    if (file.endsWith(".test.js") && (only ? only.includes(name) : !name.startsWith("_")))
      mocha.addFile(path.join(suites, file));
  }
  await new Promise<void>((resolve, reject) => {
    const counts = { passed: 0, failed: 0, skipped: [] as string[] };
    const runner = mocha.run((failures) => {
      const file = process.env.CYCLELENS_TEST_RESULT;
      if (file) writeFileSync(file, JSON.stringify(counts));
      if (failures > 0) reject(new Error(`${failures} failed`));
      else resolve();
    });
    runner.on("pass", () => counts.passed++);
    runner.on("fail", () => counts.failed++);
    runner.on("pending", (test) => {
      counts.skipped.push(`${test.fullTitle()}: ${skipReasons.get(test.title) ?? "skipped"}`);
    });
  });
}
