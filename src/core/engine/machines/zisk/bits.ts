import { out, shiftLeft, shiftRight } from "../../wide";

/** Into `out`; `by` is less than 64. */
export function rotateLeft(lo: number, hi: number, by: number): void {
  shiftLeft(lo, hi, by);
  const [left0, left1] = [out[0]!, out[1]!];
  if (by === 0) return;
  shiftRight(lo, hi, 64 - by);
  out[0]! |= left0;
  out[1]! |= left1;
}

/** To the left; `by` is less than 32. */
export const rotate32 = (value: number, by: number): number => (value << by) | (value >>> ((32 - by) & 31));

/** The bytes in reverse order. */
export const swap32 = (v: number): number =>
  (v << 24) | ((v & 0xff00) << 8) | ((v >>> 8) & 0xff00) | (v >>> 24);

/** The bits of each byte in reverse order. */
export function reverseBitsOfBytes(v: number): number {
  v = ((v >>> 1) & 0x55555555) | ((v & 0x55555555) << 1);
  v = ((v >>> 2) & 0x33333333) | ((v & 0x33333333) << 2);
  return ((v >>> 4) & 0x0f0f0f0f) | ((v & 0x0f0f0f0f) << 4);
}

/** Every byte that is not 0 becomes 0xff. */
export const filled = (v: number): number =>
  ((v & 0xff) !== 0 ? 0xff : 0) |
  ((v & 0xff00) !== 0 ? 0xff00 : 0) |
  ((v & 0xff0000) !== 0 ? 0xff0000 : 0) |
  ((v & 0xff000000) !== 0 ? 0xff000000 : 0);

/** How many bits are set. */
export function ones(v: number): number {
  v -= (v >>> 1) & 0x55555555;
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Trailing zeros of a word; 32 for 0. */
export const trailing = (v: number): number => (v === 0 ? 32 : 31 - Math.clz32(v & -v));

/** One bit at b mod 64 as two words, into `out`. */
export function bit(b: number): void {
  const at = b & 63;
  out[0] = at < 32 ? 1 << at : 0;
  out[1] = at < 32 ? 0 : 1 << (at - 32);
}
