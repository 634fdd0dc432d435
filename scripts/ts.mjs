// Runs a TypeScript script: node scripts/ts.mjs scripts/x.ts ARG… (bundled in memory, dependencies stay outside).
import { build } from "esbuild";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [script, ...rest] = process.argv.slice(2);
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { outputFiles } = await build({
  entryPoints: [path.resolve(script)],
  bundle: true,
  write: false,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  sourcemap: "inline",
  logLevel: "warning",
});
// Inside node_modules so that bare imports resolve; removed before the script runs on.
const folder = path.join(root, "node_modules", ".cache", "cyclelens");
mkdirSync(folder, { recursive: true });
const file = path.join(folder, `${path.basename(script, ".ts")}-${process.pid}.mjs`);
writeFileSync(file, outputFiles[0].text);
process.argv.splice(1, process.argv.length, script, ...rest);
try {
  await import(pathToFileURL(file).href);
} finally {
  rmSync(file, { force: true });
}
