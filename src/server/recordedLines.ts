import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { lineMap, sameLines, type LineMap } from "../core/analysis/lineMap";
import type { RecordedSource } from "../core/compare/types";
import { lineHash, type RunSource } from "../runs/runJson";
import { splitLines } from "./documents";
import type { OpenedProfile } from "./profileStore";
import { realFile } from "./sources";

export const maxSourceBytes = 8 * 2 ** 20;

/** How the lines of one file were when it was built: what the figures belong to. */
export interface RecordedLines {
  readonly lines: readonly number[];
  readonly hashes: readonly string[];
  /** The file was newer than the ELF when it was recorded: its lines may be others than the built ones. */
  readonly doubtful: boolean;
  /** Recorded with the run; otherwise by what is on disk now. */
  readonly byRun: boolean;
}

/**
 * By the run's own line hashes where it has them, else by what is on disk at first sight, which counts as
 * built unless it is newer than the ELF.
 */
export async function recordLines(opened: OpenedProfile, realPath: string): Promise<RecordedLines | null> {
  const source = await recordedSource(opened, realPath);
  if (source) {
    const elfTime = opened.run?.elf?.modifiedMs;
    const doubtful = elfTime !== undefined && source.modifiedMs > elfTime;
    return { lines: source.lines, hashes: source.hashes, doubtful, byRun: true };
  }
  const exported = await exportedSource(opened, realPath);
  if (exported) return { lines: exported.lines, hashes: exported.hashes, doubtful: false, byRun: true };
  const onDisk = await stat(realPath).catch(() => null);
  if (!onDisk || onDisk.size > maxSourceBytes) return null;
  const texts = splitLines(await readFile(realPath, "utf8").catch(() => ""));
  return {
    lines: texts.map((_, i) => i + 1),
    hashes: texts.map(lineHash),
    doubtful: opened.elf !== null && onDisk.mtimeMs > opened.elf.modifiedMs,
    byRun: false,
  };
}

/** A committed baseline names its sources as the workspace does. */
async function exportedSource(
  { exported, sources }: OpenedProfile,
  realPath: string,
): Promise<RecordedSource | null> {
  const name = path.basename(realPath);
  for (const source of exported?.sources ?? [])
    if (path.posix.basename(source.file) === name && (await sources.resolve(source.file)) === realPath)
      return source;
  return null;
}

/** From lines of the run to lines of the document; each is itself where the run recorded none. */
export function mapLines(recorded: RecordedLines | null, document: readonly string[]): LineMap {
  if (!recorded) return sameLines;
  return lineMap(recorded.lines, recorded.hashes, document.map(lineHash));
}

/** The run says where it found a source, perhaps through a link. */
async function recordedSource(opened: OpenedProfile, realPath: string): Promise<RunSource | null> {
  const name = path.basename(realPath);
  for (const source of opened.run?.sources ?? []) {
    if (source.path === realPath) return source;
    if (path.basename(source.path) === name && (await realFile(source.path)) === realPath) return source;
  }
  return null;
}
