import { stat } from "node:fs/promises";
import { readElf } from "../core/symbols/elf";
import type { ElfImage } from "../core/symbols/types";
import { readAll } from "../runs/fileSource";

/** A file's bytes, inflated where it is compressed, and what they are as an ELF. */
export interface ElfFile {
  readonly bytes: Uint8Array;
  readonly elf: ElfImage;
}

let last: { readonly key: string; readonly read: ElfFile } | null = null;

/**
 * Reads an ELF; asked again for the same file it is not read again, as each step of a command looks at the guest.
 * Throws what `readAll` and `readElf` throw.
 */
export async function readElfFile(file: string): Promise<ElfFile> {
  const { size, mtimeMs, ino } = await stat(file);
  const key = JSON.stringify([file, size, mtimeMs, ino]);
  if (last?.key === key) return last.read;
  const bytes = await readAll(file);
  const read = { bytes, elf: readElf(bytes) };
  last = { key, read };
  return read;
}
