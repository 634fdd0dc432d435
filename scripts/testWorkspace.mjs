import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "./steps.mjs";

/**
 * A fresh workspace for a test run: the sample guest and test/fixtures/workspace over it, below a name
 * that breaks every careless quoting.
 * @param {{ ziskemu: string | null, plain?: boolean }} options `plain`: a name fit for a screenshot
 * @returns {{ folder: string, env: Record<string, string>, settings: object, dispose(): void }}
 */
export function copyWorkspace({ ziskemu, plain = false }) {
  const temporary = plain ? plainFolder() : fs.mkdtempSync(path.join(os.tmpdir(), "cyclelens-ws-"));
  const hostile = process.platform === "win32" ? "it's a $(x) ws" : `it's a "$(x)" ws`;
  const folder = path.join(temporary, plain ? "ledger" : hostile);
  const skip = /[\\/](target|\.cyclelens|out)([\\/]|$)/;
  const sample = path.join(root, "sample");
  if (fs.existsSync(sample))
    fs.cpSync(sample, path.join(folder, "guest"), {
      recursive: true,
      filter: (from) => !skip.test(from.slice(sample.length)),
    });
  fs.cpSync(path.join(root, "test/fixtures/workspace"), folder, { recursive: true });
  return {
    folder,
    env: ziskemu ? { CYCLELENS_ZISKEMU: ziskemu } : {},
    settings: ziskemu ? { "cyclelens.zisk.ziskemuPath": ziskemu } : {},
    dispose: () => fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** A path that reads well in a picture, unless somebody has it. */
function plainFolder() {
  const folder = path.join(os.tmpdir(), "guests");
  try {
    fs.mkdirSync(folder);
    return folder;
  } catch {
    return fs.mkdtempSync(`${folder}-`);
  }
}
