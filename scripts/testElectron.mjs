// npm run test:electron [-- VERSION…]: the integration suite in the desktop VS Code, downloaded by
// @vscode/test-electron: the oldest supported one and stable. For machines that reach the internet and
// have a display (Linux without one: xvfb-run -a npm run test:electron).
import { runTests } from "@vscode/test-electron";
import path from "node:path";
import { findZiskemu } from "./findZiskemu.mjs";
import { stageExtension } from "./stageExtension.mjs";
import { buildSuites } from "./buildSuites.mjs";
import { cacheRoot } from "./testHost/cache.mjs";
import { EDITORS } from "./testHost/versions.mjs";
import { copyWorkspace } from "./testWorkspace.mjs";

const versions = process.argv.slice(2);
if (versions.length === 0) versions.push(EDITORS.minimum.name, "stable");
const ziskemu = findZiskemu();
const suites = await buildSuites();
let failed = 0;
for (const version of versions) {
  const workspace = copyWorkspace({ ziskemu });
  try {
    await runTests({
      version,
      cachePath: path.join(cacheRoot(), "electron"),
      extensionDevelopmentPath: stageExtension(),
      extensionTestsPath: suites,
      extensionTestsEnv: { ...workspace.env },
      launchArgs: [workspace.folder, "--disable-extensions", "--disable-workspace-trust"],
    });
    console.log(`VS Code ${version}: passed`);
  } catch (error) {
    failed++;
    console.error(`VS Code ${version}: ${error instanceof Error ? error.message : error}`);
  } finally {
    workspace.dispose();
  }
}
console.log(`${versions.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
