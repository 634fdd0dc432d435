import { stat } from "node:fs/promises";
import { inflateSync } from "node:zlib";
import { readElf } from "../core/symbols/elf";
import type { ElfImage } from "../core/symbols/types";
import { readAll } from "../runs/fileSource";

/** A file's bytes, inflated where it is compressed, and what they are as an ELF. */
export interface ElfFile {
  readonly bytes: Uint8Array;
  readonly elf: ElfImage;
}

/** Most bytes that one compressed debug section may inflate to. */
const maxSectionBytes = 512 * 1024 ** 2;

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
  const read = { bytes, elf: readElf(bytes, { inflate }) };
  last = { key, read };
  return read;
}

function inflate(bytes: Uint8Array): Uint8Array {
  return inflateSync(bytes, { maxOutputLength: maxSectionBytes });
}
