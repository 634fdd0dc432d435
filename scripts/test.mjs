// npm test: installs what is missing (into node_modules and the cache outside the repository), then runs
// every test. Needs Node >= 20 and npm; neither Rust nor root.
import { installStep, requireNode, runStep, summarise } from "./steps.mjs";
import { emulator, testSteps } from "./testSteps.mjs";

requireNode(20);
const install = installStep();
if (install) {
  const result = await runStep(install);
  if (result.failed > 0) {
    console.error("npm ci failed: check that this machine reaches an npm registry, then run npm test again");
    process.exit(1);
  }
}
const env = await emulator();
const build = await runStep({ name: "build", argv: [process.execPath, "esbuild.mjs"] });
if (build.failed > 0) {
  summarise([build]);
  process.exit(1);
}
const results = [];
for (const step of Object.values(testSteps))
  results.push(await runStep({ ...step, env: { ...env, CYCLELENS_BUILT: "1" } }));
process.exitCode = summarise(results) ? 0 : 1;
