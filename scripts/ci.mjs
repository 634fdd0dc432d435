// Everything that must hold before a change lands; called by .ci/run, ends with `N passed, N failed`.
import fs from "node:fs";
import path from "node:path";
import { installStep, requireNode, root, runStep, runTogether, scriptNames, summarise } from "./steps.mjs";

requireNode(20);
const shared = process.env.CYCLELENS_SHARED ?? path.join(root, "../shared");
const env = {
  CI: "true",
  // What lies there must be read: a skip for want of it would hide that.
  ...(fs.existsSync(shared) && { CYCLELENS_SHARED: shared, CYCLELENS_REQUIRE_SHARED: "1" }),
};
const npm = (script, ...args) => ["npm", "run", "-s", script, ...(args.length ? ["--", ...args] : [])];
const results = [];
const install = installStep();
if (install) results.push(await runStep({ ...install, env }));
const scripts = scriptNames();
const steps = [
  { name: "lint", argv: npm("lint"), with: { name: "types", argv: npm("check") } },
  { name: "test:engines", argv: npm("test:engines") }, // first: it installs the ziskemu that the others use
  { name: "test", argv: npm("test") },
  { name: "test:build", argv: npm("test:build") },
  { name: "integration, minimum engine", argv: npm("test:integration", "--editor", "minimum") },
  { name: "verify:zisk-reports", argv: npm("verify:zisk-reports") },
  { name: "verify:sp1", argv: npm("verify:sp1") },
  { name: "verify:engine", argv: npm("verify:engine") },
  { name: "verify:openvm", argv: npm("verify:openvm") },
  { name: "verify:compare", argv: npm("verify:compare") },
  { name: "verify:coverage", argv: npm("verify:coverage") },
  { name: "rules:check", argv: npm("rules:check") },
  { name: "package", argv: npm("package") },
  {
    name: "integration, packaged",
    argv: npm("test:integration", "--vsix", "out/cyclelens.vsix", "--grep", "activat"),
  },
  { name: "demo", argv: npm("demo") },
  { name: "bench (smoke)", argv: npm("bench", "--smoke") },
];
for (const step of steps) {
  const together = [step, ...(step.with ? [step.with] : [])].map((one) => ({ ...one, env }));
  if (together.every(({ argv }) => scripts.includes(argv[3]))) results.push(...(await runTogether(together)));
  else if (step.argv[3] !== undefined && step.argv[1] === "run")
    results.push({
      name: step.name,
      passed: 0,
      failed: 1,
      skipped: [`${step.name}: no such script`],
      seconds: 0,
    });
}
process.exitCode = summarise(results) ? 0 : 1;
