/** The bytes as little-endian words, as far as they are whole; a copy where they do not lie at a word. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const whole = bytes.length - (bytes.length % 4);
  // A copy of its own: the `slice` of what Node reads is none.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes.subarray(0, whole));
  return new Uint32Array(aligned.buffer, aligned.byteOffset, whole / 4);
}

/** A copy with room for more. */
export function longer(column: Int32Array): Int32Array {
  const larger = new Int32Array(2 * column.length + 64);
  larger.set(column);
  return larger;
}

/** Four bytes as an integer. */
export function word(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

/** An integer of up to four bytes. */
export function small(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!;
  return value;
}
