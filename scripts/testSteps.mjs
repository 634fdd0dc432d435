// The tests of `npm test` as steps, for it and for CI.
const node = (...args) => [process.execPath, ...args];

export const testSteps = {
  unit: {
    name: "unit",
    argv: node("node_modules/vitest/vitest.mjs", "run", "--reporter=./scripts/vitestReporter.mjs"),
  },
  webview: { name: "webview", argv: node("scripts/ts.mjs", "test/webview/run.ts") },
  integration: { name: "integration", argv: node("scripts/testIntegration.mjs") },
  journeys: { name: "journeys", argv: node("scripts/testJourneys.mjs") },
};

/** The emulator that the tests use, for their environment. */
export async function emulator() {
  const { findZiskemu } = await import("./findZiskemu.mjs");
  const ziskemu = findZiskemu();
  console.log(
    ziskemu
      ? `ziskemu: ${ziskemu}`
      : "ziskemu is not installed and npm test does not build it: cargo install ziskemu --version 1.4.0-alpha --locked",
  );
  return ziskemu ? { CYCLELENS_ZISKEMU: ziskemu } : {};
}
