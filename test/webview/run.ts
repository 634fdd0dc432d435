// Runs the browser tests: node scripts/ts.mjs test/webview/run.ts [PART OF A NAME]
import { mkdirSync } from "node:fs";
import path from "node:path";
import { browser as launch } from "../../scripts/testHost/browser.mjs";
import { accessTests } from "./access.test";
import { compareTests } from "./compare.test";
import { flameTests } from "./flame.test";
import { bundles, serve } from "./harness";
import { historyTests } from "./history.test";
import { hostileTests } from "./hostile.test";
import { keyboardTests } from "./keyboard.test";
import { matrixTests } from "./matrix.test";
import { metricsTests } from "./metrics.test";
import { openvmRunTests } from "./openvmRun.test";
import { pageTests } from "./page.test";

const wanted = process.argv[3] ?? process.argv[2]?.replace(/^.*run\.ts$/, "") ?? "";
const artifacts = path.resolve("out", "webview");
mkdirSync(artifacts, { recursive: true });
const files = await bundles();
const served = await serve(files);
const browser = await launch();
let passed = 0;
let failed = 0;
try {
  const all = [
    flameTests,
    compareTests,
    historyTests,
    keyboardTests,
    accessTests,
    hostileTests,
    pageTests,
    matrixTests,
    openvmRunTests,
    metricsTests,
  ].flat();
  for (const test of all) {
    if (!test.name.includes(wanted)) continue;
    const started = Date.now();
    try {
      await test.run({ browser, served, files, artifacts });
      passed++;
      console.log(`ok   ${test.name} (${Date.now() - started} ms)`);
    } catch (error) {
      failed++;
      console.log(
        `FAIL ${test.name}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
    for (const context of browser.contexts()) await context.close();
  }
} finally {
  await browser.close();
  served.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
