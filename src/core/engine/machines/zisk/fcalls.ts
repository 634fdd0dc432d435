import { GuestFault } from "../../guestFault";
import type { Point } from "../../precompiles/curves";
import { inverse, primes } from "../../precompiles/field";
import {
  bits,
  blsComplexRoot,
  blsRoot,
  division,
  ed25519Root,
  glv,
  highestBit256,
  highestBit384,
  inverseOrGcd,
  joined,
  known,
  nonZero,
  secp256k1Root,
  split,
  splitPoint,
} from "./hints";
import { layout } from "./layout";
import { twists } from "./twists";

const panicExit = 101;
const words256 = 4;
const words384 = 6;
const notCached = (1n << 64n) - 1n;
/** Parameters of one hint, in words. */
const mostParameters = 386;
const keccakWords = 25;

/** Hints: the host computes what the guest then checks. Words are 64-bit, numbers little-endian. */
export class Fcalls {
  /** What was not given is what an earlier hint was given. */
  private readonly parameters = new BigUint64Array(mostParameters);
  private given = 0;
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
    if (this.given + words.length > mostParameters)
      throw new GuestFault("a hint has too many parameters", panicExit);
    this.parameters.set(words, this.given);
    this.given += words.length;
  }

  call(id: number): void {
    this.results = this.evaluate(id);
    this.given = 0;
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

  private evaluate(id: number): bigint[] {
    const p = this.parameters;
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
        return secp256k1Root(number(0, words256), number(4, 1));
      case 4:
        return glv(number(0, words256));
      case 5:
        return inverted(number(0, words256), primes.secp256r1Order, words256);
      case 6:
        return inverted(number(0, words256), primes.bn254, words256);
      case 7:
        return splitPoint(twists.bn254.inverse(point(0, words256)), words256);
      case 8:
        return twists.bn254.line(point(0, 4), point(8, 4), point(16, 4), point(24, 4));
      case 9:
        return twists.bn254.tangent(point(0, 4), point(8, 4));
      case 10:
        return inverted(number(0, words384), primes.bls12381, words384);
      case 11:
        return blsRoot(number(0, words384));
      case 12:
        return splitPoint(twists.bls12381.inverse(point(0, words384)), words384);
      case 13:
        return blsComplexRoot(point(0, words384));
      case 14:
        return twists.bls12381.line(point(0, 6), point(12, 6), point(24, 6), point(36, 6));
      case 15:
        return twists.bls12381.tangent(point(0, 6), point(12, 6));
      case 16:
        return bits(p);
      case 17:
        return highestBit256(p);
      case 18:
        return highestBit384(p);
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
        return this.inputReady(p[0]!);
      case 24:
        this.expect(1);
        if (p[0] === notCached) throw new GuestFault("a keccak cache index is not valid", panicExit);
        this.pendingCacheIndex = p[0]!;
        return [];
      case 25:
        this.expect(keccakWords);
        return [this.keccakStates.get(p.subarray(0, keccakWords).join()) ?? notCached];
      case 26:
        return ed25519Root(number(0, words256), number(4, words256));
      case 27:
        throw new GuestFault(
          "the guest asks for a random seed, which ziskemu draws anew for each run: no figure would be exact",
          panicExit,
        );
      default:
        throw new GuestFault(`the hint ${String(id)} does not exist`, panicExit);
    }
  }

  private expect(words: number): void {
    if (this.given !== words)
      throw new GuestFault(`a hint with ${String(this.given)} words instead of ${String(words)}`, panicExit);
  }

  /** The address is that of the last byte that is wanted; the input begins behind a word. */
  private inputReady(address: bigint): bigint[] {
    const wanted = address - BigInt(layout.input) + 1n;
    if (wanted < 0n || wanted > BigInt(this.inputBytes))
      throw new GuestFault(
        `the guest wants ${wanted.toString()} bytes of input and there are ${String(this.inputBytes)}`,
        panicExit,
      );
    return [];
  }
}
