// npm run demo: profiles the bundled sample guest and shows what it costs. Wants Node 20 or newer and nothing else.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findZiskemu } from "./findZiskemu.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, "out", "demo");
const sample = path.join(root, "sample");
const elf = path.join(sample, "sample-guest.elf.gz");
const recorded = ["stdout.txt", "stats.csv", "ziskemu-profile.json.gz", "disasm.txt.gz"].map((name) =>
  path.join(sample, "recorded", name),
);

if (Number(process.versions.node.split(".")[0]) < 20) {
  stop(`Node ${process.versions.node} is too old`, "install Node 20 or newer from https://nodejs.org");
}
if (!existsSync(path.join(root, "node_modules", "esbuild"))) {
  console.log("Installing what the build needs (npm ci --ignore-scripts) …");
  npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
}
console.log("Building …");
need(spawnSync(process.execPath, ["esbuild.mjs"], { cwd: root, stdio: "inherit" }), "the build failed");
mkdirSync(out, { recursive: true });

// 1. The real emulator where there is one, else what it wrote when it last ran this very ELF.
const ziskemu = findZiskemu();
const json = path.join(out, "sample-guest.json");
if (ziskemu === null) {
  console.log("\nziskemu is not installed: this is the recorded run of ziskemu 1.4.0-alpha on the same ELF.");
  console.log("For runs of your own: cargo install ziskemu --version 1.4.0-alpha --locked\n");
  cli(["report", ...recorded, "--elf", elf, "--listed", "--format", "json", "-o", json]);
} else {
  console.log(`\nRunning the sample guest in ${ziskemu}\n`);
  const env = { ...process.env, PATH: `${path.dirname(ziskemu)}${path.delimiter}${process.env.PATH ?? ""}` };
  const input = path.join(sample, "input.bin");
  cli(["profile", elf, "--input", input, "--listed", "--format", "json", "-o", json], env);
}

// 2. Hot functions and lines, and the flame graph.
cli(["report", json]);
const html = path.join(out, "sample-guest.html");
cli(["report", json, "--format", "html", "-o", html]);
console.log(`\nFlame graph: ${html} (one file, opens in any browser)`);
console.log("In VS Code: npm run package, then code --install-extension with the .vsix it names,");
console.log(`open the folder ${sample}, and run “CycleLens: Open Profile…” on ${json},`);
console.log("or “Profile guest with ZisK” where ziskemu is installed.");

function cli(args, env = process.env) {
  need(
    spawnSync(process.execPath, [path.join(root, "dist", "cli.js"), ...args], {
      cwd: out,
      env,
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
