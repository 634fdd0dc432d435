import { GuestFault } from "../../guestFault";
import { complex, type Point } from "../../precompiles/curves";
import { inverse, mod, power, primes } from "../../precompiles/field";

const panicExit = 101;
const words256 = 4;
const words384 = 6;
/** Results of one hint, in words. */
const mostResults = 8193;

/** `count` words of a hint's parameters as one number. Throws GuestFault beyond the last that a hint can have. */
export function joined(words: BigUint64Array, at: number, count: number): bigint {
  if (!(at + count <= words.length))
    throw new GuestFault(
      `a hint of ${String(at + count)} words, of ${String(words.length)} at most`,
      panicExit,
    );
  let value = 0n;
  for (let i = count - 1; i >= 0; i--) value = (value << 64n) | words[at + i]!;
  return value;
}

export function split(value: bigint, count: number): bigint[] {
  return Array.from({ length: count }, (_, i) => BigInt.asUintN(64, value >> BigInt(64 * i)));
}

export function known<T>(value: T | null): T {
  if (value === null) throw new GuestFault("a hint divides by zero", panicExit);
  return value;
}

export const nonZero = (value: bigint): bigint => known(value === 0n ? null : value);

export function splitPoint([a, b]: Point, count: number): bigint[] {
  return [...split(a, count), ...split(b, count)];
}

export function secp256k1Root(a: bigint, parity: bigint): bigint[] {
  const p = primes.secp256k1;
  const exponent = (p + 1n) / 4n;
  let root = power(a, exponent, p);
  if ((root * root) % p !== a) return [0n, ...split(power(3n * a, exponent, p), words256)];
  if ((root & 1n) !== parity) root = mod(-root, p);
  return [1n, ...split(root, words256)];
}

/** The split of a scalar by secp256k1's endomorphism: standard lattice, quotients rounded half up. */
export function glv(k: bigint): bigint[] {
  const a1 = 0x3086d221a7d46bcde86c90e49284eb15n;
  const minusB1 = 0xe4437ed6010e88286f547fa90abfe4c3n;
  const a2 = 0x114ca50f7a8e2f3f657c1108d9d44cfd8n;
  const n = primes.secp256k1Order;
  const rounded = (value: bigint): bigint => (2n * value + n) / (2n * n);
  const c1 = rounded(a1 * k);
  const c2 = rounded(minusB1 * k);
  const k1 = k - c1 * a1 - c2 * a2;
  const k2 = c1 * minusB1 - c2 * a1;
  const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
  return [
    ...split(absolute(k1), words256),
    ...split(absolute(k2), words256),
    k1 < 0n ? 1n : 0n,
    k2 < 0n ? 1n : 0n,
  ];
}

export function blsRoot(a: bigint): bigint[] {
  const p = primes.bls12381;
  const exponent = (p + 1n) / 4n;
  const root = power(a, exponent, p);
  if ((root * root) % p === a) return [1n, ...split(root, words384)];
  return [0n, ...split(power(2n * a, exponent, p), words384)];
}

export function blsComplexRoot(a: Point): bigint[] {
  const found = complexRoot(a);
  if (found !== null) return [1n, ...splitPoint(found, words384)];
  // u + 1 is no square.
  const other = complexRoot(complex.mul(a, [1n, 1n], primes.bls12381)) ?? [0n, 0n];
  return [0n, ...splitPoint(other, words384)];
}

