// npm test: installs what is missing (into node_modules and the cache outside the repository), then runs
// every test. Needs Node >= 20 and npm; neither Rust nor root.
import { isBuilt } from "./buildDist.mjs";
import { installStep, requireNode, runStep, summarise } from "./steps.mjs";

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
// In CI others read `dist/` at the same time: there it is built before.
if (!isBuilt()) {
  const build = await runStep({ name: "build", argv: [process.execPath, "esbuild.mjs"] });
  if (build.failed > 0) {
    summarise([build]);
    process.exit(1);
  }
}
const node = (...args) => [process.execPath, ...args];
const steps = [
  {
    name: "unit",
    argv: node("node_modules/vitest/vitest.mjs", "run", "--reporter=./scripts/vitestReporter.mjs"),
  },
  { name: "webview", argv: node("scripts/ts.mjs", "test/webview/run.ts") },
  { name: "integration", argv: node("scripts/testIntegration.mjs") },
  { name: "journeys", argv: node("scripts/testJourneys.mjs") },
];
const results = [];
for (const step of steps) results.push(await runStep({ ...step, env: { ...env, CYCLELENS_BUILT: "1" } }));
process.exitCode = summarise(results) ? 0 : 1;
