import { ByteReader } from "./byteReader";

/** Inflates a zlib stream whose inflated size is known. */
export type Inflate = (bytes: Uint8Array, inflatedSize: number) => Uint8Array;

/** An inflated section above this size is refused. */
const maxInflated = 1 << 30;
/** Kind of compression in the header of a compressed section. */
const zlib = 1;
const none = new Uint8Array(0);

/** The bytes of a section with the flag SHF_COMPRESSED: a header, then the stream. Empty, with a warning, where it cannot be read. */
export function inflateSection(
  bytes: Uint8Array,
  bits: 32 | 64,
  name: string,
  inflate: Inflate | undefined,
  warnings: string[],
): Uint8Array {
  try {
    const r = new ByteReader(bytes);
    const type = r.u32();
    if (bits === 64) r.skip(4);
    const size = r.uint(bits / 8);
    r.uint(bits / 8);
    return inflated(bytes.subarray(r.pos), size, name, type === zlib ? inflate : undefined, warnings);
  } catch {
    warnings.push(`section ${name} is compressed and damaged`);
    return none;
  }
}

/** The bytes of a `.zdebug_` section: `ZLIB`, the size in eight bytes, the highest first, and the stream. Others are not compressed. */
export function inflateGnu(
  bytes: Uint8Array,
  name: string,
  inflate: Inflate | undefined,
  warnings: string[],
): Uint8Array {
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(0, 4)) !== "ZLIB") return bytes;
  const size = bytes.subarray(4, 12).reduce((sum, byte) => sum * 256 + byte, 0);
  try {
    return inflated(bytes.subarray(12), size, name, inflate, warnings);
  } catch {
    warnings.push(`section ${name} is compressed and damaged`);
    return none;
  }
}

function inflated(
  stream: Uint8Array,
  size: number,
  name: string,
  inflate: Inflate | undefined,
  warnings: string[],
): Uint8Array {
  if (inflate === undefined) {
    warnings.push(
      `section ${name} is compressed in a way that cannot be read here; build without compressed debug sections`,
    );
    return none;
  }
  if (size > maxInflated) {
    warnings.push(`section ${name} would inflate to ${size} bytes and is left out`);
    return none;
  }
  return inflate(stream, size);
}
