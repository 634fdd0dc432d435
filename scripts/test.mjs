// npm test: installs what is missing (into node_modules and the cache outside the repository), then runs
// every test. Needs Node >= 20 and npm; neither Rust nor root.
import { installStep, requireNode, runStep, scriptNames, summarise } from "./steps.mjs";

requireNode(20);
const node = (...args) => [process.execPath, ...args];
const results = [];

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
const env = ziskemu ? { CYCLELENS_ZISKEMU: ziskemu } : {};
console.log(
  ziskemu
    ? `ziskemu: ${ziskemu}`
    : "ziskemu is not installed and npm test does not build it: cargo install ziskemu --version 1.4.0-alpha --locked",
);

const steps = [
  { name: "build", argv: node("esbuild.mjs") },
  {
    name: "unit",
    argv: node("node_modules/vitest/vitest.mjs", "run", "--reporter=./scripts/vitestReporter.mjs"),
  },
  ...(scriptNames().includes("test:webview")
    ? [{ name: "webview", argv: ["npm", "run", "-s", "test:webview"] }]
    : []),
  { name: "integration", argv: node("scripts/testIntegration.mjs") },
  { name: "journeys", argv: node("scripts/testJourneys.mjs") },
];
for (const step of steps) {
  const result = await runStep({ ...step, env });
  if (step.name === "build" && result.failed > 0) {
    summarise([result]);
    process.exit(1);
  }
  if (step.name !== "build") results.push(result);
}
process.exitCode = summarise(results) ? 0 : 1;
