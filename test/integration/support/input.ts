import { writeFileSync } from "node:fs";
import { guestFile } from "./workspace";

/** Input of the sample guest as ziskemu reads it: two records, each u64 length, payload, padding to 8. */
export function writeInput(name: string, seed: number, count: number): string {
  const bytes = Buffer.alloc(32);
  bytes.writeBigUInt64LE(4n, 0);
  bytes.writeUInt32LE(seed, 8);
  bytes.writeBigUInt64LE(4n, 16);
  bytes.writeUInt32LE(count, 24);
  const file = guestFile(name);
  writeFileSync(file, bytes);
  return file;
}
