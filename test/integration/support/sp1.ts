import { cpSync, mkdirSync, readFileSync, readdirSync, existsSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { execFileSync } from "node:child_process";
import * as os from "node:os";
import type * as vscode from "vscode";
import { gunzipSync } from "node:zlib";
import { workspaceFolder } from "./workspace";

const fixtures = process.env.CYCLELENS_FIXTURES!;

/** A copy of test/fixtures/sp1Project in the workspace, with the guest's ELF where SP1's builds put it. */
export class Sp1Project implements vscode.Disposable {
  readonly folder = path.join(workspaceFolder(), "fib");
  readonly guest = path.join(this.folder, "fib-calls/Cargo.toml");
  readonly source = path.join(this.folder, "fib-calls/src/main.rs");
  readonly host = path.join(this.folder, "script/Cargo.toml");
  readonly trace = path.join(this.folder, "recorded/trace.json");
  readonly elf = path.join(
    this.folder,
    "fib-calls/target/elf-compilation/riscv64im-succinct-zkvm-elf/release/fib-calls",
  );

  constructor() {
    cpSync(path.join(fixtures, "sp1Project"), this.folder, { recursive: true });
    mkdirSync(path.dirname(this.elf), { recursive: true });
    writeFileSync(this.elf, gunzipSync(readFileSync(path.join(this.folder, "recorded/guest.elf.gz"))));
  }

  /** Complete runs of the guest, newest first. */
  runs(): string[] {
    const runs = path.join(this.folder, "fib-calls/.cyclelens/runs");
    if (!existsSync(runs)) return [];
    return readdirSync(runs)
      .filter((name) => !name.startsWith(".") && existsSync(path.join(runs, name, "run.json")))
      .sort()
      .reverse()
      .map((name) => path.join(runs, name));
  }

  /** A finished run in the list, as small as one can be: a view without any shows its welcome, which takes no drop. */
  recordedRun(): void {
    const id = "2026-11-01T12-00-00Z-sp1-fib-calls";
    const folder = path.join(this.folder, "fib-calls/.cyclelens/runs", id);
    mkdirSync(folder, { recursive: true });
    const run = {
      schema: "cyclelens.run/1",
      id,
      guest: { name: "fib-calls", bin: "fib-calls", manifestPath: this.guest, elf: this.elf },
      machine: "sp1",
      mode: "full",
      argv: [],
      engine: { name: "sp1-sdk", version: "6.10.0" },
      input: null,
      startedAt: "2026-11-01T12:00:00.000Z",
      elf: null,
      git: null,
      durationMs: 56,
      exitCode: 0,
      signal: null,
      outcome: { status: "ok", message: null },
      totals: { cycles: 75417 },
      artefacts: [],
      sources: [],
    };
    writeFileSync(path.join(folder, "run.json"), JSON.stringify(run));
  }

  /** Takes a built trace host in, as a package beside the guest. */
  addTraceHost(from: string): void {
    for (const name of ["Cargo.toml", "Cargo.lock", "src"])
      cpSync(path.join(from, name), path.join(this.folder, "trace-host", name), { recursive: true });
  }

  editHost(change: (text: string) => string): void {
    writeFileSync(this.host, change(readFileSync(this.host, "utf8")));
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Our trace host as `npm run test:sp1` built it with the real crates; null where it is not in the cache. */
export function builtTraceHost(): string | null {
  const cache = path.join(os.homedir(), ".cache/cyclelens");
  const folders = existsSync(cache) ? readdirSync(cache) : [];
  const found = folders
    .filter((name) => name.startsWith("sp1-trace-host-"))
    .map((name) => path.join(cache, name))
    .filter((folder) => existsSync(path.join(folder, "target/release/sp1-trace-host")));
  return found.at(-1) ?? null;
}

/** A small prover (test/fixtures/prover) with its recorded heap profile. */
export class ProverProject implements vscode.Disposable {
  readonly folder = path.join(workspaceFolder(), "prover");
  readonly dhat = path.join(this.folder, "dhat-heap.json");

  constructor() {
    cpSync(path.join(fixtures, "prover"), this.folder, { recursive: true });
    writeFileSync(this.dhat, gunzipSync(readFileSync(path.join(fixtures, "dhat/dhat-rs.json.gz"))));
  }

  source(name: string): string {
    return path.join(this.folder, "src", name);
  }

  /**
   * The program as one that plays back: built without crates.io, it writes the recorded heap profile where dhat
   * would, with the feature that switches dhat on and not without.
   */
  playBack(): void {
    rmSync(path.join(this.folder, "Cargo.lock"), { force: true });
    writeFileSync(
      path.join(this.folder, "Cargo.toml"),
      '[package]\nname = "mini-prover"\nversion = "0.1.0"\nedition = "2021"\n[features]\ndhat-heap = []\n[workspace]\n',
    );
    writeFileSync(path.join(this.folder, "recorded.json"), readFileSync(this.dhat));
    rmSync(this.dhat);
    writeFileSync(
      this.source("main.rs"),
      `fn main() {
    if cfg!(feature = "dhat-heap") && std::env::args().nth(1).as_deref() == Some("--trace-length") {
        std::fs::write("dhat-heap.json", include_str!("../recorded.json")).unwrap();
    }
}
`,
    );
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const noCargo = "cargo not found: install Rust to build the host of the fixture";
export function hasCargo(): boolean {
  try {
    execFileSync("cargo", ["--version"]);
    return true;
  } catch {
    return false;
  }
}
