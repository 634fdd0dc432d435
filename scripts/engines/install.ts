import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ziskemuNativePackages } from "../../src/toolchains/ziskemu";

export const ziskemuVersion = "1.4.0-alpha";

/** Caches outside the repository: `$CYCLELENS_CACHE`, `$XDG_CACHE_HOME/cyclelens`, `~/.cache/cyclelens`. */
export function cacheFolder(): string {
  const { CYCLELENS_CACHE, XDG_CACHE_HOME } = process.env;
  if (CYCLELENS_CACHE) return CYCLELENS_CACHE;
  return path.join(XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "cyclelens");
}

/** The emulator of the recorded truth: from the cache, else from crates.io. A string says why it cannot be had. */
export function installZiskemu(): { readonly program: string } | { readonly why: string } {
  const root = path.join(cacheFolder(), `ziskemu-${ziskemuVersion}`);
  const program = path.join(root, "bin", process.platform === "win32" ? "ziskemu.exe" : "ziskemu");
  if (existsSync(program)) return { program };
  if (spawnSync("cargo", ["--version"]).status !== 0)
    return { why: "cargo is not installed: install Rust from https://rustup.rs" };
  const missing = missingPackages();
  if (missing.length > 0 && !installPackages(missing))
    return { why: `native packages are missing: apt-get install ${missing.join(" ")}` };
  console.log(`installing ziskemu ${ziskemuVersion} into ${root} (about 9 minutes on two cores) …`);
  const target = path.join(cacheFolder(), "ziskemu-target");
  mkdirSync(target, { recursive: true });
  const { status } = spawnSync(
    "cargo",
    ["install", "ziskemu", "--version", ziskemuVersion, "--locked", "--root", root],
    { stdio: "inherit", env: { ...process.env, CARGO_TARGET_DIR: target } },
  );
  rmSync(target, { recursive: true, force: true });
  return status === 0 && existsSync(program)
    ? { program }
    : { why: "cargo install ziskemu failed, see above" };
}

/** Of Debian's packages those that dpkg does not know as installed; none where there is no dpkg. */
function missingPackages(): string[] {
  const query = spawnSync("dpkg-query", ["-W", "-f", "${Package} ${db:Status-Status}\n"], {
    encoding: "utf8",
  });
  if (query.status !== 0) return [];
  const installed = new Set(
    query.stdout
      .split("\n")
      .filter((line) => line.endsWith(" installed"))
      .map((line) => line.split(" ")[0]),
  );
  return ziskemuNativePackages.filter((name) => !installed.has(name));
}

function installPackages(names: readonly string[]): boolean {
  if (process.getuid?.() !== 0) return false;
  console.log(`installing native packages: ${names.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-qq"], { stdio: "inherit", env });
  return spawnSync("apt-get", ["install", "-y", "-qq", ...names], { stdio: "inherit", env }).status === 0;
}
