/** Thrown inside the readers of this room only; every entry point turns it into a warning or a CycleLensError. */
export class OutOfBounds extends Error {
  override readonly name = "OutOfBounds";
}

const text = new TextDecoder("utf-8", { ignoreBOM: true });

/** A cursor over little-endian bytes. Every read is checked; nothing is copied. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  pos: number;

  /** Offsets are those of `bytes`; reading stops at `end`. */
  constructor(bytes: Uint8Array, pos = 0, end = bytes.length) {
    this.bytes = bytes;
    this.end = Math.min(end, bytes.length);
    this.pos = pos;
    if (!(pos >= 0 && pos <= this.end)) throw new OutOfBounds();
  }

  get done(): boolean {
    return this.pos >= this.end;
  }

  private take(length: number): number {
    const at = this.pos;
    if (!(length >= 0 && length <= this.end - at)) throw new OutOfBounds();
    this.pos = at + length;
    return at;
  }

  skip(length: number): void {
    this.take(length);
  }

  u8(): number {
    const at = this.pos;
    if (at >= this.end) throw new OutOfBounds();
    this.pos = at + 1;
    return this.bytes[at]!;
  }

  i8(): number {
    return (this.u8() << 24) >> 24;
  }

  u16(): number {
    const at = this.take(2);
    return this.bytes[at]! | (this.bytes[at + 1]! << 8);
  }

  u24(): number {
    const at = this.take(3);
    return this.bytes[at]! | (this.bytes[at + 1]! << 8) | (this.bytes[at + 2]! << 16);
  }

  u32(): number {
    return word(this.bytes, this.take(4));
  }

  /** As a double: exact below 2^53, rounded above (such values are never addresses of a guest). */
  u64(): number {
    const at = this.take(8);
    return word(this.bytes, at) + word(this.bytes, at + 4) * 4294967296;
  }

  /** An address or offset of 1, 2, 4 or 8 bytes. */
  uint(size: number): number {
    switch (size) {
      case 1:
        return this.u8();
      case 2:
        return this.u16();
      case 4:
        return this.u32();
      case 8:
        return this.u64();
      default:
        throw new OutOfBounds();
    }
  }

  /** Unsigned LEB128, at most ten bytes; as a double. */
  uleb(): number {
    let byte = this.u8();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let scale = 128;
    for (let i = 1; i < 10; i++) {
      byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new OutOfBounds();
  }

  /** Signed LEB128, at most ten bytes; as a double. */
  sleb(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return (byte & 0x40) !== 0 ? value - scale : value;
    }
    throw new OutOfBounds();
  }

  skipLeb(): void {
    for (let i = 0; i < 10; i++) if (this.u8() < 0x80) return;
    throw new OutOfBounds();
  }

  /** Bytes up to the next zero, which is consumed. */
  cString(): string {
    const from = this.pos;
    this.skipCString();
    return decode(this.bytes, from, this.pos - 1);
  }

  skipCString(): void {
    const zero = this.bytes.indexOf(0, this.pos);
    if (zero < 0 || zero >= this.end) throw new OutOfBounds();
    this.pos = zero + 1;
  }

  slice(length: number): Uint8Array {
    const at = this.take(length);
    return this.bytes.subarray(at, at + length);
  }
}

/** By hand: readers are made by the ten thousand, and a DataView for each costs more than what it reads. */
function word(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

/** The zero-terminated string at `offset`, clipped to `maxBytes`; "" where there is none. */
export function stringAt(bytes: Uint8Array | undefined, offset: number, maxBytes = maxStringBytes): string {
  if (bytes === undefined || !(offset >= 0 && offset < bytes.length)) return "";
  // Only as far as a name is kept: a section without zeros must not be searched to its end for each name.
  const end = Math.min(bytes.length, offset + maxBytes);
  const zero = bytes.subarray(offset, end).indexOf(0);
  return decode(bytes, offset, zero < 0 ? end : offset + zero);
}

/** Bytes of what `stringAt` reads. */
export function stringLength(bytes: Uint8Array, offset: number): number {
  if (!(offset >= 0 && offset < bytes.length)) return 0;
  const end = Math.min(bytes.length, offset + maxStringBytes);
  // Nearly all are short, and a search costs more to begin than to go on.
  const near = Math.min(end, offset + 16);
  let at = offset;
  while (at < near && bytes[at] !== 0) at++;
  if (at < near || at === end) return at - offset;
  const zero = bytes.subarray(at, end).indexOf(0);
  return (zero < 0 ? end : at + zero) - offset;
}

/** Longest name kept from a file, in bytes. */
const maxStringBytes = 1 << 16;

function decode(bytes: Uint8Array, from: number, to: number): string {
  const end = Math.min(to, from + maxStringBytes);
  // Nearly all names are short ASCII, which is several times faster by hand.
  if (end - from > 64) return text.decode(bytes.subarray(from, end));
  let out = "";
  for (let i = from; i < end; i++) {
    const c = bytes[i]!;
    if (c >= 0x80) return text.decode(bytes.subarray(from, end));
    out += String.fromCharCode(c);
  }
  return out;
}
