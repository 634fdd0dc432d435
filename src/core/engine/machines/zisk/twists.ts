import { GuestFault } from "../../guestFault";
import type { Point } from "../../precompiles/curves";
import { inverse, primes } from "../../precompiles/field";
import { known, splitPoint } from "./hints";

/**
 * Hints for pairings, over F_p[u] / (u² + 1): step by step as the machine's host computes them, since numbers that are
 * not below p come out of some steps as they are, and end the run in others.
 */
class Twist {
  constructor(
    private readonly p: bigint,
    private readonly words: number,
    /** Whether a difference is reduced, too. */
    private readonly reduces: boolean,
  ) {}

  inverse([a, b]: Point): Point {
    const norm = known(inverse(a * a + b * b, this.p));
    return [this.mul(a, norm), this.mul(this.negative(b), norm)];
  }

  /** The line through two points: slope and intercept. */
  line(x1: Point, y1: Point, x2: Point, y2: Point): bigint[] {
    return this.lineOf(this.product(this.inverse(this.minus(x2, x1)), this.minus(y2, y1)), x1, y1);
  }

  tangent(x: Point, y: Point): bigint[] {
    const twice = (value: bigint): bigint => (2n * value) % this.p;
    const slope = this.inverse([twice(y[0]), twice(y[1])]);
    const square: Point = [
      this.difference(this.mul(x[0], x[0]), this.mul(x[1], x[1])),
      twice(this.mul(x[0], x[1])),
    ];
    return this.lineOf(this.product(slope, [this.mul(square[0], 3n), this.mul(square[1], 3n)]), x, y);
  }

  private lineOf(slope: Point, x: Point, y: Point): bigint[] {
    const intercept = this.minus(y, this.product(slope, x));
    return [...splitPoint(slope, this.words), ...splitPoint(intercept, this.words)];
  }

  private product([a, b]: Point, [c, d]: Point): Point {
    return [this.difference(this.mul(a, c), this.mul(b, d)), (this.mul(a, d) + this.mul(b, c)) % this.p];
  }

  private minus([a, b]: Point, [c, d]: Point): Point {
    return [this.difference(a, c), this.difference(b, d)];
  }

  private mul(a: bigint, b: bigint): bigint {
    return (a * b) % this.p;
  }

  private difference(a: bigint, b: bigint): bigint {
    const value = unsigned(a >= b ? a - b : a + this.p - b);
    return this.reduces ? value % this.p : value;
  }

  private negative(a: bigint): bigint {
    return a === 0n ? 0n : unsigned(this.p - a);
  }
}

function unsigned(value: bigint): bigint {
  if (value < 0n) throw new GuestFault("a hint of a number that is not below the field's order", 101);
  return value;
}

export const twists = {
  bn254: new Twist(primes.bn254, 4, true),
  bls12381: new Twist(primes.bls12381, 6, false),
} as const;
