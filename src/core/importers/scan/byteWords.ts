/** Bytes taken four at a time: a step a byte costs more than what is done with it. Words are read little-endian. */
export class Words {
  private bytes: Uint8Array = new Uint8Array(0);
  private view = new DataView(this.bytes.buffer);

  /** A view on the bytes; the one before where they are the same. */
  of(bytes: Uint8Array): DataView {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return this.view;
  }
}

/** A hash of the bytes at [from, to). */
export function hashBytes(view: DataView, from: number, to: number): number {
  let h = to - from;
  let i = from;
  for (const last = to - 3; i < last; i += 4) {
    h = Math.imul(h ^ view.getInt32(i, true), 0x9e3779b1);
    h ^= h >>> 15;
  }
  for (; i < to; i++) h = (Math.imul(h, 31) + view.getUint8(i)) | 0;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

/** How many of the first `most` bytes are equal. */
export function sameBytes(a: DataView, from: number, b: DataView, start: number, most: number): number {
  let same = 0;
  for (const last = most - 3; same < last; same += 4)
    if (a.getInt32(from + same, true) !== b.getInt32(start + same, true)) break;
  while (same < most && a.getUint8(from + same) === b.getUint8(start + same)) same++;
  return same;
}

/** Where the byte stands in [from, to); `to` where it does not. */
export function indexOfByte(view: DataView, byte: number, from: number, to: number): number {
  const pattern = Math.imul(byte, 0x01010101);
  let i = from;
  for (const last = to - 3; i < last; i += 4) {
    // A byte of `x` is zero where it is the one that is looked for; then a top bit comes out (Mycroft's test).
    const x = view.getInt32(i, true) ^ pattern;
    if (((x - 0x01010101) & ~x & 0x80808080) !== 0) break;
  }
  while (i < to && view.getUint8(i) !== byte) i++;
  return i;
}
