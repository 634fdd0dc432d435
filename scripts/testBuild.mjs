// npm run test:build: the sample guest built by a real RISC-V Rust toolchain, through the extension's build
// task. The toolchain is Debian's (core and alloc built from source); where root, apt installs it.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { buildSuites } from "./buildSuites.mjs";
import { findZiskemu } from "./findZiskemu.mjs";
import { stageExtension } from "./stageExtension.mjs";
import { failedLine, retriedLine, root } from "./steps.mjs";
import { cacheRoot } from "./testHost/cache.mjs";
import { runHost } from "./testHost/host.mjs";

const PACKAGES = ["rustc-web", "cargo-web", "rust-web-src", "binutils-riscv64-unknown-elf"];

function tools() {
  const [rustc, cargo, linker] = ["/usr/bin/rustc", "/usr/bin/cargo", "/usr/bin/riscv64-unknown-elf-ld"];
  if (![rustc, cargo, linker].every((file) => fs.existsSync(file))) return null;
  const sysroot = execFileSync(rustc, ["--print", "sysroot"], { encoding: "utf8" }).trim();
  return fs.existsSync(path.join(sysroot, "lib/rustlib/src/rust/library/core")) ? { rustc, cargo } : null;
}

function installTools() {
  const apt = (...args) =>
    execFileSync("apt-get", args, {
      stdio: "inherit",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  apt("update", "-qq");
  apt("install", "-y", "-qq", "--no-install-recommends", ...PACKAGES);
}

function leaveOut(reason) {
  console.log(`skipped: guest built by a real toolchain: ${reason}`);
  console.log("0 passed, 0 failed");
  process.exit(0);
}

if (process.platform !== "linux") leaveOut("this test knows Debian's toolchain only");
const ziskemu = findZiskemu();
if (!ziskemu) leaveOut("ziskemu not found: npm run test:engines installs it");
let found = tools();
if (!found && process.getuid() === 0 && fs.existsSync("/usr/bin/apt-get")) {
  try {
    installTools();
  } catch (error) {
    console.error(error.message);
  }
  found = tools();
}
if (!found) leaveOut(`apt-get install ${PACKAGES.join(" ")}`);

// Always the same folder: cargo then builds the dependencies once, not at every run.
const folder = path.join(cacheRoot(), "guest-build");
const sample = path.join(root, "sample");
fs.mkdirSync(path.join(folder, ".vscode"), { recursive: true });
fs.rmSync(path.join(folder, "guest/.cyclelens"), { recursive: true, force: true });
fs.cpSync(sample, path.join(folder, "guest"), {
  recursive: true,
  filter: (from) => !/[\\/](target|\.cyclelens|out)([\\/]|$)/.test(from.slice(sample.length)),
});
const command = ["env", `RUSTC=${found.rustc}`, `CARGO=${found.cargo}`, "sh", "build.sh"];
fs.writeFileSync(
  path.join(folder, ".vscode/settings.json"),
  JSON.stringify({ "cyclelens.zisk.buildCommand": command }),
);
const suites = await buildSuites();
const result = path.join(folder, "result.json");
fs.rmSync(result, { force: true });
const code = await runHost({
  extension: stageExtension(),
  tests: suites,
  folder,
  artifacts: path.join(root, "out/artifacts/build"),
  settings: { "cyclelens.zisk.ziskemuPath": ziskemu },
  env: { CYCLELENS_TEST_SUITES: "_realBuild", CYCLELENS_TEST_RESULT: result, CYCLELENS_ZISKEMU: ziskemu },
  timeoutS: 1500,
});
const none = { passed: 0, failed: 1, retried: [], failures: [] };
const counts = fs.existsSync(result) ? JSON.parse(fs.readFileSync(result, "utf8")) : none;
for (const { test, error } of counts.retried) console.log(retriedLine(test, error));
for (const { test, error } of counts.failures) console.log(failedLine(test, error));
console.log(`${counts.passed} passed, ${counts.failed || (code === 0 ? 0 : 1)} failed`);
process.exitCode = code === 0 ? 0 : 1;
