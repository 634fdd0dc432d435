import { createHash } from "node:crypto";
import { readFile, realpath, stat } from "node:fs/promises";
import type { LineTable, Profile } from "../core/profile/model";
import { mapSourcePath, type SourceMapOptions } from "../core/symbols/sourceMap";
import { lineHash, type RunSource } from "./runJson";
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
  const rows: (RunSource | null)[] = [];
  const byFile = linesByFile(profile.lines);
  const options = { prefixes: sourceMap, roots, ...(await sourcePlaces()) };
  const { files } = profile.lines;
  const wanted = [...byFile].slice(0, maxFiles);
  // Some at once: the disk is waited for, not the processor.
  for (let from = 0; from < wanted.length; from += filesAtOnce)
    rows.push(
      ...(await Promise.all(
        wanted
          .slice(from, from + filesAtOnce)
          .map(([index, lines]) => digestSource(files[index], lines, options)),
      )),
    );
  return rows.filter((row) => row !== null);
}

async function digestSource(
  file: string | undefined,
  lines: readonly number[],
  options: SourceMapOptions,
): Promise<RunSource | null> {
  const found = file === undefined ? null : await locate(file, options);
  if (file === undefined || found === null) return null;
  const bytes = await readFile(found.path).catch(() => null);
  if (bytes === null) return null;
  const text = bytes.toString("utf8").split(/\r\n|\n|\r/);
  const known = [...new Set(lines)].filter((line) => line >= 1 && line <= text.length).sort((a, b) => a - b);
  return {
    file,
    path: found.path,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    modifiedMs: found.modifiedMs,
    lines: known,
    hashes: known.map((line) => lineHash(text[line - 1] ?? "")),
  };
}

/** A profile's file on this machine, by the same rule as the editor's; null where it is not there. */
async function locate(
  file: string,
  options: SourceMapOptions,
): Promise<{ path: string; modifiedMs: number } | null> {
  for (const candidate of mapSourcePath(file, options)) {
    // Network paths from a profile are never touched.
    if (/^[\\/]{2}/.test(candidate)) continue;
    const real = await realpath(candidate).catch(() => null);
    const info = real === null ? null : await stat(real).catch(() => null);
    if (real !== null && info?.isFile() && info.size <= maxBytes)
      return { path: real, modifiedMs: Math.floor(info.mtimeMs) };
  }
  return null;
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
