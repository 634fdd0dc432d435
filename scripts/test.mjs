// npm test: installs what is missing (into node_modules and the cache outside the repository), then runs
// every test. Needs Node >= 20 and npm; neither Rust nor root.
import { isBuilt } from "./buildDist.mjs";
import { installStep, requireNode, runLanes, runStep, summarise } from "./steps.mjs";

requireNode(20);
const install = installStep();
if (install) {
  const result = await runStep(install);
  if (result.failed > 0) {
    console.error("npm ci failed: check that this machine reaches an npm registry, then run npm test again");
    process.exit(1);
  }
}
const { findZiskemu } = await import("./findZiskemu.mjs");
const ziskemu = findZiskemu();
console.log(
  ziskemu
    ? `ziskemu: ${ziskemu}`
    : "ziskemu is not installed and npm test does not build it: cargo install ziskemu --version 1.4.0-alpha --locked",
);
const env = ziskemu ? { CYCLELENS_ZISKEMU: ziskemu } : {};
// In CI `dist/` is built before.
if (!isBuilt()) {
  const build = await runStep({ name: "build", argv: [process.execPath, "esbuild.mjs"] });
  if (build.failed > 0) {
    summarise([build]);
    process.exit(1);
  }
}
const node = (...args) => ({ argv: [process.execPath, ...args], env: { ...env, CYCLELENS_BUILT: "1" } });
// An editor waits for most of its time, which the others use. They share no folder but `dist/`, which none writes.
const results = await runLanes([
  [
    {
      name: "unit",
      ...node("node_modules/vitest/vitest.mjs", "run", "--reporter=./scripts/vitestReporter.mjs"),
    },
    { name: "webview", ...node("scripts/ts.mjs", "test/webview/run.ts") },
  ],
  [
    { name: "integration", ...node("scripts/testIntegration.mjs") },
    { name: "journeys", ...node("scripts/testJourneys.mjs") },
  ],
]);
process.exitCode = summarise(results) ? 0 : 1;
