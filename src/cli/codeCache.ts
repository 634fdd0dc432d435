import { isAscii } from "node:buffer";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import { createRequire, wrap } from "node:module";
import os from "node:os";
import path from "node:path";
import { Script } from "node:vm";

/** A bundle that was loaded, and what to do once it has run. */
export interface LoadedBundle<T> {
  readonly exports: T;
  /** Keeps what the engine has compiled of it, where that is not kept yet. Never throws. */
  keep(): void;
}

const digestBytes = 32;

/**
 * Loads a CommonJS bundle with the code that V8 compiled of it in an earlier run: compiling takes a tenth of a second of
 * the machine's time where many a guest runs in less. The code is kept from the second run on (an empty file says that
 * there was a first), by the bundle's digest; what is missing, damaged, of another Node or of another user is not used.
 * Null where the bundle is not there.
 */
export function loadBundle<T>(file: string, folder: string | null = codeFolder()): LoadedBundle<T> | null {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(file);
  } catch {
    return null;
  }
  // Bundles are ASCII, which is read in a tenth of the time.
  const source = bytes.toString(isAscii(bytes) ? "latin1" : "utf8");
  const name = path.basename(file, ".js");
  const lead = `${name}-${process.version}-${process.arch}-`;
  const kept =
    folder === null ? null : path.join(folder, `${lead}${sha256(bytes).toString("hex").slice(0, 32)}`);
  const found = kept === null ? null : readKept(kept);
  const cachedData = found === null || found.length === 0 ? undefined : codeOf(found);
  const script = new Script(wrap(source), {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const isUsed = cachedData !== undefined && script.cachedDataRejected !== true;
  const module = { exports: {} };
  const run = script.runInThisContext() as (...args: unknown[]) => void;
  run.call(module.exports, module.exports, createRequire(file), module, file, path.dirname(file));
  return {
    exports: module.exports as T,
    keep: () => {
      if (kept === null || isUsed) return;
      try {
        if (found === null) write(kept, new Uint8Array(0));
        else {
          const code = script.createCachedData();
          write(kept, Buffer.concat([sha256(code), code]));
          removeOthers(path.dirname(kept), lead, path.basename(kept));
        }
      } catch {
        // A folder that cannot be written: the next run compiles again.
      }
    },
  };
}

/** Null where the user's cache is not to be used. */
function codeFolder(): string | null {
  const { env, platform } = process;
  // Node's own switch for the like.
  if (env["NODE_DISABLE_COMPILE_CACHE"]) return null;
  const home = os.homedir();
  const cache =
    env["XDG_CACHE_HOME"] ??
    (platform === "win32"
      ? (env["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local"))
      : path.join(home, ...(platform === "darwin" ? ["Library", "Caches"] : [".cache"])));
  return path.isAbsolute(cache) ? path.join(cache, "cyclelens", "code") : null;
}

/** Null for what is not there, or may be somebody else's: it would be run as it stands. */
function readKept(file: string): Buffer | null {
  try {
    const handle = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
    try {
      const info = fs.fstatSync(handle);
      const isOwn =
        process.getuid === undefined || (info.uid === process.getuid() && (info.mode & 0o022) === 0);
      return info.isFile() && isOwn ? fs.readFileSync(handle) : null;
    } finally {
      fs.closeSync(handle);
    }
  } catch {
    return null;
  }
}

/** Undefined where a byte is not as it was written. */
function codeOf(kept: Buffer): Buffer | undefined {
  const code = kept.subarray(digestBytes);
  return kept.length > digestBytes && sha256(code).equals(kept.subarray(0, digestBytes)) ? code : undefined;
}

function write(file: string, bytes: Uint8Array): void {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    fs.writeFileSync(temporary, bytes, { flag: "wx", mode: 0o600 });
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** Code of bundles that were there before. */
function removeOthers(folder: string, lead: string, own: string): void {
  for (const name of fs.readdirSync(folder))
    if (name.startsWith(lead) && name !== own) fs.rmSync(path.join(folder, name), { force: true });
}

function sha256(data: Uint8Array): Buffer {
  return createHash("sha256").update(data).digest();
}