/** A square root in F_p[u]/(u²+1) for p = 3 mod 4; null for what is no square. */
function complexRoot(a: Point): Point | null {
  const p = primes.bls12381;
  const raise = (base: Point, exponent: bigint): Point => {
    let result: Point = [1n, 0n];
    let b = base;
    for (let e = exponent; e > 0n; e >>= 1n) {
      if ((e & 1n) === 1n) result = complex.mul(result, b, p);
      b = complex.mul(b, b, p);
    }
    return result;
  };
  const a1 = raise(a, (p - 3n) / 4n);
  const x0 = complex.mul(a1, a, p);
  const alpha = complex.mul(a1, x0, p);
  const isMinusOne = ([x, y]: Point): boolean => x === p - 1n && y === 0n;
  const norm = complex.mul([alpha[0], mod(-alpha[1], p)], alpha, p);
  if (isMinusOne(norm)) return null;
  if (isMinusOne(alpha)) return complex.mul([0n, 1n], x0, p);
  return complex.mul(raise(complex.add([1n, 0n], alpha, p), (p - 1n) / 2n), x0, p);
}

/** A length among the parameters, which cannot be longer than all of them. */
const lengthAt = (p: BigUint64Array, at: number): number => Number(joined(p, at, 1));

/** How many bits, then each from the highest one down. */
export function bits(p: BigUint64Array): bigint[] {
  const text = joined(p, 1, lengthAt(p, 0)).toString(2);
  if (text.length >= mostResults) throw new GuestFault("a hint has too many results", panicExit);
  return [BigInt(text.length), ...[...text].map((c) => BigInt(c))];
}

/** Limb and bit of the highest set bit of the largest of n numbers of 256 bits. */
export function highestBit256(p: BigUint64Array): bigint[] {
  const n = lengthAt(p, 0);
  joined(p, 1, n * words256);
  return highestBit(Array.from({ length: n }, (_, i) => joined(p, 1 + i * words256, words256)));
}

/** The same of two numbers of 384 bits, each in eight words. */
export const highestBit384 = (p: BigUint64Array): bigint[] =>
  highestBit([joined(p, 0, words384), joined(p, 8, words384)]);

function highestBit(numbers: readonly bigint[]): bigint[] {
  const largest = numbers.reduce((a, b) => (a > b ? a : b), 0n);
  const at = nonZero(largest).toString(2).length - 1;
  return [BigInt(at >> 6), BigInt(at & 63)];
}

export function inverseOrGcd(a: bigint, m: bigint): bigint[] {
  const found = inverse(a, nonZero(m));
  if (found !== null) return [1n, ...split(found, words256), ...split(0n, 2 * words256)];
  let [x, y] = [a, m];
  while (y !== 0n) [x, y] = [y, x % y];
  const gcd = nonZero(x);
  return [0n, ...split(gcd, words256), ...split(a / gcd, words256), ...split(m / gcd, words256)];
}

export function division(p: BigUint64Array): bigint[] {
  const lengthA = lengthAt(p, 0);
  const a = joined(p, 1, lengthA);
  const lengthB = lengthAt(p, 1 + lengthA);
  const b = nonZero(joined(p, 2 + lengthA, lengthB));
  const padded = (value: bigint): bigint[] => {
    const limbs = value === 0n ? 1 : Math.ceil(value.toString(16).length / 16);
    const length = Math.ceil(limbs / 4) * 4;
    return [BigInt(length), ...split(value, length)];
  };
  return [...padded(a / b), ...padded(a % b)];
}

/** A root of u/v, or of 2u/v where there is none; the even one of the two. */
export function ed25519Root(u: bigint, v: bigint): bigint[] {
  const p = primes.ed25519;
  const [a, b] = [u % p, v % p];
  if (a === 0n) return [1n, ...split(0n, words256)];
  if (b === 0n) return split(0n, 5);
  const root = (w: bigint): bigint | null => {
    const c = power(w, (p + 3n) / 8n, p);
    const square = (c * c) % p;
    if (square === w) return c;
    return (square + w) % p === 0n ? (c * power(2n, (p - 1n) / 4n, p)) % p : null;
  };
  const w = (a * power(b, p - 2n, p)) % p;
  const direct = root(w);
  const found = direct ?? known(root((2n * w) % p));
  const even = (found & 1n) === 1n ? p - found : found;
  return [direct === null ? 0n : 1n, ...split(even, words256)];
}
