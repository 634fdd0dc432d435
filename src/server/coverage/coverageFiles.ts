import path from "node:path";
import { fileURLToPath } from "node:url";

const names = new Set(["Cargo.toml", "Cargo.lock", "openvm.toml", "cyclelens.rules.json"]);

/** The path of a document or file that coverage reads; null for every other and for what is no file. */
export function coverageFile(uri: string): string | null {
  if (!uri.startsWith("file:")) return null;
  let file: string;
  try {
    file = fileURLToPath(uri);
  } catch {
    return null;
  }
  const name = path.basename(file);
  const isConfig =
    path.basename(path.dirname(file)) === ".cargo" && (name === "config.toml" || name === "config");
  return names.has(name) || isConfig ? file : null;
}

export function isToml(file: string): boolean {
  return file.endsWith(".toml") || path.basename(file) === "config";
}

/** True for what stands in the folder or below it. */
export function isBelow(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== "" && !way.startsWith("..") && !path.isAbsolute(way);
}
