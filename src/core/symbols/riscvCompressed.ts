/**
 * The 32-bit instruction that a 16-bit one stands for (`c.mv` as `addi rd, rs, 0`, so that it reads `mv`);
 * null for reserved ones. Layouts: RISC-V unprivileged ISA, chapter "C".
 */
export function expandCompressed(h: number, bits: 32 | 64): number | null {
  const word = expand(h, bits);
  return word === null ? null : word >>> 0;
}

const bit = (h: number, from: number, to: number, width = 1): number =>
  ((h >>> from) & ((1 << width) - 1)) << to;
const i = (imm: number, rs1: number, f3: number, rd: number, op: number): number =>
  (imm << 20) | (rs1 << 15) | (f3 << 12) | (rd << 7) | op;
const r = (f7: number, rs2: number, rs1: number, f3: number, rd: number, op: number): number =>
  (f7 << 25) | i(rs2, rs1, f3, rd, op);
const s = (imm: number, rs2: number, rs1: number, f3: number, op: number): number =>
  ((imm >>> 5) << 25) | (rs2 << 20) | (rs1 << 15) | (f3 << 12) | ((imm & 31) << 7) | op;

const load = 0x03;
const loadFloat = 0x07;
const store = 0x23;
const storeFloat = 0x27;

function expand(h: number, bits: 32 | 64): number | null {
  const f3 = h >>> 13;
  switch (h & 3) {
    case 0:
      return quadrant0(h, f3, bits);
    case 1:
      return quadrant1(h, f3, bits);
    default:
      return quadrant2(h, f3, bits);
  }
}

function quadrant0(h: number, f3: number, bits: 32 | 64): number | null {
  const rd = 8 + ((h >>> 2) & 7);
  const rs1 = 8 + ((h >>> 7) & 7);
  const word = bit(h, 10, 3, 3) | bit(h, 6, 2) | bit(h, 5, 6);
  const double = bit(h, 10, 3, 3) | bit(h, 5, 6, 2);
  switch (f3) {
    case 0: {
      const imm = bit(h, 11, 4, 2) | bit(h, 7, 6, 4) | bit(h, 6, 2) | bit(h, 5, 3);
      return imm === 0 ? null : i(imm, 2, 0, rd, 0x13);
    }
    case 1:
      return i(double, rs1, 3, rd, loadFloat);
    case 2:
      return i(word, rs1, 2, rd, load);
    case 3:
      return bits === 64 ? i(double, rs1, 3, rd, load) : i(word, rs1, 2, rd, loadFloat);
    case 5:
      return s(double, rd, rs1, 3, storeFloat);
    case 6:
      return s(word, rd, rs1, 2, store);
    case 7:
      return bits === 64 ? s(double, rd, rs1, 3, store) : s(word, rd, rs1, 2, storeFloat);
    default:
      return null;
  }
}

function quadrant1(h: number, f3: number, bits: 32 | 64): number | null {
  const rd = (h >>> 7) & 31;
  const imm6 = (bit(h, 12, 5) | bit(h, 2, 0, 5)) - bit(h, 12, 6);
  switch (f3) {
    case 0:
      return i(imm6, rd, 0, rd, 0x13);
    case 1:
      if (bits === 32) return jump(h, 1);
      return rd === 0 ? null : i(imm6, rd, 0, rd, 0x1b);
    case 2:
      return i(imm6, 0, 0, rd, 0x13);
    case 3: {
      if (rd === 2) {
        const imm = (bit(h, 6, 4) | bit(h, 2, 5) | bit(h, 5, 6) | bit(h, 3, 7, 2)) - bit(h, 12, 9);
        return imm === 0 ? null : i(imm, 2, 0, 2, 0x13);
      }
      return imm6 === 0 ? null : (imm6 << 12) | (rd << 7) | 0x37;
    }
    case 4:
      return arithmetic(h, bits, imm6);
    case 5:
      return jump(h, 0);
    default: {
      const offset = (bit(h, 3, 1, 2) | bit(h, 10, 3, 2) | bit(h, 2, 5) | bit(h, 5, 6, 2)) - bit(h, 12, 8);
      const layout =
        (((offset >>> 12) & 1) << 31) |
        (((offset >>> 5) & 63) << 25) |
        (((offset >>> 1) & 15) << 8) |
        (((offset >>> 11) & 1) << 7);
      return layout | ((8 + ((h >>> 7) & 7)) << 15) | ((f3 === 6 ? 0 : 1) << 12) | 0x63;
    }
  }
}

