// node scripts/testIntegration.mjs [--editor stable|minimum] [--grep TITLE] [--suites a,b] [--vsix FILE]
// The integration suite in a real VS Code, on a copy of the fixture workspace.
import { build } from "esbuild";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { stageExtension } from "./stageExtension.mjs";
import { root } from "./steps.mjs";
import { runHost } from "./testHost/host.mjs";
import { EDITORS } from "./testHost/versions.mjs";

/** Bundles the suites into out/test; Mocha and vscode stay outside. */
export async function buildSuites() {
  const suites = path.join(root, "test/integration/suites");
  const entryPoints = { index: path.join(root, "test/integration/index.ts") };
  for (const file of fs.readdirSync(suites))
    if (file.endsWith(".test.ts"))
      entryPoints[`suites/${path.basename(file, ".ts")}`] = path.join(suites, file);
  fs.rmSync(path.join(root, "out/test"), { recursive: true, force: true });
  await build({
    entryPoints,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["vscode", "mocha"],
    sourcemap: "inline",
    outdir: path.join(root, "out/test"),
    logLevel: "warning",
  });
}

/**
 * A fresh copy of the fixture workspace, below a name that breaks every careless quoting.
 * @returns {{ folder: string, dispose(): void }}
 */
export function copyWorkspace() {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "cyclelens-ws-"));
  const name = process.platform === "win32" ? "it's a $(x) ws" : `it's a "$(x)" ws`;
  const folder = path.join(temporary, name);
  fs.cpSync(path.join(root, "test/fixtures/workspace"), folder, { recursive: true });
  return { folder, dispose: () => fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * Runs the suite once.
 * @returns {Promise<{ passed: number, failed: number, skipped: string[] }>} a run that ends early counts as failed
 */
export async function runIntegration({ editor = "stable", grep, suites, vsix, ...rest }) {
  const workspace = copyWorkspace();
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
      artifacts: path.join(root, "out/artifacts", vsix ? `vsix-${editor}` : editor),
      env: {
        CYCLELENS_TEST_RESULT: result,
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
