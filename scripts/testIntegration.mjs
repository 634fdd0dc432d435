// node scripts/testIntegration.mjs [--editor stable|minimum] [--grep TITLE] [--suites a,b] [--vsix FILE]
// The integration suite in a real VS Code, on a copy of the fixture workspace.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildSuites } from "./buildSuites.mjs";
import { findZiskemu } from "./findZiskemu.mjs";
import { stageExtension } from "./stageExtension.mjs";
import { root } from "./steps.mjs";
import { runHost } from "./testHost/host.mjs";
import { EDITORS } from "./testHost/versions.mjs";
import { copyWorkspace } from "./testWorkspace.mjs";

/**
 * Runs the suite once.
 * @returns {Promise<{ passed: number, failed: number, skipped: string[] }>} a run that ends early counts as failed
 */
export async function runIntegration({ editor = "stable", grep, suites, vsix, ...rest }) {
  const workspace = copyWorkspace({ ziskemu: findZiskemu() });
  const result = path.join(workspace.folder, "..", "result.json");
  const tests = path.join(root, "out/test/index.js");
  try {
    const code = await runHost({
      editor: EDITORS[editor],
      // A packaged extension is tested from a blank development folder: getExtension() finds the installed one.
      extension: vsix
        ? path.join(root, "test/integration/blank")
        : stageExtension(path.join(root, "out/extension")),
      packages: vsix ? [vsix] : [],
      tests,
      folder: workspace.folder,
      settings: workspace.settings,
      artifacts: path.join(root, "out/artifacts", vsix ? `vsix-${editor}` : editor),
      env: {
        CYCLELENS_TEST_RESULT: result,
        ...workspace.env,
        ...(grep && { CYCLELENS_TEST_GREP: grep }),
        ...(suites && { CYCLELENS_TEST_SUITES: suites }),
        ...rest.env,
      },
      timeoutS: rest.timeoutS ?? 600,
    });
    if (!fs.existsSync(result)) {
      console.error(`the suite ended before its last test (code ${code})`);
      return { passed: 0, failed: 1, skipped: [] };
    }
    const counts = JSON.parse(fs.readFileSync(result, "utf8"));
    return { ...counts, failed: counts.failed || (code === 0 ? 0 : 1) };
  } finally {
    workspace.dispose();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      editor: { type: "string", default: "stable" },
      grep: { type: "string" },
      suites: { type: "string" },
      vsix: { type: "string" },
    },
  });
  await buildSuites();
  const { passed, failed, skipped } = await runIntegration(values);
  for (const line of skipped) console.log(`skipped: ${line}`);
  console.log(`integration (${values.editor}): ${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
