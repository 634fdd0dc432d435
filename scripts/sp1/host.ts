import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sp1TemplateVersion, traceHostFiles } from "../../src/toolchains/sp1TraceHostTemplate";

export interface BuiltHost {
  readonly folder: string;
  readonly command: string;
  readonly seconds: number;
  readonly versions: string;
}

/** Where the host is kept between runs; `fresh` builds it from nothing in a folder of its own. */
export function cacheFolder(fresh: boolean): string {
  const root = process.env["CYCLELENS_CACHE"] ?? path.join(os.homedir(), ".cache", "cyclelens");
  return path.join(root, `sp1-trace-host-${sp1TemplateVersion}${fresh ? `-fresh-${process.pid}` : ""}`);
}

/** Builds the template as the product writes it from crates.io. A string is why it cannot be built. */
export function buildHost(folder: string): BuiltHost | string {
  for (const [name, text] of traceHostFiles(sp1TemplateVersion)) {
    const file = path.join(folder, name);
    if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const begun = Date.now();
  const built = spawnSync("cargo", ["build", "--release"], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (built.error) return `cargo cannot be started: ${built.error.message}`;
  if (built.status !== 0) return `cargo build --release failed:\n${built.stderr.slice(-3000)}`;
  const lock = readFileSync(path.join(folder, "Cargo.lock"), "utf8");
  const packages = lock.split("[[package]]").length - 1;
  const cargo = spawnSync("cargo", ["--version"], { encoding: "utf8" }).stdout.trim();
  return {
    folder,
    command: "cargo build --release",
    seconds: (Date.now() - begun) / 1000,
    versions: `sp1-core-executor ${lockedAt(lock)}, ${packages} packages, ${cargo}`,
  };
}

function lockedAt(lock: string): string {
  return /name = "sp1-core-executor"\nversion = "([^"]+)"/.exec(lock)?.[1] ?? "?";
}
