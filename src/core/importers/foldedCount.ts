const countText = /^\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/;

/** True for `12`, `1.5`, `2e3`: what may end a line of folded stacks. */
export function isCount(text: string): boolean {
  return text.length <= 40 && countText.test(text) && Number.isFinite(Number(text));
}

/** The count at [from, to); NaN where it is none. */
export function parseCountAt(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length > 40) return NaN;
  if (length <= 9) {
    let value = 0;
    let i = from;
    for (; i < to; i++) {
      const digit = bytes[i]! - 48;
      if (digit >>> 0 > 9) break;
      value = value * 10 + digit;
    }
    if (i === to) return value;
  }
  let text = "";
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]!);
  return isCount(text) ? Number(text) : NaN;
}
