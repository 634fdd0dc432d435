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
    const real = await realpath(file);
    return (await stat(real)).isFile() ? real : null;
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

export interface SourceRoots {
  /** Prefix in the profile → folder, from the settings. */
  readonly map: Readonly<Record<string, string>>;
  /** Folders that relative names may stand in, likeliest first. */
  readonly roots: readonly string[];
}

/** Where a source of a profile may be: mapped by the longest prefix, as it stands, below a root. */
export function sourceCandidates({ map, roots }: SourceRoots): (file: string) => readonly string[] {
  const prefixes = Object.keys(map)
    .filter((prefix) => prefix !== "")
    .sort((a, b) => b.length - a.length);
  return (file) => {
    const candidates: string[] = [];
    for (const prefix of prefixes) {
      if (!file.startsWith(prefix)) continue;
      const mapped = (map[prefix] ?? "") + file.slice(prefix.length);
      candidates.push(...(path.isAbsolute(mapped) ? [mapped] : roots.map((root) => path.join(root, mapped))));
      break;
    }
    if (path.isAbsolute(file)) candidates.push(file);
    else candidates.push(...roots.map((root) => path.join(root, file)));
    return candidates;
  };
}
