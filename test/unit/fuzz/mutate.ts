/** Deterministic damage to real samples. The same seed and case number give the same bytes. */

export interface Random {
  /** An integer in [0, below). */
  below(limit: number): number;
}

/** xorshift of 32 bits, well mixed from seed and case. */
export function randomOf(seed: number, run: number): Random {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(run + 1, 0xc2b2ae35)) >>> 0 || 1;
  return {
    below(limit) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      return limit <= 1 ? 0 : state % limit;
    },
  };
}

const encoder = new TextEncoder();
/** What breaks readers: numbers at the edges, brackets, terminal codes, names for every surface. */
const nasty = [
  "9".repeat(400),
  "-1",
  "1e999",
  "NaN",
  "18446744073709551616",
  "99999999999999999999,999",
  "9007199254740993",
  "4294967296",
  "0.0000000000001",
  "1e308",
  `${"1".repeat(300)}.${"1".repeat(300)}`,
  "null",
  "[".repeat(3000),
  "{",
  '"',
  "\\u12",
  "\u001b[1;31m",
  "</script><script>alert(1)</script>",
  "`|\\|*_[x](command:workbench.action.quit)",
  "\u202e\u2066\u0000\ufeff",
  "=cmd|' /C calc'!A0",
  "\n\n\nREPORT\n----------------------------------------\n",
  "%%%%",
  ":::::",
  "<".repeat(2000),
  "_ZN" + "9".repeat(50) + "x",
  "_R" + "NvB_".repeat(500),
].map((text) => encoder.encode(text));
/** Bytes that no UTF-8 has: a lone continuation, cut sequences, an overlong slash, a surrogate, beyond U+10FFFF. */
const broken = ["80", "c3", "e282", "f09f98", "c0af", "eda080", "f4908080", "fffe"].map((hex) =>
  Uint8Array.from(hex.match(/../g)!, (byte) => parseInt(byte, 16)),
);
const edges = [0x00, 0x01, 0x7f, 0x80, 0xff];

/** The sample with one to six pieces of damage; sometimes cut, or joined with another one. */
export function mutate(sample: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = sample.slice();
  for (let k = 1 + random.below(6); k > 0; k--) bytes = damage(bytes, other, random);
  return bytes;
}

function damage(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length);
  const span = Math.min(bytes.length - at, 1 << random.below(12));
  switch (random.below(11)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return joined(bytes.subarray(0, at), bytes.subarray(at + span));
    case 2:
      return joined(bytes.subarray(0, at), nasty[random.below(nasty.length)]!, bytes.subarray(at));
    case 3: {
      const text = nasty[random.below(nasty.length)]!;
      return joined(bytes.subarray(0, at), text, bytes.subarray(at + text.length));
    }
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(at, at + span), bytes.subarray(at));
    case 5: {
      const from = random.below(other.length);
      return joined(bytes.subarray(0, at), other.subarray(from, from + span), bytes.subarray(at + span));
    }
    case 6:
      return joined(bytes.subarray(0, at), other.subarray(random.below(other.length)));
    case 7:
      return joined(bytes.subarray(0, at), broken[random.below(broken.length)]!, bytes.subarray(at));
    case 8:
      bytes.fill(edges[random.below(edges.length)]!, at, at + Math.min(span, 16));
      return bytes;
    default:
      for (let n = 1 << random.below(6); n > 0 && bytes.length > 0; n--) {
        const place = random.below(bytes.length);
        bytes[place] = random.below(2) === 0 ? edges[random.below(edges.length)]! : random.below(256);
      }
      return bytes;
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
