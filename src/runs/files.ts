import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";

/** Names inside a run folder. */
export const runFiles = {
  run: "run.json",
  profile: "profile.json.gz",
  progress: "progress.json",
  exit: "exit.json",
  stdout: "stdout.txt",
  stderr: "stderr.txt",
  log: "log.txt",
} as const;

/** Writes beside the target and renames over it, so that a reader never sees half a file. */
export async function writeAtomic(file: string, data: string | Uint8Array): Promise<void> {
  const temporary = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(6).toString("hex")}`,
  );
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(data);
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** SHA-256 of a file as lower-case hex, read in pieces. */
export async function digestFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}

/** The JSON in a file of at most `maxBytes`; null where it is missing, too large, or no JSON. */
export async function readJson(file: string, maxBytes = 32 * 2 ** 20): Promise<unknown> {
  try {
    if ((await stat(file)).size > maxBytes) return null;
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}
