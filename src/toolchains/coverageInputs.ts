import { constants, readdirSync, readFileSync, statSync, type Dirent } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
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
/** Small files are read many times faster one after the other than by a thread each; others get their turn in between. */
const sliceMs = 12;

/**
 * Reads every text that coverage looks at: manifests, locks, openvm.toml, .cargo/config.toml and rule files below a
 * folder, and those of the folders above it, where a workspace root may lie. Links to folders are not followed; a file
 * that is too large, no regular file or not readable is a warning. Starts no process. Throws `not-found`, `cancelled`.
 */
export async function readCoverageFiles(dir: string, options: ReadOptions = {}): Promise<CoverageFiles> {
  const folder = await folderOf(dir);
  const reader = new Reader(folder, options);
  await reader.below();
  if (reader.found > 0) reader.above();
  return { folder, files: reader.files, warnings: reader.warnings };
}

/** The folder itself; a manifest stands for the folder that it is in. */
async function folderOf(dir: string): Promise<string> {
  const absolute = path.resolve(dir);
  const info = await stat(absolute).catch(() => null);
  if (info === null) throw new CycleLensError("not-found", `${absolute} does not exist`, "check the path");
  const folder = await realpath(info.isDirectory() ? absolute : path.dirname(absolute));
  await access(folder, constants.R_OK | constants.X_OK).catch(() => {
    throw new CycleLensError("io", `no right to read ${folder}`, "check the folder's permissions");
  });
  return folder;
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
    const queue: { readonly folder: string; readonly key: string; readonly depth: number }[] = [
      { folder: this.root, key: "", depth: 0 },
    ];
    let pauseAt = performance.now() + sliceMs;
    for (let i = 0; i < queue.length; i++) {
      if (performance.now() > pauseAt) {
        await new Promise<void>((resolve) => void setImmediate(resolve));
        pauseAt = performance.now() + sliceMs;
      }
      throwIfCancelled(this.options.signal);
      if (i >= limits.folders)
        return this.warn(`more than ${limits.folders} folders: the rest was not looked at`);
      const { folder, key, depth } = queue[i]!;
      const prefix = folder.endsWith(path.sep) ? folder : folder + path.sep;
      for (const entry of entriesOf(folder)) {
        const { name } = entry;
        if (entry.isDirectory()) {
          if (name === ".cargo") this.config(folder);
          else if (depth < limits.depth)
            queue.push({ folder: prefix + name, key: `${key}${name}/`, depth: depth + 1 });
        } else if (!this.read(prefix + name, name, key + name)) return;
      }
    }
  }

  /** Cargo looks for the workspace root and its configuration in every folder above. */
  above(): void {
    let at = this.root;
    for (let level = 0; level < limits.levelsAbove && path.dirname(at) !== at; level++) {
      at = path.dirname(at);
      const manifest = this.readIfThere(at, "Cargo.toml");
      if (manifest) this.readIfThere(at, "Cargo.lock");
      this.config(at);
    }
  }

  /** The older spelling without `.toml` wins in cargo, too. */
  private config(above: string): void {
    const folder = path.join(above, ".cargo");
    const plain = this.readIfThere(folder, "config", "config.toml");
    if (!plain) this.readIfThere(folder, "config.toml");
  }

  private readIfThere(folder: string, name: string, as = name): boolean {
    const file = path.join(folder, name);
    const key = path.relative(this.root, path.join(folder, as)).split(path.sep).join("/");
    return isFile(file) && this.read(file, as, key);
  }

  /** False once the limits of the whole are reached. */
  private read(file: string, as: string, key: string): boolean {
    if (this.files.size >= limits.files) {
      this.warn(`more than ${limits.files} files: the rest was not looked at`);
      return false;
    }
    try {
      const info = statSync(file);
      const { size, mtimeMs } = info;
      // A pipe of that name would be waited for.
      if (!info.isFile()) return true;
      const most = as === "Cargo.lock" ? limits.lockBytes : limits.manifestBytes;
      if (size > most || this.totalBytes + size > limits.totalBytes) {
        this.warn(`${key} is too large (${Math.ceil(size / 2 ** 20)} MB) and was not read`);
        return true;
      }
      this.totalBytes += size;
      const known = this.options.known?.get(key);
      const same = known?.modifiedMs === mtimeMs && known.sizeBytes === size;
      const text = same ? known.text : withoutMark(readFileSync(file, "utf8"));
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

/** What counts of a folder, by name; nothing of one that cannot be read or that `cargo vendor` made, which is not the user's own. */
function entriesOf(folder: string): Dirent[] {
  let all: Dirent[];
  try {
    all = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  const entries: Dirent[] = [];
  for (const entry of all) {
    const { name } = entry;
    if (name === ".cargo-checksum.json") return [];
    const counts = entry.isDirectory()
      ? name === ".cargo" || (!name.startsWith(".") && !skipped.has(name))
      : names.has(name);
    if (counts) entries.push(entry);
  }
  return entries.length < 2 ? entries : entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isFile(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

/** Editors do not count a byte order mark. */
function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}
