import { GuestFault } from "../guestFault";
import { inverse, mod, primes } from "./field";

export type Point = readonly [bigint, bigint];

/** A slope or a coordinate that does not exist. */
export class DividesByZero extends GuestFault {
  constructor() {
    super("a curve operation divides by zero", 101);
  }
}

function divide(a: bigint, b: bigint, p: bigint): bigint {
  const inverted = inverse(b, p);
  if (inverted === null) throw new DividesByZero();
  return (mod(a, p) * inverted) % p;
}

/** The chord of two points of a short Weierstrass curve; no special cases. */
export function add(a: Point, b: Point, p: bigint): Point {
  return chord(a, b, divide(b[1] - a[1], b[0] - a[0], p), p);
}

/** The tangent at a point; `a4` is the curve's coefficient of x. */
export function double(a: Point, a4: bigint, p: bigint): Point {
  return chord(a, a, divide(3n * a[0] * a[0] + a4, 2n * a[1], p), p);
}

function chord(a: Point, b: Point, slope: bigint, p: bigint): Point {
  const x = mod(slope * slope - a[0] - b[0], p);
  return [x, mod(slope * (a[0] - x) - a[1], p)];
}

/** Addition on a twisted Edwards curve a·x² + y² = 1 + d·x²·y². */
export function addEdwards(one: Point, two: Point, a: bigint, d: bigint, p: bigint): Point {
  const [x1, y1] = one;
  const [x2, y2] = two;
  const tau = mod(d * mod(x1 * x2, p) * mod(y1 * y2, p), p);
  return [divide(x1 * y2 + y1 * x2, 1n + tau, p), divide(y1 * y2 - a * x1 * x2, 1n - tau, p)];
}

/** Arithmetic in F_p[u] / (u² + 1). */
export const complex = {
  add: ([a, b]: Point, [c, d]: Point, p: bigint): Point => [mod(a + c, p), mod(b + d, p)],
  sub: ([a, b]: Point, [c, d]: Point, p: bigint): Point => [mod(a - c, p), mod(b - d, p)],
  mul: ([a, b]: Point, [c, d]: Point, p: bigint): Point => [mod(a * c - b * d, p), mod(a * d + b * c, p)],
  inverse([a, b]: Point, p: bigint): Point | null {
    const norm = inverse(a * a + b * b, p);
    return norm === null ? null : [mod(a * norm, p), mod(-b * norm, p)];
  },
};

/** What a curve operation works on: words a coordinate, and the operation itself. */
export interface CurveOp {
  /** Words of one coordinate. */
  readonly words: number;
  /** ZisK ends on a coordinate that is not below this; null where it reduces them. */
  readonly below: bigint | null;
  /** Null where the operation takes one point. */
  readonly two: ((a: Point, b: Point) => Point) | null;
  readonly one: ((a: Point) => Point) | null;
}

const pair = (words: number, below: bigint | null, two: (a: Point, b: Point) => Point): CurveOp => ({
  words,
  below,
  two,
  one: null,
});
const single = (words: number, below: bigint | null, one: (a: Point) => Point): CurveOp => ({
  words,
  below,
  two: null,
  one,
});

const ed25519d = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;
const { secp256k1, secp256r1, bn254, bn254Order, bls12381, ed25519 } = primes;

/** By the operation's name. */
export const curveOps: Readonly<Record<string, CurveOp>> = {
  secp256k1_add: pair(4, null, (a, b) => add(a, b, secp256k1)),
  secp256k1_dbl: single(4, null, (a) => double(a, 0n, secp256k1)),
  secp256r1_add: pair(4, secp256r1, (a, b) => add(a, b, secp256r1)),
  secp256r1_dbl: single(4, secp256r1, (a) => double(a, -3n, secp256r1)),
  bn254_curve_add: pair(4, bn254, (a, b) => add(a, b, bn254)),
  bn254_curve_dbl: single(4, bn254, (a) => double(a, 0n, bn254)),
  bn254_complex_add: pair(4, bn254, (a, b) => complex.add(a, b, bn254)),
  bn254_complex_sub: pair(4, bn254, (a, b) => complex.sub(a, b, bn254)),
  bn254_complex_mul: pair(4, bn254, (a, b) => complex.mul(a, b, bn254)),
  bls12_381_curve_add: pair(6, bls12381, (a, b) => add(a, b, bls12381)),
  bls12_381_curve_dbl: single(6, bls12381, (a) => double(a, 0n, bls12381)),
  bls12_381_complex_add: pair(6, bls12381, (a, b) => complex.add(a, b, bls12381)),
  bls12_381_complex_sub: pair(6, bls12381, (a, b) => complex.sub(a, b, bls12381)),
  bls12_381_complex_mul: pair(6, bls12381, (a, b) => complex.mul(a, b, bls12381)),
  babyjubjub_add: pair(4, bn254Order, (a, b) => addEdwards(a, b, 168700n, 168696n, bn254Order)),
  ed25519_add: pair(4, null, (a, b) => addEdwards(a, b, -1n, ed25519d, ed25519)),
};
