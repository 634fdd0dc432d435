// node scripts/testIntegration.mjs [--editor stable|minimum] [--grep TITLE] [--suites a,b] [--vsix FILE]
// The integration suite in a real VS Code, on a copy of the fixture workspace.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { buildSuites } from "./buildSuites.mjs";
import { findZiskemu } from "./findZiskemu.mjs";
import { stageExtension } from "./stageExtension.mjs";
import { failedLine, retriedLine, root } from "./steps.mjs";
import { runHost } from "./testHost/host.mjs";
import { EDITORS } from "./testHost/versions.mjs";
import { copyWorkspace } from "./testWorkspace.mjs";

const { values } = parseArgs({
  options: {
    editor: { type: "string", default: "stable" },
    grep: { type: "string" },
    suites: { type: "string" },
    vsix: { type: "string" },
  },
});
const { editor, grep, suites, vsix } = values;
const workspace = copyWorkspace({ ziskemu: findZiskemu() });
const result = path.join(workspace.folder, "..", "result.json");
const code = await runHost({
  editor: EDITORS[editor],
  // A packaged extension is tested from a blank development folder: getExtension() finds the installed one.
  extension: vsix ? path.join(root, "test/integration/blank") : stageExtension(),
  packages: vsix ? [vsix] : [],
  tests: await buildSuites(),
  folder: workspace.folder,
  settings: workspace.settings,
  artifacts: path.join(root, "out/artifacts", vsix ? `vsix-${editor}` : editor),
  env: {
    CYCLELENS_TEST_RESULT: result,
    CYCLELENS_SHARED: process.env.CYCLELENS_SHARED ?? path.join(root, "../shared"),
    ...workspace.env,
    ...(grep && { CYCLELENS_TEST_GREP: grep }),
    ...(suites && { CYCLELENS_TEST_SUITES: suites }),
  },
  timeoutS: 1200,
});
// A run that ends before its last test writes no result: that is a failure.
const none = { passed: 0, failed: 1, skipped: [], retried: [], failures: [] };
const { passed, failed, skipped, retried, failures } = fs.existsSync(result)
  ? JSON.parse(fs.readFileSync(result, "utf8"))
  : { ...none, failures: [{ test: "the run", error: `ended with ${code} before its last test` }] };
workspace.dispose();
for (const line of skipped) console.log(`skipped: ${line}`);
for (const { test, error } of retried) console.log(retriedLine(test, error));
for (const { test, error } of failures) console.log(failedLine(test, error));
console.log(`integration (${editor}): ${passed} passed, ${failed || Number(code !== 0)} failed`);
process.exitCode = failed > 0 || passed === 0 || code !== 0 ? 1 : 0;
