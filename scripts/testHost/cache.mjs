// Where the test tools live: outside the repository, shared by every clone, keyed by version.
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** `$CYCLELENS_CACHE`, else `$XDG_CACHE_HOME/cyclelens`, else `~/.cache/cyclelens`. */
export function cacheRoot() {
  if (process.env.CYCLELENS_CACHE) return path.resolve(process.env.CYCLELENS_CACHE);
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "cyclelens");
}

/**
 * Returns the folder `<cache>/<name>-<hash of recipe>`, filled by `fill(folder)` the first time.
 * The work happens in a temporary folder that is renamed when complete, so a killed or concurrent
 * installation never leaves a half-filled one behind.
 */
export async function cached(name, recipe, fill) {
  const hash = createHash("sha256")
    .update(JSON.stringify([recipe, process.platform, process.arch]))
    .digest("hex")
    .slice(0, 8);
  const folder = path.join(cacheRoot(), `${name}-${hash}`);
  if (fs.existsSync(path.join(folder, "ok.json"))) return folder;
  fs.mkdirSync(cacheRoot(), { recursive: true });
  const work = fs.mkdtempSync(path.join(cacheRoot(), ".work-"));
  const started = Date.now();
  try {
    await fill(work);
    fs.writeFileSync(path.join(work, "ok.json"), JSON.stringify(recipe));
    fs.chmodSync(work, 0o755); // mkdtemp makes 0700; other users may share the cache
    try {
      fs.renameSync(work, folder);
    } catch (error) {
      if (!fs.existsSync(path.join(folder, "ok.json"))) throw error; // somebody else was faster
    }
    console.error(`installed ${name} into ${folder} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return folder;
}
