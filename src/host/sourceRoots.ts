import { realpath } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { localFolders } from "./workspaceFolders";

/** Where sources of a guest and its crates are: opened without asking. */
export async function knownSourceRoots(): Promise<readonly string[]> {
  const cargo = process.env["CARGO_HOME"] ?? path.join(os.homedir(), ".cargo");
  const rustup = process.env["RUSTUP_HOME"] ?? path.join(os.homedir(), ".rustup");
  const folders = [
    ...localFolders(),
    path.join(cargo, "registry", "src"),
    path.join(cargo, "git", "checkouts"),
    path.join(rustup, "toolchains"),
  ];
  const real = await Promise.all(folders.map((folder) => realpath(folder).catch(() => null)));
  return real.filter((folder) => folder !== null);
}

/** Whether a real path lies in a folder, itself excluded. */
export function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== "" && relative.split(path.sep)[0] !== ".." && !path.isAbsolute(relative);
}

/** A local absolute path without a way out of itself: no network share, no `..`, no scheme, no NUL. */
export function isPlainPath(file: string): boolean {
  return (
    path.isAbsolute(file) &&
    !/^[\\/]{2}/.test(file) &&
    !file.includes("\0") &&
    !file.split(/[\\/]/).includes("..")
  );
}
