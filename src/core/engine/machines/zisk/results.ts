import { out, shiftLeft } from "../../wide";

// Results of operations on two words each, left in `out`, and the comparisons that some are made of.

/** 32 bits, sign-extended. */
export function word(value: number): void {
  out[0] = value;
  out[1] = value >> 31;
}

/** A number that is not negative. */
export function small(value: number): void {
  out[0] = value;
  out[1] = 0;
}

/** Of signed numbers. */
export function less(aLo: number, aHi: number, bLo: number, bHi: number): boolean {
  return aHi === bHi ? aLo >>> 0 < bLo >>> 0 : aHi < bHi;
}

export function lessUnsigned(aLo: number, aHi: number, bLo: number, bHi: number): boolean {
  return aHi === bHi ? aLo >>> 0 < bLo >>> 0 : aHi >>> 0 < bHi >>> 0;
}

/** a or b. */
export function choose(a: boolean, aLo: number, aHi: number, bLo: number, bHi: number): void {
  out[0] = a ? aLo : bLo;
  out[1] = a ? aHi : bHi;
}

/** (a << by) + b. */
export function shiftAdd(by: number, aLo: number, aHi: number, bLo: number, bHi: number): void {
  shiftLeft(aLo, aHi, by);
  const sum = (out[0]! >>> 0) + (bLo >>> 0);
  out[1] = out[1]! + bHi + (sum > 0xffffffff ? 1 : 0);
  out[0] = sum;
}
