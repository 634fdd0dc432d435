// Entry of the integration suite: VS Code's extension host calls run(), here and under @vscode/test-electron.
import { appendFileSync, readdirSync } from "node:fs";
import * as path from "node:path";
import { format } from "node:util";
import Mocha from "mocha";

/** Runs every suite beside this file; rejects when one fails. `CYCLELENS_TEST_GREP` chooses tests by title. */
export async function run(): Promise<void> {
  const output = process.env.CYCLELENS_TEST_OUT;
  if (output) {
    Mocha.reporters.Base.consoleLog = (...args: unknown[]) => appendFileSync(output, `${format(...args)}\n`);
  }
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, color: false, grep: process.env.CYCLELENS_TEST_GREP });
  const suites = path.join(__dirname, "suites");
  const only = process.env.CYCLELENS_TEST_SUITES?.split(",");
  for (const file of readdirSync(suites).sort()) {
    const name = path.basename(file, ".test.js");
    if (file.endsWith(".test.js") && (only ? only.includes(name) : !name.startsWith("_")))
      mocha.addFile(path.join(suites, file));
  }
  await new Promise<void>((resolve, reject) => {
    mocha.run((failures) => {
      if (failures > 0) reject(new Error(`${failures} failed`));
      else resolve();
    });
  });
}
