import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { LineTable, Profile } from "../core/profile/model";
import { sourceMapper } from "../core/symbols/sourceMap";
import { LineHasher, type ReadFile } from "./lineHasher";
import type { RunSource } from "./runJson";
import { sourcePlaces } from "./sourcePlaces";

const maxFiles = 2000;
const maxBytes = 8 * 2 ** 20;
const filesAtOnce = 16;

/**
 * SHA-256 and line hashes of every source file with cost that is found on this machine, so that a
 * line that changed since shows nothing. What is not found is left out.
 */
export async function digestSources(
  profile: Profile,
  roots: readonly string[],
  sourceMap: Readonly<Record<string, string>>,
): Promise<RunSource[]> {
  if (profile.lines === null) return [];
  const rows: RunSource[] = [];
  const byFile = linesByFile(profile.lines);
  const places = new SourcePlaces(sourceMapper({ prefixes: sourceMap, roots, ...(await sourcePlaces()) }));
  const { files } = profile.lines;
  let hasher: LineHasher | null = null;
  let looked = 0;
  for (const [index, lines] of byFile) {
    if (looked === maxFiles) break;
    // Small files by the hundred take several times longer when each is waited for; others get their turn now and then.
    if (++looked % filesAtOnce === 0) await setImmediate();
    const file = files[index];
    const found = file === undefined ? null : places.find(file);
    const row =
      file === undefined || found === null
        ? null
        : digestSource(file, found, lines, (hasher ??= new LineHasher()));
    if (row !== null) rows.push(row);
  }
  return rows;
}

interface FoundSource {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

function digestSource(
  file: string,
  found: FoundSource,
  lines: readonly number[],
  hasher: LineHasher,
): RunSource | null {
  let read: ReadFile;
  try {
    read = hasher.read(found.path, found.sizeBytes);
  } catch {
    return null;
  }
  const sha256 = createHash("sha256").update(read.bytes).digest("hex");
  const known = ascending(lines);
  const hashes = read.hashes(known);
  return {
    file,
    path: found.path,
    sha256,
    modifiedMs: found.modifiedMs,
    lines: known.slice(0, hashes.length),
    hashes,
  };
}

/** Line numbers in order, each once; mostly they are. */
function ascending(lines: readonly number[]): readonly number[] {
  let before = 0;
  for (const line of lines) {
    if (line <= before) return [...new Set(lines)].filter((one) => one >= 1).sort((a, b) => a - b);
    before = line;
  }
  return lines;
}

/** Finds a profile's files on this machine, by the same rule as the editor's. */
class SourcePlaces {
  /** Whether a folder is there: of many candidates in one folder that is not, none is looked for. */
  private readonly folders = new Map<string, boolean>();

  constructor(private readonly candidates: (file: string) => readonly string[]) {}

  find(file: string): FoundSource | null {
    for (const candidate of this.candidates(file)) {
      // Network paths from a profile are never touched.
      if (/^[\\/]{2}/.test(candidate) || !this.hasFolder(candidate)) continue;
      try {
        const info = statSync(candidate, { throwIfNoEntry: false });
        if (info?.isFile() && info.size <= maxBytes)
          return {
            path: realpathSync.native(candidate),
            sizeBytes: info.size,
            modifiedMs: Math.floor(info.mtimeMs),
          };
      } catch {
        // No right to look: the next one.
      }
    }
    return null;
  }

  private hasFolder(candidate: string): boolean {
    const folder = candidate.slice(0, Math.max(1, candidate.lastIndexOf("/")));
    let known = this.folders.get(folder);
    if (known === undefined) {
      try {
        known = statSync(folder, { throwIfNoEntry: false }) !== undefined;
      } catch {
        known = false;
      }
      this.folders.set(folder, known);
    }
    return known;
  }
}

function linesByFile(table: LineTable): Map<number, number[]> {
  const map = new Map<number, number[]>();
  for (let row = 0; row < table.length; row++) {
    const file = table.file[row] ?? -1;
    const lines = map.get(file);
    if (lines) lines.push(table.line[row] ?? 0);
    else map.set(file, [table.line[row] ?? 0]);
  }
  return map;
}
