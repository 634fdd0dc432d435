import { GuestFault } from "../../guestFault";
import { layout } from "./layout";
import { complex, type Point } from "../../precompiles/curves";
import { inverse, mod, power, primes } from "../../precompiles/field";

const panicExit = 101;
const words256 = 4;
const words384 = 6;
const notCached = (1n << 64n) - 1n;
/** Parameters of one call, and its results, in words. */
const mostParameters = 4096;

/** Hints: the host computes what the guest then checks. Words are 64-bit, numbers little-endian. */
export class Fcalls {
  private parameters: bigint[] = [];
  private results: bigint[] = [];
  private got = 0;
  private pendingCacheIndex: bigint | null = null;
  private readonly keccakStates = new Map<string, bigint>();

  constructor(private readonly inputBytes: number) {}

  /** The word that the guest reads next; 0 behind the last. */
  get next(): bigint {
    return this.results[this.got] ?? 0n;
  }

  addParameters(words: readonly bigint[]): void {
    if (this.parameters.length + words.length > mostParameters)
      throw new GuestFault("a hint has too many parameters", panicExit);
    this.parameters.push(...words);
  }

  call(id: number): void {
    const parameters = this.parameters;
    this.parameters = [];
    this.results = this.evaluate(id, parameters);
    this.got = 0;
  }

  /** The guest took a word. */
  advance(): void {
    if (this.results.length === 0 || this.got >= this.results.length)
      throw new GuestFault("the guest reads a hint that is not there", panicExit);
    this.got++;
  }

  /** The next n bytes of the results, for a copy. */
  take(n: number): Uint8Array {
    const words = n / 8;
    if (n % 8 !== 0 || this.results.length === 0 || this.got + words > this.results.length)
      throw new GuestFault(`the guest copies ${String(n)} bytes of a hint that has fewer`, panicExit);
    const bytes = new Uint8Array(n);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < words; i++) view.setBigUint64(8 * i, this.results[this.got + i]!, true);
    this.got += words;
    return bytes;
  }

  /** Called with the input of every keccak: kept if the guest asked for it. */
  keccakRuns(state: () => string): void {
    if (this.pendingCacheIndex === null) return;
    this.keccakStates.set(state(), this.pendingCacheIndex);
    this.pendingCacheIndex = null;
  }

  private evaluate(id: number, p: readonly bigint[]): bigint[] {
    const number = (at: number, count: number): bigint => joined(p, at, count);
    const point = (at: number, count: number): Point => [number(at, count), number(at + count, count)];
    const inverted = (value: bigint, m: bigint, count: number): bigint[] =>
      split(known(inverse(value, m)), count);
    switch (id) {
      case 1:
        return inverted(number(0, words256), primes.secp256k1, words256);
      case 2:
        return inverted(number(0, words256), primes.secp256k1Order, words256);
      case 3:
        return secp256k1Root(number(0, words256), p[4] ?? 0n);
      case 4:
        return glv(number(0, words256));
      case 5:
        return inverted(number(0, words256), primes.secp256r1Order, words256);
      case 6:
        return inverted(number(0, words256), primes.bn254, words256);
      case 7:
        return splitPoint(complex.inverse(point(0, words256), primes.bn254), words256);
      case 8:
        return line(point(0, 4), point(8, 4), point(16, 4), point(24, 4), primes.bn254, words256);
      case 9:
        return tangent(point(0, 4), point(8, 4), primes.bn254, words256);
      case 10:
        return inverted(number(0, words384), primes.bls12381, words384);
      case 11:
        return blsRoot(number(0, words384));
      case 12:
        return splitPoint(complex.inverse(point(0, words384), primes.bls12381), words384);
      case 13:
        return blsComplexRoot(point(0, words384));
      case 14:
        return line(point(0, 6), point(12, 6), point(24, 6), point(36, 6), primes.bls12381, words384);
      case 15:
        return tangent(point(0, 6), point(12, 6), primes.bls12381, words384);
      case 16:
        return bits(p);
      case 17:
        return highestBit(p, words256);
      case 18:
        return highestBit(p, words384);
      case 19: {
        const [a, b] = [number(0, words256), nonZero(number(4, words256))];
        return [...split(a / b, words256), ...split(a % b, words256)];
      }
      case 20: {
        const found = inverse(number(0, words256), 1n << 256n);
        return found === null ? [0n, 0n, 0n, 0n, 0n] : [1n, ...split(found, words256)];
      }
      case 21:
        return inverseOrGcd(number(0, words256), number(4, words256));
      case 22:
        return division(p);
      case 23:
        return this.inputReady(p[0] ?? 0n);
      case 24:
        if (p.length !== 1 || p[0] === notCached)
          throw new GuestFault("a keccak cache index is not valid", panicExit);
        this.pendingCacheIndex = p[0]!;
        return [];
      case 25:
        return [this.keccakStates.get(p.join()) ?? notCached];
      case 26:
        return ed25519Root(number(0, words256), number(4, words256));
      case 27:
        throw new GuestFault("the guest asks for a random seed, and none was given", panicExit);
      default:
        throw new GuestFault(`the hint ${String(id)} does not exist`, panicExit);
    }
  }

  private inputReady(address: bigint): bigint[] {
    const wanted = address - BigInt(layout.input) + 1n;
    if (address < BigInt(layout.freeInput) || wanted > BigInt(this.inputBytes))
      throw new GuestFault(
        `the guest wants ${wanted.toString()} bytes of input and there are ${String(this.inputBytes)}`,
        panicExit,
      );
    return [];
  }
}

