import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { isBuilt } from "./buildDist.mjs";
import { root } from "./steps.mjs";

/** A folder below out/ that is this process's own and goes with it. */
export function ownFolder(name) {
  const folder = path.join(root, "out", `${name}-${process.pid}`);
  process.once("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Builds the extension into a folder of its own and lays beside it what VS Code reads, so that a test
 * run does not see somebody rebuild `dist/` under it.
 * @returns {string} the folder
 */
export function stageExtension({ dev = false } = {}) {
  const folder = ownFolder("extension");
  fs.mkdirSync(folder, { recursive: true });
  for (const name of ["package.json", "media", "l10n", "schemas"])
    if (fs.existsSync(path.join(root, name)))
      fs.cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  for (const name of fs.readdirSync(root))
    if (/^package\.nls(\..+)?\.json$/.test(name)) fs.cpSync(path.join(root, name), path.join(folder, name));
  const dist = path.join(folder, "dist");
  if (isBuilt() && !dev) {
    fs.cpSync(path.join(root, "dist"), dist, { recursive: true });
    return folder;
  }
  const args = [path.join(root, "esbuild.mjs"), `--outdir=${dist}`, ...(dev ? ["--dev"] : [])];
  execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  return folder;
}
