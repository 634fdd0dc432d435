const digitBits = 11;
const digits = 1 << digitBits;
const passes = Math.ceil(64 / digitBits);

/**
 * Positions of the values from the largest down, equal ones in the order that is given, or in their own; no value is
 * negative or NaN. By digits and not by comparing, so that ten times the values take ten times as long.
 */
export function sortedDescending(
  values: Float64Array<ArrayBuffer>,
  before?: Uint32Array<ArrayBuffer>,
): Uint32Array<ArrayBuffer> {
  const { length } = values;
  // The bits of doubles that are not negative are in the order of the doubles.
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * length);
  const [low, high] = littleEndian ? [0, 1] : [1, 0];
  let order = before?.slice() ?? positions(length);
  let moved = new Uint32Array(length);
  const starts = new Uint32Array(digits + 1);
  for (let pass = 0; pass < passes; pass++) {
    const shift = pass * digitBits;
    const digitOf = (at: number): number => {
      const bits =
        shift >= 32
          ? words[2 * at + high]! >>> (shift - 32)
          : (words[2 * at + low]! >>> shift) | (shift === 0 ? 0 : words[2 * at + high]! << (32 - shift));
      return digits - 1 - (bits & (digits - 1));
    };
    starts.fill(0);
    for (let at = 0; at < length; at++) starts[digitOf(at) + 1]!++;
    if (starts.includes(length, 1)) continue;
    for (let digit = 0; digit < digits; digit++) starts[digit + 1]! += starts[digit]!;
    for (let i = 0; i < length; i++) {
      const at = order[i]!;
      moved[starts[digitOf(at)]!++] = at;
    }
    [order, moved] = [moved, order];
  }
  return order;
}

function positions(length: number): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  return order;
}

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
