/** Bytes that matter while a value is passed over. */
const quote = 0x22;
const backslash = 0x5c;
/** 1 opens, 2 closes, 3 a quote. */
const role = new Uint8Array(256);
role[0x5b] = role[0x7b] = 1;
role[0x5d] = role[0x7d] = 2;
role[quote] = 3;
const structure = [quote, 0x5b, 0x5d, 0x7b, 0x7d] as const;
/** Scanning byte by byte gives way to the engine's own search after so many plain bytes. */
const patience = 192;

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
  private searched: Uint8Array | null = null;
  private readonly known = new Int32Array(structure.length);

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
      // 2. A long column: whatever structure comes next in this chunk.
      if (i === near) {
        i = this.nearest(bytes, i, end);
        if (i >= end) break;
      }
      const what = role[bytes[i++]!];
      if (what === 1) this.depth++;
      else if (what === 3) this.inString = true;
      else if (--this.depth === 0) return this.stop(i, true);
    }
    return this.stop(end, false);
  }

  /** Forgets the chunk: it may be reused for other bytes. */
  release(): void {
    this.searched = null;
  }

  /** Index of the next structural byte. Each kind is searched from where it was last found: linear in all. */
  private nearest(bytes: Uint8Array, from: number, end: number): number {
    const known = this.known;
    if (this.searched !== bytes) {
      this.searched = bytes;
      known.fill(-1);
    }
    let first = end;
    for (let k = 0; k < structure.length; k++) {
      if (known[k]! < from) {
        const at = bytes.indexOf(structure[k]!, from);
        known[k] = at < 0 ? bytes.length : at;
      }
      first = Math.min(first, known[k]!);
    }
    return first;
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
