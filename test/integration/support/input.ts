import { writeFileSync } from "node:fs";
import { guestFile } from "./workspace";

/** Input of the sample guest as ziskemu reads it: two records, each u64 length, payload, padding to 8. */
export function writeInput(name: string, seed: number, count: number): string {
  const file = guestFile(name);
  writeFileSync(file, Buffer.concat([record(seed), record(count)]));
  return file;
}

/** A u32 as the guest decodes it (bincode): one byte up to 250, else a mark and two or four bytes. */
function record(value: number): Buffer {
  const payload = Buffer.alloc(value <= 250 ? 1 : value < 65536 ? 3 : 5);
  if (value <= 250) payload.writeUInt8(value);
  else if (value < 65536) payload.writeUInt16LE(value, payload.writeUInt8(0xfb));
  else payload.writeUInt32LE(value, payload.writeUInt8(0xfc));
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64LE(BigInt(payload.length));
  payload.copy(bytes, 8);
  return bytes;
}
