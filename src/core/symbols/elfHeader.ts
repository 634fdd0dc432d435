import { ByteReader } from "./byteReader";

/** The file header as far as it is needed; offsets are those of the file. */
export interface Header {
  readonly bits: 32 | 64;
  readonly machine: number;
  readonly flags: number;
  readonly entry: number;
  readonly programOffset: number;
  readonly programSize: number;
  readonly programCount: number;
  readonly sectionOffset: number;
  readonly sectionSize: number;
  readonly sectionCount: number;
  readonly sectionNames: number;
}

/** Throws OutOfBounds where the file is too short. */
export function readHeader(bytes: Uint8Array, bits: 32 | 64): Header {
  const r = new ByteReader(bytes, 18);
  const word = bits / 8;
  const machine = r.u16();
  r.skip(4);
  const entry = r.uint(word);
  const programOffset = r.uint(word);
  const sectionOffset = r.uint(word);
  const flags = r.u32();
  r.skip(2);
  const [programSize, programCount] = [r.u16(), r.u16()];
  const [sectionSize, sectionCount, sectionNames] = [r.u16(), r.u16(), r.u16()];
  return {
    bits,
    machine,
    flags,
    entry,
    programOffset,
    programSize,
    programCount,
    sectionOffset,
    sectionSize,
    sectionCount,
    sectionNames,
  };
}
