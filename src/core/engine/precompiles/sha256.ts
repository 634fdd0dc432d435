import { once } from "../../once";

/** Fractional parts of the cube roots of the first 64 primes (FIPS 180-4). */
const constants = once(() => Int32Array.from(roundConstants()));

const schedule = new Int32Array(64);

/** One block of 16 big-endian words, already turned into numbers, into the eight words of the state. */
export function sha256Block(state: Int32Array, block: Int32Array): void {
  schedule.set(block);
  for (let i = 16; i < 64; i++) {
    const w15 = schedule[i - 15]!;
    const w2 = schedule[i - 2]!;
    const s0 = turn(w15, 7) ^ turn(w15, 18) ^ (w15 >>> 3);
    const s1 = turn(w2, 17) ^ turn(w2, 19) ^ (w2 >>> 10);
    schedule[i] = schedule[i - 16]! + s0 + schedule[i - 7]! + s1;
  }
  sha256Rounds(state, schedule);
}

/** The 64 rounds over a schedule that is already extended, into the eight words of the state. */
export function sha256Rounds(state: Int32Array, words: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const added = constants();
  for (let i = 0; i < 64; i++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + added[i]! + words[i]!) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i]! += value));
}

const turn = (value: number, by: number): number => (value >>> by) | (value << (32 - by));

function roundConstants(): number[] {
  const out: number[] = [];
  for (let n = 2; out.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    // 32 bits of the fraction of the cube root, by whole numbers alone.
    const cubed = BigInt(n) << 96n;
    let root = BigInt(Math.floor(Math.cbrt(n) * 2 ** 32));
    while (root * root * root > cubed) root--;
    while ((root + 1n) ** 3n <= cubed) root++;
    out.push(Number(BigInt.asIntN(32, root)));
  }
  return out;
}
