// Bundles every entry point into dist/ (or `--outdir=DIR`). `--watch` rebuilds, `--dev` keeps names and inline source maps.
import { build, context } from "esbuild";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { constantModules } from "./scripts/constantModules.mjs";
import { plainBuiltins } from "./scripts/plainBuiltins.mjs";
import { plainDebug } from "./scripts/plainDebug.mjs";
import { webviewEntries, webviewOptions } from "./scripts/webviewBundle.mjs";

const dev = process.argv.includes("--dev") || process.argv.includes("--watch");
const outdir = process.argv.find((arg) => arg.startsWith("--outdir="))?.slice("--outdir=".length) ?? "dist";
const common = {
  bundle: true,
  minify: !dev,
  sourcemap: dev ? "inline" : false,
  legalComments: "none",
  logLevel: "warning",
};
const node = { ...common, platform: "node", target: "node20", format: "cjs", mainFields: ["module", "main"] };

const entries = [
  { ...node, entryPoints: { extension: "src/extension.ts" }, outdir, external: ["vscode"] },
  {
    ...node,
    entryPoints: {
      server: "src/server/main.ts",
      worker: "src/server/worker.ts",
      disassembler: "src/server/disassembler.ts",
    },
    outdir,
    plugins: [plainDebug],
  },
  {
    ...node,
    entryPoints: { cli: "src/cli/main.ts" },
    outdir,
    banner: { js: "#!/usr/bin/env node" },
    // Left as `require`: what a command does not need is not even read.
    external: ["./commandLine", "./profileLine"],
    supported: { "dynamic-import": false },
    plugins: [plainBuiltins],
  },
  {
    ...node,
    entryPoints: { commandLine: "src/cli/commandLine.ts" },
    outdir,
  },
  {
    ...node,
    entryPoints: { profileLine: "src/cli/profileLine.ts" },
    outdir,
    alias: {
      "node:child_process": "./src/cli/toolsLater.ts",
      "node:fs/promises": "./src/cli/filesAtOnce.ts",
    },
    plugins: [constantModules, plainBuiltins],
  },
  { ...node, entryPoints: { mcp: "src/agents/mcp/main.ts" }, outdir },
  {
    ...common,
    ...webviewOptions,
    entryPoints: webviewEntries,
    outdir: `${outdir}/webview`,
  },
]
  .map((e) => ({
    ...e,
    entryPoints: Object.fromEntries(Object.entries(e.entryPoints).filter(([, file]) => existsSync(file))),
  }))
  .filter((e) => Object.keys(e.entryPoints).length > 0);

if (process.argv.includes("--watch")) {
  for (const entry of entries) await (await context(entry)).watch();
} else {
  rmSync(outdir, { recursive: true, force: true });
  await Promise.all(entries.map((entry) => build(entry)));
  if (!dev) readdirSync(outdir).forEach((name) => name.endsWith(".js") && toAscii(path.join(outdir, name)));
}

/**
 * esbuild leaves regular expressions as they stand. With those in ASCII, too, a bundle is read byte by byte and takes half
 * the memory.
 */
function toAscii(file) {
  const text = readFileSync(file, "utf8");
  if (/\\[^\0-\x7f]/.test(text))
    throw new Error(`${file}: a backslash before what is not ASCII: leave it out`);
  const ascii = text.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  if (ascii !== text) writeFileSync(file, ascii);
}
