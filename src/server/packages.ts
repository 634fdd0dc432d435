import { readFile } from "node:fs/promises";
import path from "node:path";
import { crateName } from "../core/rust/modulePath";

/** The cargo package that a source belongs to. */
export interface SourcePackage {
  readonly folder: string;
  readonly manifestPath: string;
  /** Names of its library and binaries, as Rust paths spell them. */
  readonly crates: ReadonlySet<string>;
}

/** Looks upwards for the nearest manifest with a package in it; null if there is none. */
export async function packageOf(file: string): Promise<SourcePackage | null> {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifestPath = path.join(folder, "Cargo.toml");
    const manifest = await readFile(manifestPath, "utf8").catch(() => null);
    const crates = manifest === null ? null : crateNames(manifest);
    if (crates) return { folder, manifestPath, crates };
    if (path.dirname(folder) === folder) return null;
  }
}

/** The `name = "…"` of the tables package, lib, bin and example; no more of TOML is needed for that. */
function crateNames(manifest: string): ReadonlySet<string> | null {
  const names = new Set<string>();
  let table = "";
  for (const line of manifest.slice(0, 1 << 20).split("\n")) {
    const header = /^\s*\[\[?\s*([A-Za-z.-]+)\s*\]?\]/.exec(line);
    if (header) table = header[1]!;
    if (!["package", "lib", "bin", "example"].includes(table)) continue;
    const name = /^\s*name\s*=\s*["']([^"']+)["']/.exec(line)?.[1];
    if (name !== undefined) names.add(crateName(name));
  }
  return names.size > 0 ? names : null;
}
