import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { digestFile } from "./files";
import { readGit } from "./git";
import type { RunJson } from "./runJson";

/** What a run keeps of the guest itself. */
export interface RunSubject {
  readonly elf: RunJson["elf"];
  readonly git: RunJson["git"];
}

/**
 * Digests the ELF and asks git about the root: both may be done while the guest still runs. `bytes` is what the file
 * holds, where it was read already. Never throws.
 */
export async function readSubject(
  elf: string | null,
  root: string,
  bytes: Uint8Array | null = null,
): Promise<RunSubject> {
  const git = readGit(root).catch(() => null);
  return { elf: elf === null ? null : await digestElf(elf, bytes), git: await git };
}

async function digestElf(file: string, bytes: Uint8Array | null): Promise<RunJson["elf"]> {
  const info = await stat(file).catch(() => null);
  if (info === null) return null;
  const isWhole = bytes?.length === info.size;
  const sha256 = isWhole
    ? createHash("sha256").update(bytes).digest("hex")
    : await digestFile(file).catch(() => null);
  return sha256 === null ? null : { sizeBytes: info.size, sha256, modifiedMs: Math.floor(info.mtimeMs) };
}
