import { build } from "esbuild";
import fs from "node:fs";
import path from "node:path";
import { ownFolder } from "./stageExtension.mjs";
import { root } from "./steps.mjs";

/** Bundles the integration suites, Mocha and vscode outside; returns the path of the entry. */
export async function buildSuites() {
  const suites = path.join(root, "test/integration/suites");
  const entryPoints = { index: path.join(root, "test/integration/index.ts") };
  for (const file of fs.readdirSync(suites))
    if (file.endsWith(".test.ts"))
      entryPoints[`suites/${path.basename(file, ".ts")}`] = path.join(suites, file);
  const outdir = ownFolder("test");
  await build({
    entryPoints,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["vscode", "mocha"],
    sourcemap: "inline",
    define: { "process.env.CYCLELENS_FIXTURES": JSON.stringify(path.join(root, "test/fixtures")) },
    outdir,
    logLevel: "warning",
  });
  return path.join(outdir, "index.js");
}
