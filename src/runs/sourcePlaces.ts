import { readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { SourceMapOptions } from "../core/symbols/sourceMap";

/** Where cargo and rustup keep sources on this machine. Folders that are not there give nothing. */
export async function sourcePlaces(): Promise<
  Pick<Required<SourceMapOptions>, "rustSources" | "registrySources" | "gitCheckouts">
> {
  const cargo = process.env["CARGO_HOME"] ?? path.join(os.homedir(), ".cargo");
  const rustup = process.env["RUSTUP_HOME"] ?? path.join(os.homedir(), ".rustup");
  const [indexes, toolchains] = await Promise.all([
    below(path.join(cargo, "registry", "src")),
    below(path.join(rustup, "toolchains")),
  ]);
  return {
    registrySources: indexes,
    // ZisK's own toolchain first: guests are built with it.
    rustSources: toolchains
      .sort((a, b) => Number(b.includes("zisk")) - Number(a.includes("zisk")))
      .map((toolchain) => path.join(toolchain, "lib", "rustlib", "src", "rust")),
    gitCheckouts: [path.join(cargo, "git", "checkouts")],
  };
}

async function below(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => path.join(folder, name));
}
