// Entry of the integration suite: VS Code's extension host calls run(), here and under @vscode/test-electron.
import { appendFileSync, readdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { format } from "node:util";
import Mocha from "mocha";
import { cleared } from "./support/cleared";
import { skipReasons } from "./support/skip";
import { hasUi, ui } from "./support/ui";

/** A test, and what it threw. */
interface Thrown {
  readonly test: string;
  readonly error: string;
}

/** What `CYCLELENS_TEST_RESULT` is given. */
interface Counts {
  passed: number;
  failed: number;
  readonly skipped: string[];
  /** Passed at the second try only. */
  readonly retried: Thrown[];
  readonly failures: Thrown[];
}

/**
 * Runs every suite beside this file; rejects when a test fails. A test that fails is tried once more, and named.
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
    retries: 1,
    color: false,
    grep: process.env.CYCLELENS_TEST_GREP,
  });
  /** By title, what the first try of a test threw. */
  const firstTries = new Map<string, string>();
  let hasFailed = false;
  mocha.rootHooks({
    async afterEach() {
      const { currentTest } = this as Mocha.Context;
      if (!hasFailed && currentTest?.state !== "failed") return;
      hasFailed = false;
      const title = currentTest!.title.replace(/[^\w]+/g, " ").slice(0, 60);
      const which = currentTest!.state === "failed" ? "failed" : "first try";
      if (hasUi) await ui.screenshot(`${which} ${title}`);
      await cleared();
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
    const counts: Counts = { passed: 0, failed: 0, skipped: [], retried: [], failures: [] };
    const runner = mocha.run((failures) => {
      const file = process.env.CYCLELENS_TEST_RESULT;
      if (file) writeFileSync(file, JSON.stringify(counts));
      if (failures > 0) reject(new Error(`${failures} failed`));
      else resolve();
    });
    runner.on("retry", (test, error: Error) => {
      hasFailed = true;
      firstTries.set(test.fullTitle(), error.message);
      Mocha.reporters.Base.consoleLog(
        `    ↻ ${test.title}: tried once more after\n${error.stack ?? error.message}`,
      );
    });
    runner.on("pass", (test) => {
      counts.passed++;
      const error = firstTries.get(test.fullTitle());
      if (error !== undefined) counts.retried.push({ test: test.fullTitle(), error });
    });
    runner.on("fail", (test, error: Error) => {
      counts.failed++;
      counts.failures.push({ test: test.fullTitle(), error: error.message });
    });
    runner.on("pending", (test) => {
      counts.skipped.push(`${test.fullTitle()}: ${skipReasons.get(test.title) ?? "skipped"}`);
    });
  });
}
