import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type * as vscode from "vscode";
import { workspaceFolder } from "./workspace";

const fixture = path.join(process.env.CYCLELENS_FIXTURES!, "openvmRun");

export interface CargoCall {
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<"OUTPUT_PATH" | "GUEST_SYMBOLS_PATH" | "RUSTFLAGS", string | null>>;
}

/** test/fixtures/openvmRun in the workspace, and its recorded cargo first on the PATH. */
export class OpenvmProject implements vscode.Disposable {
  readonly folder = path.join(workspaceFolder(), "openvm bench");
  readonly manifest = path.join(this.folder, "Cargo.toml");
  readonly #tools = mkdtempSync(path.join(os.tmpdir(), "recorded-cargo-"));
  readonly #path = process.env["PATH"];

  constructor() {
    cpSync(path.join(fixture, "bench"), this.folder, { recursive: true });
    for (const name of ["cargo.cjs", "metrics.json"])
      cpSync(path.join(fixture, name), path.join(this.#tools, name));
    const cargo = path.join(this.#tools, "cargo");
    writeFileSync(
      cargo,
      `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec "${process.execPath}" "${path.join(this.#tools, "cargo.cjs")}" "$@"\n`,
    );
    chmodSync(cargo, 0o755);
    process.env["PATH"] = [this.#tools, this.#path ?? ""].join(path.delimiter);
  }

  /** Everything but questions for metadata. */
  calls(): readonly CargoCall[] {
    const file = path.join(this.#tools, "calls.jsonl");
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line) as CargoCall).filter(({ words }) => words[0] !== "metadata");
  }

  /** Filed runs, newest first. */
  runs(): string[] {
    const runs = path.join(workspaceFolder(), ".cyclelens/runs");
    if (!existsSync(runs)) return [];
    return readdirSync(runs)
      .filter((name) => !name.startsWith(".") && name.includes("-openvm-"))
      .filter((name) => existsSync(path.join(runs, name, "run.json")))
      .sort()
      .reverse()
      .map((name) => path.join(runs, name));
  }

  dispose(): void {
    process.env["PATH"] = this.#path;
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.#tools, { recursive: true, force: true });
    for (const run of this.runs()) rmSync(run, { recursive: true, force: true });
  }
}
