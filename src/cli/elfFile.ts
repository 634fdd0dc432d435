import { readFileSync, statSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { CycleLensError } from "../core/errors";
import { readElf } from "../core/symbols/elf";
import type { ElfImage } from "../core/symbols/types";
import { maxWholeBytes, readAll } from "../runs/fileSource";

/** A file's bytes, inflated where it is compressed, and what they are as an ELF. */
export interface ElfFile {
  readonly bytes: Uint8Array;
  readonly elf: ElfImage;
  /** Whether the bytes are the file's own, not inflated. */
  readonly isPlain: boolean;
}

/** Most bytes that one compressed debug section may inflate to. */
const maxSectionBytes = 512 * 1024 ** 2;

let last: { readonly key: string; readonly read: ElfFile } | null = null;

/**
 * Reads an ELF; asked again for the same file it is not read again, as each step of a command looks at the guest.
 * Throws what `readAll` and `readElf` throw.
 */
export async function readElfFile(file: string): Promise<ElfFile> {
  const info = statSync(file);
  const key = JSON.stringify([file, info.size, info.mtimeMs, info.ino]);
  if (last?.key === key) return last.read;
  if (info.isFile() && info.size > maxWholeBytes)
    throw new CycleLensError("too-large", `${file} is larger than 1 GB`, "give the guest's ELF");
  const plain = info.isFile() && info.size <= maxWholeBytes ? plainBytes(file) : null;
  const bytes = plain ?? (await readAll(file));
  const read = { bytes, elf: readElf(bytes, { inflate }), isPlain: plain !== null };
  last = { key, read };
  return read;
}

/** In one go, which is a third of the time that a stream takes; null for what is compressed or cannot be read so. */
function plainBytes(file: string): Uint8Array | null {
  try {
    const bytes = readFileSync(file);
    // No Buffer: `slice` of one is a view, and the core counts on a copy.
    const whole = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? null : whole;
  } catch {
    return null;
  }
}

function inflate(bytes: Uint8Array): Uint8Array {
  return inflateSync(bytes, { maxOutputLength: maxSectionBytes });
}
