import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { digestFile } from "./files";
import type { RunArtefact } from "./runJson";

/** Smaller files are not worth a gzip header. */
const worthBytes = 4096;

/** Digests the artefacts of a run and compresses what is large and not compressed yet. */
export async function storeArtefacts(folder: string, names: readonly string[]): Promise<RunArtefact[]> {
  const rows: RunArtefact[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const { size } = await stat(file);
    const sha256 = await digestFile(file);
    const storedAs = size > worthBytes && !name.endsWith(".gz") ? await compress(file) : name;
    const stored = await stat(path.join(folder, storedAs));
    rows.push({ name, sizeBytes: size, sha256, storedAs, storedBytes: stored.size });
  }
  return rows;
}

/** `x` → `x.gz`; the plain file goes only when the other one is whole. */
async function compress(file: string): Promise<string> {
  const temporary = `${file}.gz.part`;
  try {
    await pipeline(
      createReadStream(file),
      createGzip({ level: 6 }),
      createWriteStream(temporary, { flags: "wx" }),
    );
    await rename(temporary, `${file}.gz`);
    await rm(file);
    return `${path.basename(file)}.gz`;
  } catch {
    // A full disk: the plain file is still there.
    await rm(temporary, { force: true });
    return path.basename(file);
  }
}
