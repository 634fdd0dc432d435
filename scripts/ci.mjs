// Everything that must hold before a change lands; called by .ci/run, ends with `N passed, N failed`.
import fs from "node:fs";
import path from "node:path";
import { installStep, requireNode, root, runLanes, runStep, summarise } from "./steps.mjs";

requireNode(20);
const shared = process.env.CYCLELENS_SHARED ?? path.join(root, "../shared");
const env = {
  CI: "true",
  // What lies there must be read: a skip for want of it would hide that.
  ...(fs.existsSync(shared) && { CYCLELENS_SHARED: shared, CYCLELENS_REQUIRE_SHARED: "1" }),
};
const results = [];
const end = () => process.exit(summarise(results) ? 0 : 1);

// What everything else stands on. Then `dist/` stays as it is: steps that run side by side read it.
const build = { name: "build", argv: [process.execPath, "esbuild.mjs"] };
for (const step of [installStep(), build].filter((one) => one !== null)) {
  let result = await runStep({ ...step, env });
  // A registry that does not answer at once is asked once more, and that is said.
  if (result.failed > 0 && step !== build) {
    const retried = result.failures;
    result = { ...(await runStep({ ...step, env })), retried };
  }
  results.push(result);
  if (result.failed > 0) end();
}
Object.assign(env, { CYCLELENS_BUILT: "1" });

const npm = (script, ...args) => {
  const words = ["npm", "run", "-s", script, ...(args.length ? ["--", ...args] : [])];
  return { name: script, argv: words, env };
};
const named = (name, step) => ({ ...step, name });

// Lanes share no folder but `dist/`, which none writes. The first ones have what installs the ziskemu of the others.
results.push(
  ...(await runLanes([
    [
      npm("test:engines"),
      npm("verify:engine"),
      npm("verify:zisk-reports"),
      npm("verify:sp1"),
      npm("verify:openvm"),
      npm("verify:compare"),
      npm("verify:coverage"),
      npm("rules:check"),
      npm("package"),
      npm("demo"),
    ],
    [npm("lint"), named("types", npm("check"))],
  ])),
);
// What a new user calls, as it stands; it has lanes of its own.
results.push(await runStep(npm("test")));
const packaged = npm("test:integration", "--vsix", "out/cyclelens.vsix", "--grep", "activat");
results.push(
  ...(await runLanes([
    [
      named("integration, minimum engine", npm("test:integration", "--editor", "minimum")),
      npm("test:build"),
      named("integration, packaged", packaged),
    ],
    [named("bench (smoke)", npm("bench", "--smoke"))],
  ])),
);
end();
