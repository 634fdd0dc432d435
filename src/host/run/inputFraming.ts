import { open } from "node:fs/promises";

/** Reads `length` bytes at an offset. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

/**
 * True where a file consists of ZisK stdin records and nothing else: u64 little-endian length,
 * payload, zeros up to a multiple of 8. Reads a few bytes a record; at most 10,000 records are
 * looked at. A file of nothing but empty records (all zeros) counts as a plain one.
 */
export async function isFramed(sizeBytes: number, readAt: ReadAt): Promise<boolean> {
  if (sizeBytes === 0) return true;
  if (sizeBytes % 8 !== 0) return false;
  let offset = 0;
  let payload = 0;
  for (let record = 0; record < 10_000 && offset < sizeBytes; record++) {
    const header = await readAt(offset, 8);
    const length = new DataView(header.buffer, header.byteOffset, 8).getBigUint64(0, true);
    if (length > BigInt(sizeBytes - offset - 8)) return false;
    const end = offset + 8 + Number(length);
    offset = Math.ceil(end / 8) * 8;
    if (offset > end && (await readAt(end, offset - end)).some((byte) => byte !== 0)) return false;
    payload += Number(length);
  }
  return payload > 0;
}

/** `isFramed` of a file on disk. */
export async function isFramedFile(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    return await isFramed(size, async (offset, length) => {
      const bytes = new Uint8Array(length);
      await handle.read(bytes, 0, length, offset);
      return bytes;
    });
  } finally {
    await handle.close();
  }
}
