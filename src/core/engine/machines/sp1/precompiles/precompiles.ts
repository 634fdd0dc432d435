import { keccakP } from "@noble/hashes/sha3";
import { GuestFault } from "../../../guestFault";
import { add, complex, double, type Point } from "../../../precompiles/curves";
import { mod, primes } from "../../../precompiles/field";
import { sha256Rounds } from "../../../precompiles/sha256";
import { panicExit } from "../faults";
import { addEd25519, addPoints, decompressEd25519, doublePoint, isOnSecp256k1, less } from "./curvePoints";
import { poseidon2KoalaBear } from "../../../precompiles/koalaBear";
import type { Sp1Port } from "./port";

/** Runs one call; gives the registers that it read beside a0 and a1, one bit each. Throws GuestFault. */
export type Precompile = (port: Sp1Port, register: (number: number) => number) => number;

const { secp256k1, secp256r1, bn254, bls12381 } = primes;

function aligned(address: number): number {
  if (address % 8 !== 0)
    throw new GuestFault(`gave a precompile 0x${address.toString(16)}, which is not aligned`, panicExit);
  return address;
}

function zero(value: number, name: string): void {
  if (value !== 0) throw new GuestFault(`gave ${name} ${String(value)} in a1, which has to be 0`, panicExit);
}

/** Two values of so many words each: a point, or an element of an extension field. */
function pairAt(port: Sp1Port, at: number, words: number, how: "read" | "peek"): Point {
  return [port.number(at, words, how), port.number(at + 8 * words, words, how)];
}

function putPair(port: Sp1Port, at: number, words: number, [x, y]: Point): number {
  port.putNumber(at, words, x);
  port.putNumber(at + 8 * words, words, y);
  return 0;
}

/** a0 → pair, a1 → pair; the result replaces the first. */
const pairs =
  (words: number, run: (a: Point, b: Point) => Point): Precompile =>
  (port, register) => {
    const p = aligned(register(10));
    const q = aligned(register(11));
    const a = pairAt(port, p, words, "peek");
    return putPair(port, p, words, run(a, pairAt(port, q, words, "read")));
  };

/** a0 → point, which the result replaces. */
const single =
  (words: number, run: (a: Point) => Point): Precompile =>
  (port, register) => {
    const p = aligned(register(10));
    return putPair(port, p, words, run(pairAt(port, p, words, "peek")));
  };

/** a0 → number, a1 → number; the result replaces the first. */
const numbers =
  (words: number, run: (a: bigint, b: bigint) => bigint): Precompile =>
  (port, register) => {
    const x = aligned(register(10));
    const y = aligned(register(11));
    const a = port.number(x, words, "peek");
    port.putNumber(x, words, run(a, port.number(y, words)));
    return 0;
  };

/** The chord; of one point with itself the caller has to double, or the machine gives up. */
const chord =
  (p: bigint) =>
  (a: Point, b: Point): Point => {
    if (a[0] === b[0] && a[1] === b[1])
      throw new GuestFault("added a point to itself, which has to be doubled", panicExit);
    return addPoints(a, b, p);
  };

function addSecp256k1(a: Point, b: Point): Point {
  if (a[0] === b[0] && a[1] === b[1]) return doubleSecp256k1(a);
  if (!isOnSecp256k1(a) || !isOnSecp256k1(b)) throw notOnCurve();
  if (a[0] === b[0]) throw new GuestFault("added points whose sum is at infinity", panicExit);
  return add(a, b, secp256k1);
}

function doubleSecp256k1(a: Point): Point {
  if (!isOnSecp256k1(a)) throw notOnCurve();
  return double(a, 0n, secp256k1);
}

const notOnCurve = (): GuestFault => new GuestFault("gave a point that is not on the curve", panicExit);

const field = (p: bigint, words: number, first: number): Record<number, Precompile> => ({
  [first]: numbers(words, (a, b) => (a + b) % p),
  [first + 1]: numbers(words, (a, b) => mod(a - b, p)),
  [first + 2]: numbers(words, (a, b) => (a * b) % p),
  [first + 3]: pairs(words, (a, b) => complex.add(a, b, p)),
  [first + 4]: pairs(words, ([a, b], [c, d]) => [less(a + p, c) % p, less(b + p, d) % p]),
  [first + 5]: pairs(words, (a, b) => complex.mul(a, b, p)),
});

const shaExtend: Precompile = (port, register) => {
  const w = aligned(register(10));
  zero(register(11), "sha_extend");
  const low = (i: number): number => {
    const at = port.read(w + 8 * i);
    return port.words[at]!;
  };
  const turn = (value: number, by: number): number => (value >>> by) | (value << (32 - by));
  for (let i = 16; i < 64; i++) {
    const w15 = low(i - 15);
    const w2 = low(i - 2);
    const s0 = turn(w15, 7) ^ turn(w15, 18) ^ (w15 >>> 3);
    const s1 = turn(w2, 17) ^ turn(w2, 19) ^ (w2 >>> 10);
    const value = (s1 + low(i - 16) + s0 + low(i - 7)) | 0;
    const to = port.write(w + 8 * i);
    port.words[to] = value;
    port.words[to + 1] = 0;
  }
  return 0;
};