function joined(words: readonly bigint[], at: number, count: number): bigint {
  let value = 0n;
  for (let i = count - 1; i >= 0; i--) value = (value << 64n) | (words[at + i] ?? 0n);
  return value;
}

function split(value: bigint, count: number): bigint[] {
  return Array.from({ length: count }, (_, i) => BigInt.asUintN(64, value >> BigInt(64 * i)));
}

function known<T>(value: T | null): T {
  if (value === null) throw new GuestFault("a hint divides by zero", panicExit);
  return value;
}

const nonZero = (value: bigint): bigint => known(value === 0n ? null : value);

function splitPoint(value: Point | null, count: number): bigint[] {
  const [a, b] = known(value);
  return [...split(a, count), ...split(b, count)];
}

function secp256k1Root(a: bigint, parity: bigint): bigint[] {
  const p = primes.secp256k1;
  const exponent = (p + 1n) / 4n;
  let root = power(a, exponent, p);
  if ((root * root) % p !== a) return [0n, ...split(power(3n * a, exponent, p), words256)];
  if ((root & 1n) !== parity) root = mod(-root, p);
  return [1n, ...split(root, words256)];
}

/** The split of a scalar by secp256k1's endomorphism: standard lattice, quotients rounded half up. */
function glv(k: bigint): bigint[] {
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

/** The line through two points of a twist: slope and intercept. */
function line(x1: Point, y1: Point, x2: Point, y2: Point, p: bigint, count: number): bigint[] {
  const slope = complex.mul(known(complex.inverse(complex.sub(x2, x1, p), p)), complex.sub(y2, y1, p), p);
  return lineOf(slope, x1, y1, p, count);
}

function tangent(x: Point, y: Point, p: bigint, count: number): bigint[] {
  const square = complex.mul(x, x, p);
  const slope = complex.mul(
    known(complex.inverse(complex.add(y, y, p), p)),
    [3n * square[0], 3n * square[1]],
    p,
  );
  return lineOf(slope, x, y, p, count);
}

function lineOf(slope: Point, x: Point, y: Point, p: bigint, count: number): bigint[] {
  const intercept = complex.sub(y, complex.mul(slope, x, p), p);
  return [...splitPoint(slope, count), ...splitPoint(intercept, count)];
}

function blsRoot(a: bigint): bigint[] {
  const p = primes.bls12381;
  const exponent = (p + 1n) / 4n;
  const root = power(a, exponent, p);
  if ((root * root) % p === a) return [1n, ...split(root, words384)];
  return [0n, ...split(power(2n * a, exponent, p), words384)];
}

function blsComplexRoot(a: Point): bigint[] {
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

/** How many bits, then each from the highest one down. */
function bits(p: readonly bigint[]): bigint[] {
  const text = joined(p, 1, Number(p[0] ?? 0n) & 0xffff).toString(2);
  return [BigInt(text.length), ...[...text].map((c) => BigInt(c))];
}

/** Limb and bit of the highest set bit of the largest of n numbers. */
function highestBit(p: readonly bigint[], count: number): bigint[] {
  const n = Number(p[0] ?? 0n) & 0xffff;
  let largest = 0n;
  for (let i = 0; i < n; i++) {
    const value = joined(p, 1 + i * count, count);
    if (value > largest) largest = value;
  }
  const at = nonZero(largest).toString(2).length - 1;
  return [BigInt(at >> 6), BigInt(at & 63)];
}

function inverseOrGcd(a: bigint, m: bigint): bigint[] {
  const found = m === 0n ? null : inverse(a, m);
  if (found !== null) return [1n, ...split(found, words256), ...split(0n, 2 * words256)];
  let [x, y] = [a, m];
  while (y !== 0n) [x, y] = [y, x % y];
  const gcd = nonZero(x);
  return [0n, ...split(gcd, words256), ...split(a / gcd, words256), ...split(m / gcd, words256)];
}

function division(p: readonly bigint[]): bigint[] {
  const lengthA = Number(p[0] ?? 0n) & 0xffff;
  const lengthB = Number(p[1 + lengthA] ?? 0n) & 0xffff;
  const a = joined(p, 1, lengthA);
  const b = nonZero(joined(p, 2 + lengthA, lengthB));
  const padded = (value: bigint): bigint[] => {
    const limbs = value === 0n ? 1 : Math.ceil(value.toString(16).length / 16);
    const length = Math.ceil(limbs / 4) * 4;
    return [BigInt(length), ...split(value, length)];
  };
  return [...padded(a / b), ...padded(a % b)];
}

/** A root of u/v, or of 2u/v where there is none; the even one of the two. */
function ed25519Root(u: bigint, v: bigint): bigint[] {
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
