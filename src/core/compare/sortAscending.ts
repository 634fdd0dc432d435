const digitBits = 11;
const digits = 1 << digitBits;

/** Positions of the values from the smallest up, equal ones in their own order. By digits, as `sortedDescending`. */
export function sortedAscending(values: Int32Array): Uint32Array<ArrayBuffer> {
  const { length } = values;
  let order = new Uint32Array(length);
  for (let at = 0; at < length; at++) order[at] = at;
  let moved = new Uint32Array(length);
  const starts = new Uint32Array(digits + 1);
  for (let shift = 0; shift < 32; shift += digitBits) {
    starts.fill(0);
    for (let at = 0; at < length; at++) starts[digitOf(values[at]!, shift) + 1]!++;
    if (starts.includes(length, 1)) continue;
    for (let digit = 0; digit < digits; digit++) starts[digit + 1]! += starts[digit]!;
    for (let i = 0; i < length; i++) {
      const at = order[i]!;
      moved[starts[digitOf(values[at]!, shift)]!++] = at;
    }
    [order, moved] = [moved, order];
  }
  return order;
}

/** Of the value above the least one, so that negative ones stand first. */
function digitOf(value: number, shift: number): number {
  return ((value ^ 0x80000000) >>> shift) & (digits - 1);
}