const shaCompress: Precompile = (port, register) => {
  const w = aligned(register(10));
  const h = aligned(register(11));
  const state = new Int32Array(8);
  const schedule = new Int32Array(64);
  for (let i = 0; i < 8; i++) {
    const at = port.read(h + 8 * i);
    state[i] = port.words[at]!;
  }
  for (let i = 0; i < 64; i++) {
    const at = port.read(w + 8 * i);
    schedule[i] = port.words[at]!;
  }
  sha256Rounds(state, schedule);
  for (let i = 0; i < 8; i++) {
    const at = port.write(h + 8 * i);
    port.words[at] = state[i]!;
    port.words[at + 1] = 0;
  }
  return 0;
};

const keccak: Precompile = (port, register) => {
  const to = aligned(register(10));
  zero(register(11), "keccak_permute");
  const state = new Uint32Array(50);
  for (let i = 0; i < 25; i++) {
    const at = port.read(to + 8 * i);
    state[2 * i] = port.words[at]!;
    state[2 * i + 1] = port.words[at + 1]!;
  }
  keccakP(state);
  for (let i = 0; i < 25; i++) {
    const at = port.write(to + 8 * i);
    port.words[at] = state[2 * i]!;
    port.words[at + 1] = state[2 * i + 1]!;
  }
  return 0;
};

const poseidon2: Precompile = (port, register) => {
  const to = aligned(register(10));
  zero(register(11), "poseidon2");
  const input: bigint[] = [];
  for (let i = 0; i < 8; i++) {
    const at = port.peek(to + 8 * i);
    input.push(BigInt(port.words[at]! >>> 0), BigInt(port.words[at + 1]! >>> 0));
  }
  const output = poseidon2KoalaBear(input);
  for (let i = 0; i < 8; i++) {
    const at = port.write(to + 8 * i);
    port.words[at] = Number(output[2 * i]!);
    port.words[at + 1] = Number(output[2 * i + 1]!);
  }
  return 0;
};

const uint256Mul: Precompile = (port, register) => {
  const x = aligned(register(10));
  const y = aligned(register(11));
  const a = port.number(x, 4, "peek");
  const b = port.number(y, 4);
  const modulus = port.number(y + 32, 4);
  port.putNumber(x, 4, (a * b) % (modulus === 0n ? 1n << 256n : modulus));
  return 0;
};

/** Low half to [a3], high half to [a4] of a op b + c. */
const carry =
  (run: (a: bigint, b: bigint) => bigint): Precompile =>
  (port, register) => {
    const [a, b, c] = [10, 11, 12].map((at) => port.number(aligned(register(at)), 4));
    const value = run(a!, b!) + c!;
    port.putNumber(aligned(register(13)), 4, value);
    port.putNumber(aligned(register(14)), 4, value >> 256n);
    return (1 << 12) | (1 << 13) | (1 << 14);
  };

const edDecompress: Precompile = (port, register) => {
  const at = aligned(register(10));
  const sign = register(11);
  if (sign > 1) throw new GuestFault("gave ed_decompress a sign that is neither 0 nor 1", panicExit);
  const x = decompressEd25519(port.number(at + 32, 4), sign === 1);
  if (x === null) throw notOnCurve();
  port.putNumber(at, 4, x);
  return 0;
};

/** By syscall number. */
export const precompiles: Readonly<Record<number, Precompile>> = {
  0x00300105: shaExtend,
  0x00010106: shaCompress,
  0x00010109: keccak,
  0x00000133: poseidon2,
  0x0001010a: pairs(4, addSecp256k1),
  0x0000010b: single(4, doubleSecp256k1),
  0x0001012c: pairs(4, chord(secp256r1)),
  0x0000012d: single(4, (a) => doublePoint(a, -3n, secp256r1)),
  0x0001010e: pairs(4, chord(bn254)),
  0x0000010f: single(4, (a) => doublePoint(a, 0n, bn254)),
  0x0001011e: pairs(6, chord(bls12381)),
  0x0000011f: single(6, (a) => doublePoint(a, 0n, bls12381)),
  0x00010107: pairs(4, addEd25519),
  0x00000108: edDecompress,
  ...field(bls12381, 6, 0x00010120),
  ...field(bn254, 4, 0x00010126),
  0x0001011d: uint256Mul,
  0x00010130: carry((a, b) => a + b),
  0x00010131: carry((a, b) => a * b),
};
