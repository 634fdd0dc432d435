import { power } from "./field";
import { fullConstants, partialConstants } from "./koalaBearConstants";

/** Order of the field: 2^31 − 2^24 + 1. */
export const koalaBearOrder = 0x7f000001;
/** Poseidon2 over it, width 16, as SP1 6 and ZisK 1.4 have it. */
const p = BigInt(koalaBearOrder);
const width = 16;
const half = 4;
/** The partial rounds' matrix is scaled by the inverse of 2^32. */
const scale = power(2n ** 32n, p - 2n, p);
/** Its diagonal beside the all-ones matrix. */
const diagonal = [
  -2n,
  1n,
  ...[1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n, 11n, 12n, 13n, 15n].map((by) => 1n << by),
];

const cube = (x: bigint): bigint => (((x * x) % p) * x) % p;

function external(state: readonly bigint[]): bigint[] {
  const out: bigint[] = [];
  for (let i = 0; i < width; i += 4) {
    const [a, b, c, d] = [state[i]!, state[i + 1]!, state[i + 2]!, state[i + 3]!];
    const all = a + b + c + d;
    out.push(all + a + 2n * b, all + b + 2n * c, all + c + 2n * d, all + d + 2n * a);
  }
  const sums = [0, 1, 2, 3].map((i) => out[i]! + out[i + 4]! + out[i + 8]! + out[i + 12]!);
  return out.map((x, i) => (x + sums[i % 4]!) % p);
}

/** The permutation of sixteen words. */
export function poseidon2KoalaBear(input: readonly bigint[]): bigint[] {
  const constants = fullConstants();
  let state = external(input.map((x) => x % p));
  const full = (round: number): void => {
    state = external(state.map((x, i) => cube((x + constants[round * width + i]!) % p)));
  };
  for (let round = 0; round < half; round++) full(round);
  for (const constant of partialConstants()) {
    state[0] = cube((state[0]! + constant) % p);
    const sum = state.reduce((a, b) => a + b, 0n);
    state = state.map((x, i) => (((sum + diagonal[i]! * x + 2n * p) % p) * scale) % p);
  }
  for (let round = half; round < 2 * half; round++) full(round);
  return state;
}

/** A number as guests of ZisK hold it: times 2^32. */
export const toMontgomery = (x: bigint): bigint => (x << 32n) % p;
export const fromMontgomery = (x: bigint): bigint => (x * scale) % p;
