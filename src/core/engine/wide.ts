/** 64-bit arithmetic on pairs of 32-bit words; results in `out`: low word, high word. */
export const out = new Int32Array(4);

/** The 128-bit product of unsigned a and b, four words from the lowest. */
export function multiply(aLo: number, aHi: number, bLo: number, bHi: number): void {
  // 16-bit digits keep every sum below 2^53.
  const a0 = aLo & 0xffff;
  const a1 = aLo >>> 16;
  const a2 = aHi & 0xffff;
  const a3 = aHi >>> 16;
  const b0 = bLo & 0xffff;
  const b1 = bLo >>> 16;
  const b2 = bHi & 0xffff;
  const b3 = bHi >>> 16;
  const s0 = a0 * b0;
  const s1 = a0 * b1 + a1 * b0;
  const s2 = a0 * b2 + a1 * b1 + a2 * b0;
  const s3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
  const s4 = a1 * b3 + a2 * b2 + a3 * b1;
  const s5 = a2 * b3 + a3 * b2;
  const s6 = a3 * b3;
  const w0 = s0 + (s1 % 65536) * 65536;
  const c0 = Math.floor(w0 / 4294967296);
  const w1 = c0 + Math.floor(s1 / 65536) + s2 + (s3 % 65536) * 65536;
  const c1 = Math.floor(w1 / 4294967296);
  const w2 = c1 + Math.floor(s3 / 65536) + s4 + (s5 % 65536) * 65536;
  const c2 = Math.floor(w2 / 4294967296);
  const w3 = c2 + Math.floor(s5 / 65536) + s6;
  out[0] = w0;
  out[1] = w1;
  out[2] = w2;
  out[3] = w3;
}

/** The high half of the product; a and b signed as said. */
export function multiplyHigh(
  aLo: number,
  aHi: number,
  bLo: number,
  bHi: number,
  aSigned: boolean,
  bSigned: boolean,
): void {
  multiply(aLo, aHi, bLo, bHi);
  let lo = out[2]!;
  let hi = out[3]!;
  if (aSigned && aHi < 0) {
    const borrow = lo >>> 0 < bLo >>> 0 ? 1 : 0;
    lo = (lo - bLo) | 0;
    hi = (hi - bHi - borrow) | 0;
  }
  if (bSigned && bHi < 0) {
    const borrow = lo >>> 0 < aLo >>> 0 ? 1 : 0;
    lo = (lo - aLo) | 0;
    hi = (hi - aHi - borrow) | 0;
  }
  out[0] = lo;
  out[1] = hi;
}

/** Two words as a number, which is exact below 2^53. */
export const unsigned = (lo: number, hi: number): number => (hi >>> 0) * 4294967296 + (lo >>> 0);
const unsigned64 = (lo: number, hi: number): bigint => (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
export const signed64 = (lo: number, hi: number): bigint => (BigInt(hi) << 32n) | BigInt(lo >>> 0);

/** Low 64 bits of any value. */
function put64(value: bigint): void {
  out[0] = Number(BigInt.asIntN(32, value));
  out[1] = Number(BigInt.asIntN(32, value >> 32n));
}

const limit = 2 ** 53;

/** Quotient or remainder of unsigned values; by zero as RISC-V says. */
export function divideUnsigned(aLo: number, aHi: number, bLo: number, bHi: number, remainder: boolean): void {
  if (bLo === 0 && bHi === 0) {
    out[0] = remainder ? aLo : -1;
    out[1] = remainder ? aHi : -1;
    return;
  }
  const a = (aHi >>> 0) * 4294967296 + (aLo >>> 0);
  const b = (bHi >>> 0) * 4294967296 + (bLo >>> 0);
  if (a < limit && b < limit) {
    const rest = a % b;
    const value = remainder ? rest : (a - rest) / b;
    out[0] = value;
    out[1] = value / 4294967296;
    return;
  }
  const x = unsigned64(aLo, aHi);
  const y = unsigned64(bLo, bHi);
  put64(remainder ? x % y : x / y);
}

export function divideSigned(aLo: number, aHi: number, bLo: number, bHi: number, remainder: boolean): void {
  if (bLo === 0 && bHi === 0) {
    out[0] = remainder ? aLo : -1;
    out[1] = remainder ? aHi : -1;
    return;
  }
  // Small values need no large integers; the one overflow (-2^63 / -1) wraps in put64 as it should.
  if (aHi === aLo >> 31 && bHi === bLo >> 31) {
    const rest = aLo % bLo;
    const value = remainder ? rest : (aLo - rest) / bLo;
    out[0] = value;
    out[1] = Math.floor(value / 4294967296);
    return;
  }
  const x = signed64(aLo, aHi);
  const y = signed64(bLo, bHi);
  put64(remainder ? x % y : x / y);
}

export function shiftLeft(lo: number, hi: number, by: number): void {
  if (by === 0) {
    out[0] = lo;
    out[1] = hi;
  } else if (by < 32) {
    out[0] = lo << by;
    out[1] = (hi << by) | (lo >>> (32 - by));
  } else {
    out[0] = 0;
    out[1] = lo << (by - 32);
  }
}

export function shiftRight(lo: number, hi: number, by: number): void {
  if (by === 0) {
    out[0] = lo;
    out[1] = hi;
  } else if (by < 32) {
    out[0] = (lo >>> by) | (hi << (32 - by));
    out[1] = hi >>> by;
  } else {
    out[0] = hi >>> (by - 32);
    out[1] = 0;
  }
}

export function shiftRightSigned(lo: number, hi: number, by: number): void {
  if (by === 0) {
    out[0] = lo;
    out[1] = hi;
  } else if (by < 32) {
    out[0] = (lo >>> by) | (hi << (32 - by));
    out[1] = hi >> by;
  } else {
    out[0] = hi >> (by - 32);
    out[1] = hi >> 31;
  }
}
