import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Finds the sources that a profile names on this machine; each name is looked up once. */
export class SourceResolver {
  private readonly found = new Map<string, Promise<string | null>>();

  constructor(private readonly candidates: (file: string) => readonly string[]) {}

  /** Absolute real path; null where there is no such file. */
  resolve(file: string): Promise<string | null> {
    let result = this.found.get(file);
    if (!result) this.found.set(file, (result = this.search(file)));
    return result;
  }

  private async search(file: string): Promise<string | null> {
    for (const candidate of this.candidates(file)) {
      const real = await realFile(candidate);
      if (real !== null) return real;
    }
    return null;
  }
}

/** The real path of a regular file; null for anything else, network paths included. */
export async function realFile(file: string): Promise<string | null> {
  if (!path.isAbsolute(file) || file.includes("\0") || /^[\\/]{2}/.test(file)) return null;
  try {
    if (!(await stat(file)).isFile()) return null;
    return await realpath(file);
  } catch {
    return null;
  }
}

/** The real path of a document on disk; null for other schemes and for what is not saved. */
export async function realPathOfUri(uri: string): Promise<string | null> {
  if (!uri.startsWith("file:///")) return null;
  try {
    return await realFile(fileURLToPath(uri));
  } catch {
    return null;
  }
}
