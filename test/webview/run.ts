// Runs the browser tests: node scripts/ts.mjs test/webview/run.ts [PART OF A NAME]
import { mkdirSync } from "node:fs";
import path from "node:path";
import { failedLine, retriedLine } from "../../scripts/steps.mjs";
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
import type { WebviewTest } from "./suite";

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
    // What fails is tried once more, in a fresh window, and named.
    const first = await failure(test);
    const error = first === null ? null : await failure(test);
    if (error !== null) console.log(failedLine(test.name, error));
    else if (first !== null) console.log(retriedLine(test.name, first));
    if (error === null) passed++;
    else failed++;
  }
} finally {
  await browser.close();
  served.close();
}

/** What the test threw, or null; it is shown, and the test's windows are closed. */
async function failure(test: WebviewTest): Promise<Error | null> {
  const started = Date.now();
  let error: Error | null = null;
  try {
    await test.run({ browser, served, files, artifacts });
    console.log(`ok   ${test.name} (${Date.now() - started} ms)`);
  } catch (thrown) {
    error = thrown instanceof Error ? thrown : new Error(String(thrown));
    console.log(`FAIL ${test.name} (${Date.now() - started} ms)\n${error.stack ?? error.message}`);
  }
  for (const context of browser.contexts()) await context.close();
  return error;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
