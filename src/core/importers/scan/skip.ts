/** Bytes that matter while a value is passed over. */
const quote = 0x22;
const backslash = 0x5c;
/** 1 opens, 2 closes, 3 a quote. */
const role = new Uint8Array(256);
role[0x5b] = role[0x7b] = 1;
role[0x5d] = role[0x7d] = 2;
role[quote] = 3;
/** Byte by byte gives way to words after so many plain bytes: setting up the words costs as much. */
const patience = 64;

/**
 * Passes over one object, array or string without reading it, over any chunk boundaries and at any
 * depth. Brackets are counted, not matched: what is passed over is not validated.
 */
export class Skipper {
  /** First byte that was not consumed. */
  position = 0;
  private depth = 0;
  private inString = false;
  private escaped = false;

  /** `opener` was read: a quote or an opening bracket. */
  open(opener: number): void {
    this.inString = opener === quote;
    this.depth = this.inString ? 0 : 1;
    this.escaped = false;
  }

  /** True when the value has ended. */
  read(bytes: Uint8Array, from: number, end: number): boolean {
    let i = from;
    while (i < end) {
      if (this.inString) {
        i = this.readString(bytes, i, end);
        if (this.inString) break;
        if (this.depth === 0) return this.stop(i, true);
        continue;
      }
      // 1. Structure close by: byte by byte.
      const near = Math.min(end, i + patience);
      while (i < near && role[bytes[i]!] === 0) i++;
      if (i >= end) break;
      // 2. A long column: four bytes at a time.
      if (i === near) {
        i = nextStructure(bytes, i, end);
        continue;
      }
      const what = role[bytes[i++]!];
      if (what === 1) this.depth++;
      else if (what === 3) this.inString = true;
      else if (--this.depth === 0) return this.stop(i, true);
    }
    return this.stop(end, false);
  }

  private readString(bytes: Uint8Array, from: number, end: number): number {
    let i = from;
    if (this.escaped && i < end) {
      this.escaped = false;
      i++;
    }
    while (i < end) {
      const c = bytes[i++];
      if (c === quote) {
        this.inString = false;
        return i;
      }
      if (c === backslash) {
        if (i >= end) this.escaped = true;
        i++;
      }
    }
    return end;
  }

  private stop(position: number, done: boolean): boolean {
    this.position = position;
    return done;
  }
}

/**
 * Index of a byte at or after `from` that may be structure; `end` where there is none. The four brackets
 * are the bytes b with (b & 0xd9) == 0x59, but for Y, _, y and delete, which the caller passes over.
 */
function nextStructure(bytes: Uint8Array, from: number, end: number): number {
  const shift = bytes.byteOffset & 3;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset - shift, (end + shift) >> 2);
  let word = (from + shift + 3) >> 2;
  let i = from;
  const aligned = Math.min(end, 4 * word - shift);
  while (i < aligned && role[bytes[i]!] === 0) i++;
  if (i < aligned) return i;
  for (; word < words.length; word++) {
    const w = words[word]!;
    const bracket = (w & 0xd9d9d9d9) ^ 0x59595959;
    const quoted = w ^ 0x22222222;
    if ((((bracket - 0x01010101) & ~bracket) | ((quoted - 0x01010101) & ~quoted)) & 0x80808080) break;
  }
  i = Math.min(end, 4 * word - shift);
  while (i < end && role[bytes[i]!] === 0 && i < 4 * word - shift + 4) i++;
  return i;
}
