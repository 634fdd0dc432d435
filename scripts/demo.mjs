// npm run demo: profiles the bundled sample guest and shows what it costs. Wants Node 20 or newer and nothing else.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { isBuilt } from "./buildDist.mjs";
import { root } from "./steps.mjs";

const out = path.join(root, "out", "demo");
const sample = path.join(root, "sample");
const elf = path.join(sample, "sample-guest.elf.gz");
const input = path.join(sample, "input.bin");

if (Number(process.versions.node.split(".")[0]) < 20) {
  stop(`Node ${process.versions.node} is too old`, "install Node 20 or newer from https://nodejs.org");
}
if (!existsSync(path.join(root, "node_modules", "esbuild"))) {
  console.log("Installing what the build needs (npm ci --ignore-scripts) …");
  npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
}
if (!isBuilt()) {
  console.log("Building …");
  need(spawnSync(process.execPath, ["esbuild.mjs"], { cwd: root, stdio: "inherit" }), "the build failed");
}
mkdirSync(out, { recursive: true });

// 1. The run, in the embedded engine, and what it cost: totals, hot functions, hot lines.
const json = path.join(out, "sample-guest.json");
console.log("\nRunning the sample guest (sample/) in the embedded engine\n");
cli(["profile", elf, "--engine", "embedded", "--input", input, "--listed", "--format", "json", "-o", json]);
cli(["report", json]);

// 2. The flame graph, and the way into the editor.
const html = path.join(out, "sample-guest.html");
cli(["report", json, "--format", "html", "-o", html]);
console.log(`\nFlame graph: ${html} (one file, opens in any browser)`);
console.log("In VS Code: npm run package, then code --install-extension with the .vsix it names,");
console.log(`open the folder ${sample}, and run “CycleLens: Profile ELF…” on sample-guest.elf.gz`);
console.log(`with the input input.bin, or “CycleLens: Open Profile…” on ${json}.`);
console.log("With ziskemu 1.4.0-alpha on PATH, both engines are compared to the unit by:");
console.log("  node dist/cli.js profile sample/sample-guest.elf.gz --input sample/input.bin --verify");

function cli(args) {
  need(
    spawnSync(process.execPath, [path.join(root, "dist", "cli.js"), ...args], {
      cwd: out,
      stdio: "inherit",
    }),
    `cyclelens ${args[0]} failed`,
  );
}

/** npm as a script of this Node where npm started us; a `.cmd` would want a shell. */
function npm(args) {
  const script = process.env.npm_execpath;
  const run = script
    ? spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" })
    : spawnSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  need(run, "npm ci failed: is the package registry reachable?");
}

function need(run, what) {
  if (run.status !== 0) stop(what, "see above");
}

function stop(what, hint) {
  console.error(`demo: ${what} — ${hint}`);
  process.exit(1);
}
