// node scripts/testIntegration.mjs [--editor stable|minimum] [--grep TITLE] [--suites a,b] [--vsix FILE]
// The integration suite in a real VS Code, on a copy of the fixture workspace.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { buildSuites } from "./buildSuites.mjs";
import { findZiskemu } from "./findZiskemu.mjs";
import { stageExtension } from "./stageExtension.mjs";
import { root } from "./steps.mjs";
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
  timeoutS: 600,
});
// A run that ends before its last test writes no result: that is a failure.
const { passed, failed, skipped } = fs.existsSync(result)
  ? JSON.parse(fs.readFileSync(result, "utf8"))
  : { passed: 0, failed: 1, skipped: [] };
workspace.dispose();
for (const line of skipped) console.log(`skipped: ${line}`);
console.log(`integration (${editor}): ${passed} passed, ${failed || Number(code !== 0)} failed`);
process.exitCode = failed > 0 || passed === 0 || code !== 0 ? 1 : 0;
