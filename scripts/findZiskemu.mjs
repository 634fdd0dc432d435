import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { cacheRoot } from "./testHost/cache.mjs";

/**
 * ziskemu for tests: `$CYCLELENS_ZISKEMU`, the cache that test:engines fills, PATH, then the usual places; or null.
 * `CYCLELENS_ZISKEMU=none` leaves out every test that needs it.
 */
export function findZiskemu() {
  const named = process.env.CYCLELENS_ZISKEMU;
  if (named) return named === "none" ? null : named;
  const name = process.platform === "win32" ? "ziskemu.exe" : "ziskemu";
  const folders = [
    path.join(cacheRoot(), "ziskemu-1.4.0-alpha/bin"),
    ...(process.env.PATH ?? "").split(path.delimiter).filter(Boolean),
    path.join(os.homedir(), ".zisk/bin"),
    path.join(os.homedir(), ".cargo/bin"),
  ];
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file)) ?? null;
}
