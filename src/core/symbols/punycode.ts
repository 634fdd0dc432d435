/** Decodes RFC 3492 with the digits of Rust's v0 mangling (a–z, 0–9); null where it is damaged. Bounded by the input. */
export function decodePunycode(ascii: string, encoded: string): string | null {
  const out = Array.from(ascii, (c) => c.codePointAt(0)!);
  let n = 128;
  let bias = 72;
  let i = 0;
  let damp = 700;
  let at = 0;
  while (at < encoded.length) {
    let delta = 0;
    let weight = 1;
    for (let k = 36; ; k += 36) {
      const digit = digitOf(encoded.charCodeAt(at++));
      if (digit < 0) return null;
      delta += digit * weight;
      if (delta > 0x7fffffff) return null;
      const threshold = Math.min(Math.max(k - bias, 1), 26);
      if (digit < threshold) break;
      weight *= 36 - threshold;
    }
    const length = out.length + 1;
    i += delta;
    n += Math.floor(i / length);
    i %= length;
    if (n > 0x10ffff || (n >= 0xd800 && n < 0xe000)) return null;
    out.splice(i, 0, n);
    i++;
    if (at >= encoded.length) break;
    delta = Math.floor(delta / damp);
    damp = 2;
    delta += Math.floor(delta / length);
    let k = 0;
    while (delta > 455) {
      delta = Math.floor(delta / 35);
      k += 36;
    }
    bias = k + Math.floor((36 * delta) / (delta + 38));
  }
  return out.map((c) => String.fromCodePoint(c)).join("");
}

function digitOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 97;
  if (code >= 48 && code <= 57) return code - 48 + 26;
  return -1;
}
