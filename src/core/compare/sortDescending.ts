const digitBits = 11;
const digits = 1 << digitBits;
const passes = Math.ceil(64 / digitBits);

/**
 * Positions of the values from the largest down, equal ones in their own order; no value is negative or NaN. By digits
 * and not by comparing, so that ten times the values take ten times as long.
 */
export function sortedDescending(values: Float64Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const { length } = values;
  // The bits of doubles that are not negative are in the order of the doubles.
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * length);
  const starts = countDigits(words);
  let order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  let moved = new Uint32Array(length);
  for (let pass = 0; pass < passes; pass++) {
    const from = pass * digits;
    if (isOneDigit(starts, from, length)) continue;
    let before = 0;
    for (let digit = from; digit < from + digits; digit++) {
      const count = starts[digit]!;
      starts[digit] = before;
      before += count;
    }
    for (let i = 0; i < length; i++) {
      const at = order[i]!;
      const digit = from + digitOf(words[2 * at + low]!, words[2 * at + high]!, pass);
      moved[starts[digit]!++] = at;
    }
    [order, moved] = [moved, order];
  }
  return order;
}

/** How often each digit is there, pass by pass. */
function countDigits(words: Uint32Array): Uint32Array {
  const counts = new Uint32Array(passes * digits);
  for (let at = 0; at < words.length; at += 2)
    for (let pass = 0; pass < passes; pass++)
      counts[pass * digits + digitOf(words[at + low]!, words[at + high]!, pass)]!++;
  return counts;
}

function isOneDigit(counts: Uint32Array, from: number, length: number): boolean {
  for (let digit = from; digit < from + digits; digit++)
    if (counts[digit]! > 0) return counts[digit] === length;
  return true;
}

/** The digit of a double, turned round for the largest to come first. */
function digitOf(lowWord: number, highWord: number, pass: number): number {
  const shift = pass * digitBits;
  const bits =
    shift >= 32
      ? highWord >>> (shift - 32)
      : (lowWord >>> shift) | (shift === 0 ? 0 : highWord << (32 - shift));
  return digits - 1 - (bits & (digits - 1));
}

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const [low, high] = littleEndian ? [0, 1] : [1, 0];
