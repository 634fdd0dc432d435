import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../../core/errors";
import { dataText } from "../data";

const mostFolders = 64;

/** The folders that an agent may see, and nothing else: every path of an input or of a profile goes through here. */
export class Folders {
  private constructor(
    /** Real paths. */
    readonly roots: readonly string[],
  ) {}

  /** Those of the folders that are there. Throws `usage` where none is. */
  static async of(folders: readonly string[]): Promise<Folders> {
    const real: string[] = [];
    for (const folder of folders.slice(0, mostFolders)) {
      const at = await realpath(folder).catch(() => null);
      if (at !== null && (await stat(at)).isDirectory() && !real.includes(at)) real.push(at);
    }
    if (real.length > 0) return new Folders(real);
    throw new CycleLensError(
      "usage",
      folders.length === 0 ? "there is no workspace folder" : `${dataText(folders[0]!)} is no folder`,
      "start the server with --folder DIR, or open a folder in the client",
    );
  }

  /** Whether a real path lies in one of the folders. */
  has(real: string): boolean {
    return this.rootOf(real) !== null;
  }

  /** The innermost folder that a real path lies in; null for none. */
  rootOf(real: string): string | null {
    let found: string | null = null;
    for (const root of this.roots) {
      const way = path.relative(root, real);
      const inside =
        way === "" || (!way.startsWith(`..${path.sep}`) && way !== ".." && !path.isAbsolute(way));
      if (inside && (found === null || root.length > found.length)) found = root;
    }
    return found;
  }

  /** How a real path is shown: relative to its folder, `/`-separated; with the folder's name where there are several. */
  shown(real: string): string {
    const root = this.rootOf(real);
    if (root === null) return path.basename(real);
    const way = path.relative(root, real).split(path.sep).join("/");
    const parts = this.roots.length > 1 ? [path.basename(root), way] : [way];
    return parts.filter((part) => part !== "").join("/") || ".";
  }

  /**
   * The real path of what a caller names, absolute or relative to a folder (with its name before it, as `shown` writes
   * it). Throws `usage` for what lies outside, links followed, and `not-found`.
   */
  async resolve(named: string): Promise<string> {
    if (named.includes("\0") || /^[\\/]{2}/.test(named)) throw outside(named);
    let refused = false;
    for (const candidate of this.candidates(named)) {
      if (!this.maybeInside(candidate)) {
        refused = true;
        continue;
      }
      const real = await realpath(candidate).catch(() => null);
      if (real === null) continue;
      if (this.has(real)) return real;
      refused = true;
    }
    if (refused) throw outside(named);
    throw new CycleLensError(
      "not-found",
      `${dataText(named)} is not in the workspace folders`,
      "give a path relative to a workspace folder",
    );
  }

  private candidates(named: string): readonly string[] {
    if (path.isAbsolute(named)) return [path.normalize(named)];
    const direct = this.roots.map((root) => path.resolve(root, named));
    const [head = "", ...rest] = named.split(/[\\/]/);
    const byName = this.roots
      .filter((root) => path.basename(root) === head)
      .map((root) => path.resolve(root, ...rest));
    return [...direct, ...byName];
  }

  /**
   * Nothing is asked of the disk for a path that is written as one outside, so that an answer does not tell what is
   * there. An absolute path may name a folder by a link.
   */
  private maybeInside(candidate: string): boolean {
    return (
      this.has(candidate) ||
      (path.isAbsolute(candidate) && this.roots.some((root) => sharesName(root, candidate)))
    );
  }
}

/** `/tmp/x` and `/private/tmp/x`: the folder's own name stands somewhere in the path. */
function sharesName(root: string, candidate: string): boolean {
  return candidate.split(path.sep).includes(path.basename(root));
}

function outside(named: string): CycleLensError {
  return new CycleLensError(
    "usage",
    `${dataText(named)} lies outside of the workspace folders`,
    "give a path in a workspace folder; the server's --folder or the client's roots say which those are",
  );
}