function arithmetic(h: number, bits: 32 | 64, imm6: number): number | null {
  const rd = 8 + ((h >>> 7) & 7);
  const rs2 = 8 + ((h >>> 2) & 7);
  const kind = (h >>> 10) & 3;
  if (kind < 2) {
    if (bits === 32 && imm6 < 0) return null;
    return i((imm6 & 63) | (kind === 1 ? 0x400 : 0), rd, 5, rd, 0x13);
  }
  if (kind === 2) return i(imm6, rd, 7, rd, 0x13);
  const which = (h >>> 5) & 3;
  if (((h >>> 12) & 1) === 0) return r(which === 0 ? 0x20 : 0, rs2, rd, [0, 4, 6, 7][which]!, rd, 0x33);
  return bits === 64 && which < 2 ? r(which === 0 ? 0x20 : 0, rs2, rd, 0, rd, 0x3b) : null;
}

function jump(h: number, rd: number): number {
  const offset =
    (bit(h, 3, 1, 3) |
      bit(h, 11, 4) |
      bit(h, 2, 5) |
      bit(h, 7, 6) |
      bit(h, 6, 7) |
      bit(h, 9, 8, 2) |
      bit(h, 8, 10)) -
    bit(h, 12, 11);
  const layout =
    (((offset >>> 20) & 1) << 31) |
    (((offset >>> 1) & 1023) << 21) |
    (((offset >>> 11) & 1) << 20) |
    (((offset >>> 12) & 255) << 12);
  return layout | (rd << 7) | 0x6f;
}

function quadrant2(h: number, f3: number, bits: 32 | 64): number | null {
  const rd = (h >>> 7) & 31;
  const rs2 = (h >>> 2) & 31;
  const imm6 = bit(h, 12, 5) | bit(h, 2, 0, 5);
  const wordIn = bit(h, 12, 5) | bit(h, 4, 2, 3) | bit(h, 2, 6, 2);
  const doubleIn = bit(h, 12, 5) | bit(h, 5, 3, 2) | bit(h, 2, 6, 3);
  const wordOut = bit(h, 9, 2, 4) | bit(h, 7, 6, 2);
  const doubleOut = bit(h, 10, 3, 3) | bit(h, 7, 6, 3);
  switch (f3) {
    case 0:
      return bits === 32 && imm6 > 31 ? null : i(imm6, rd, 1, rd, 0x13);
    case 1:
      return i(doubleIn, 2, 3, rd, loadFloat);
    case 2:
      return rd === 0 ? null : i(wordIn, 2, 2, rd, load);
    case 3:
      if (bits === 32) return i(wordIn, 2, 2, rd, loadFloat);
      return rd === 0 ? null : i(doubleIn, 2, 3, rd, load);
    case 4: {
      const high = (h >>> 12) & 1;
      if (rs2 === 0) {
        if (rd === 0) return high === 1 ? 0x00100073 : null;
        return i(0, rd, 0, high, 0x67);
      }
      return high === 0 ? i(0, rs2, 0, rd, 0x13) : r(0, rs2, rd, 0, rd, 0x33);
    }
    case 5:
      return s(doubleOut, rs2, 2, 3, storeFloat);
    case 6:
      return s(wordOut, rs2, 2, 2, store);
    default:
      return bits === 64 ? s(doubleOut, rs2, 2, 3, store) : s(wordOut, rs2, 2, 2, storeFloat);
  }
}
