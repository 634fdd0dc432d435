/** The word orders of BLAKE2's ten rounds (RFC 7693). */
const order2 = [
  "0123456789abcdef",
  "ea489fd61c02b753",
  "b8c052fdae367194",
  "7931dcbe265a40f8",
  "905724afe1bc683d",
  "2c6a0b834d75fe19",
  "c51fed4a0763928b",
  "db7ec13950f4862a",
  "6fe9b308c2d714a5",
  "a2847615fb9e3cd0",
].map(digits);
/** BLAKE3 permutes the words between its seven rounds. */
const permutation3 = digits("263a704d1bc59ef8");
const order3 = Array.from({ length: 7 }).reduce<number[][]>(
  (rounds) => [
    ...rounds,
    rounds.length === 0
      ? digits("0123456789abcdef")
      : rounds[rounds.length - 1]!.map((_, i) => rounds[rounds.length - 1]![permutation3[i]!]!),
  ],
  [],
);

function digits(text: string): number[] {
  return [...text.replace(/ /g, "")].map((c) => parseInt(c, 16));
}

/** The columns and diagonals that a round mixes. */
const lanes = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

const mask64 = (1n << 64n) - 1n;
const right64 = (value: bigint, by: bigint): bigint => ((value >> by) | (value << (64n - by))) & mask64;

/** One round of BLAKE2b on 16 words of 64 bits. */
export function blake2bRound(v: bigint[], m: readonly bigint[], round: number): void {
  const s = order2[round % 10]!;
  lanes.forEach(([a, b, c, d], i) => {
    v[a] = (v[a]! + v[b]! + m[s[2 * i]!]!) & mask64;
    v[d] = right64(v[d]! ^ v[a], 32n);
    v[c] = (v[c]! + v[d]) & mask64;
    v[b] = right64(v[b]! ^ v[c], 24n);
    v[a] = (v[a] + v[b] + m[s[2 * i + 1]!]!) & mask64;
    v[d] = right64(v[d] ^ v[a], 16n);
    v[c] = (v[c] + v[d]) & mask64;
    v[b] = right64(v[b] ^ v[c], 63n);
  });
}

const right32 = (value: number, by: number): number => (value >>> by) | (value << (32 - by));

function rounds32(v: Int32Array, m: Int32Array, orders: readonly (readonly number[])[]): void {
  for (const s of orders)
    lanes.forEach(([a, b, c, d], i) => {
      v[a] = v[a]! + v[b]! + m[s[2 * i]!]!;
      v[d] = right32(v[d]! ^ v[a]!, 16);
      v[c] = v[c]! + v[d]!;
      v[b] = right32(v[b]! ^ v[c]!, 12);
      v[a] = v[a]! + v[b]! + m[s[2 * i + 1]!]!;
      v[d] = right32(v[d]! ^ v[a]!, 8);
      v[c] = v[c]! + v[d]!;
      v[b] = right32(v[b]! ^ v[c]!, 7);
    });
}

/** The ten rounds of BLAKE2s, the seven of BLAKE3, on 16 words of 32 bits. */
export const blake2sRounds = (v: Int32Array, m: Int32Array): void => rounds32(v, m, order2);
export const blake3Rounds = (v: Int32Array, m: Int32Array): void => rounds32(v, m, order3);
