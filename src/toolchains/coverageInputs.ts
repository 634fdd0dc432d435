import { readdir, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { CycleLensError, throwIfCancelled } from "../core/errors";

/** A text with what tells whether it is still the one on disk. */
export interface ReadText {
  readonly text: string;
  readonly modifiedMs: number;
  readonly sizeBytes: number;
}

export interface CoverageFiles {
  /** Absolute folder that the paths are relative to. */
  readonly folder: string;
  /** By `/`-separated path relative to the folder; `../…` for what lies above it. */
  readonly files: ReadonlyMap<string, ReadText>;
  /** What was passed over, as sentences. */
  readonly warnings: readonly string[];
}

export interface ReadOptions {
  /** Texts of the last time: a file of the same size and time is not read again. */
  readonly known?: ReadonlyMap<string, ReadText>;
  readonly signal?: { readonly aborted: boolean };
}

/** Folders that hold nobody's own manifests. `.cargo` is looked into by name. */
const skipped = new Set(["target", "node_modules"]);
const names = new Set(["Cargo.toml", "Cargo.lock", "openvm.toml", "cyclelens.rules.json"]);
const limits = {
  folders: 50_000,
  depth: 16,
  files: 20_000,
  manifestBytes: 4 * 2 ** 20,
  lockBytes: 128 * 2 ** 20,
  totalBytes: 512 * 2 ** 20,
  levelsAbove: 24,
};

/**
 * Reads every text that coverage looks at: manifests, locks, openvm.toml, .cargo/config.toml and rule files below a
 * folder, and those of the folders above it, where a workspace root may lie. Links to folders are not followed; a file
 * that is too large, no regular file or not readable is a warning. Starts no process. Throws `not-found`, `cancelled`.
 */
export async function readCoverageFiles(dir: string, options: ReadOptions = {}): Promise<CoverageFiles> {
  const folder = await folderOf(dir);
  const reader = new Reader(folder, options);
  await reader.below();
  if (reader.found > 0) await reader.above();
  return { folder, files: reader.files, warnings: reader.warnings };
}

/** The folder itself; a manifest stands for the folder that it is in. */
async function folderOf(dir: string): Promise<string> {
  const absolute = path.resolve(dir);
  const info = await stat(absolute).catch(() => null);
  if (info === null) throw new CycleLensError("not-found", `${absolute} does not exist`, "check the path");
  return realpath(info.isDirectory() ? absolute : path.dirname(absolute));
}

class Reader {
  readonly files = new Map<string, ReadText>();
  readonly warnings: string[] = [];
  private totalBytes = 0;

  constructor(
    private readonly root: string,
    private readonly options: ReadOptions,
  ) {}

  get found(): number {
    return this.files.size;
  }

  async below(): Promise<void> {
    const queue: { readonly folder: string; readonly depth: number }[] = [{ folder: this.root, depth: 0 }];
    for (let i = 0; i < queue.length; i++) {
      throwIfCancelled(this.options.signal);
      if (i >= limits.folders)
        return this.warn(`more than ${limits.folders} folders: the rest was not looked at`);
      const { folder, depth } = queue[i]!;
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      // What `cargo vendor` copied is not the user's own.
      if (entries.some((entry) => entry.name === ".cargo-checksum.json")) continue;
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (entry.isDirectory()) {
          if (entry.name === ".cargo") await this.config(folder);
          else if (depth < limits.depth && !entry.name.startsWith(".") && !skipped.has(entry.name))
            queue.push({ folder: path.join(folder, entry.name), depth: depth + 1 });
        } else if (names.has(entry.name) && !(await this.read(path.join(folder, entry.name)))) return;
      }
    }
  }

  /** Cargo looks for the workspace root and its configuration in every folder above. */
  async above(): Promise<void> {
    let at = this.root;
    for (let level = 0; level < limits.levelsAbove && path.dirname(at) !== at; level++) {
      at = path.dirname(at);
      const manifest = await this.readIfThere(path.join(at, "Cargo.toml"));
      if (manifest) await this.readIfThere(path.join(at, "Cargo.lock"));
      await this.config(at);
    }
  }

  /** The older spelling without `.toml` wins in cargo, too. */
  private async config(folder: string): Promise<void> {
    const plain = await this.readIfThere(path.join(folder, ".cargo", "config"), "config.toml");
    if (!plain) await this.readIfThere(path.join(folder, ".cargo", "config.toml"));
  }

  private async readIfThere(file: string, as?: string): Promise<boolean> {
    const info = await stat(file).catch(() => null);
    return info?.isFile() === true && (await this.read(file, as));
  }

  /** False once the limits of the whole are reached. */
  private async read(file: string, as = path.basename(file)): Promise<boolean> {
    const shown = path.relative(this.root, path.join(path.dirname(file), as));
    const key = shown.split(path.sep).join("/");
    if (this.files.size >= limits.files) {
      this.warn(`more than ${limits.files} files: the rest was not looked at`);
      return false;
    }
    try {
      const { size, mtimeMs, isFile } = await status(file);
      if (!isFile) return true;
      const most = as === "Cargo.lock" ? limits.lockBytes : limits.manifestBytes;
      if (size > most || this.totalBytes + size > limits.totalBytes) {
        this.warn(`${key} is too large (${Math.ceil(size / 2 ** 20)} MB) and was not read`);
        return true;
      }
      this.totalBytes += size;
      const known = this.options.known?.get(key);
      const same = known?.modifiedMs === mtimeMs && known.sizeBytes === size;
      const text = same ? known.text : withoutMark(await readFile(file, "utf8"));
      this.files.set(key, same ? known : { text, modifiedMs: mtimeMs, sizeBytes: size });
    } catch (error) {
      this.warn(`${key} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
    }
    return true;
  }

  private warn(text: string): void {
    if (this.warnings.length < 100) this.warnings.push(text);
  }
}

async function status(file: string): Promise<{ size: number; mtimeMs: number; isFile: boolean }> {
  const info = await stat(file);
  return { size: info.size, mtimeMs: info.mtimeMs, isFile: info.isFile() };
}

/** Editors do not count a byte order mark. */
function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}
