import { build } from "esbuild";
import fs from "node:fs";
import path from "node:path";
import { root } from "./steps.mjs";

/** Bundles the integration suites into out/test; Mocha and vscode stay outside. */
export async function buildSuites() {
  const suites = path.join(root, "test/integration/suites");
  const entryPoints = { index: path.join(root, "test/integration/index.ts") };
  for (const file of fs.readdirSync(suites))
    if (file.endsWith(".test.ts"))
      entryPoints[`suites/${path.basename(file, ".ts")}`] = path.join(suites, file);
  fs.rmSync(path.join(root, "out/test"), { recursive: true, force: true });
  await build({
    entryPoints,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["vscode", "mocha"],
    sourcemap: "inline",
    outdir: path.join(root, "out/test"),
    logLevel: "warning",
  });
}
