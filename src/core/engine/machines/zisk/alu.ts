import {
  divideSigned,
  divideUnsigned,
  multiply,
  multiplyHigh,
  out,
  shiftLeft,
  shiftRight,
  shiftRightSigned,
} from "../../wide";
import { bit, filled, ones, reverseBitsOfBytes, rotate32, rotateLeft, swap32, trailing } from "./bits";
import { choose, less, lessUnsigned, shiftAdd, small, word } from "./results";

/**
 * c := op(a, b) into `out` for every operation on registers, by its code. Operands are 64 bits as two words.
 * False for an operation that is none of these.
 */
export function evaluate(op: number, aLo: number, aHi: number, bLo: number, bHi: number): boolean {
  switch (op) {
    case 0x00:
      small(0);
      return true;
    case 0x01:
      out[0] = bLo;
      out[1] = bHi;
      return true;
    case 0x02:
      choose(lessUnsigned(aLo, aHi, bLo, bHi), aLo, aHi, bLo, bHi);
      return true;
    case 0x03:
      choose(less(aLo, aHi, bLo, bHi), aLo, aHi, bLo, bHi);
      return true;
    case 0x04:
      choose(lessUnsigned(bLo, bHi, aLo, aHi), aLo, aHi, bLo, bHi);
      return true;
    case 0x05:
      choose(less(bLo, bHi, aLo, aHi), aLo, aHi, bLo, bHi);
      return true;
    case 0x06:
      small(lessUnsigned(aLo, aHi, bLo, bHi) ? 1 : 0);
      return true;
    case 0x07:
      small(less(aLo, aHi, bLo, bHi) ? 1 : 0);
      return true;
    case 0x09:
      small(aLo === bLo && aHi === bHi ? 1 : 0);
      return true;
    case 0x0a:
      shiftAdd(0, aLo, aHi, bLo, bHi);
      return true;
    case 0x0b:
      out[0] = aLo - bLo;
      out[1] = aHi - bHi - (aLo >>> 0 < bLo >>> 0 ? 1 : 0);
      return true;
    case 0x0c:
      small(lessUnsigned(bLo, bHi, aLo, aHi) ? 0 : 1);
      return true;
    case 0x0d:
      small(less(bLo, bHi, aLo, aHi) ? 0 : 1);
      return true;
    case 0x0e:
      out[0] = aLo & bLo;
      out[1] = aHi & bHi;
      return true;
    case 0x0f:
      out[0] = aLo | bLo;
      out[1] = aHi | bHi;
      return true;
    case 0x10:
      out[0] = aLo ^ bLo;
      out[1] = aHi ^ bHi;
      return true;
    case 0x12:
      word(aLo >>> 0 < bLo >>> 0 ? aLo : bLo);
      return true;
    case 0x13:
      word(aLo < bLo ? aLo : bLo);
      return true;
    case 0x14:
      word(aLo >>> 0 > bLo >>> 0 ? aLo : bLo);
      return true;
    case 0x15:
      word(aLo > bLo ? aLo : bLo);
      return true;
    case 0x16:
      small(aLo >>> 0 < bLo >>> 0 ? 1 : 0);
      return true;
    case 0x17:
      small(aLo < bLo ? 1 : 0);
      return true;
    case 0x19:
      small(aLo === bLo ? 1 : 0);
      return true;
    case 0x1a:
      word((aLo + bLo) | 0);
      return true;
    case 0x1b:
      word((aLo - bLo) | 0);
      return true;
    case 0x1c:
      small(aLo >>> 0 <= bLo >>> 0 ? 1 : 0);
      return true;
    case 0x1d:
      small(aLo <= bLo ? 1 : 0);
      return true;
    case 0x21:
      shiftLeft(aLo, aHi, bLo & 63);
      return true;
    case 0x22:
      shiftRight(aLo, aHi, bLo & 63);
      return true;
    case 0x23:
      shiftRightSigned(aLo, aHi, bLo & 63);
      return true;
    case 0x24:
      word(aLo << (bLo & 31));
      return true;
    case 0x25:
      word((aLo >>> (bLo & 31)) | 0);
      return true;
    case 0x26:
      word(aLo >> (bLo & 31));
      return true;
    case 0x27:
      word((bLo << 24) >> 24);
      return true;
    case 0x28:
      word((bLo << 16) >> 16);
      return true;
    case 0x29:
      word(bLo);
      return true;
    case 0x30:
      out[0] = swap32(bHi);
      out[1] = swap32(bLo);
      return true;
    case 0x31:
      out[0] = aLo;
      out[1] = bLo;
      return true;
    case 0x32:
      small((aLo & 0xff) | ((bLo & 0xff) << 8));
      return true;
    case 0x33:
      word((aLo & 0xffff) | (bLo << 16));
      return true;
    case 0x34:
      rotateLeft(aLo, aHi, bLo & 63);
      return true;
    case 0x35:
      word(rotate32(aLo, bLo & 31));
      return true;
    case 0x36:
      rotateLeft(aLo, aHi, -bLo & 63);
      return true;
    case 0x37:
      word(rotate32(aLo, -bLo & 31));
      return true;
    case 0x38:
      small(bHi === 0 ? 32 + Math.clz32(bLo) : Math.clz32(bHi));
      return true;
    case 0x39:
      small(Math.clz32(bLo));
      return true;
    case 0x3a:
      small(bLo === 0 ? 32 + trailing(bHi) : trailing(bLo));
      return true;
    case 0x3b:
      small(trailing(bLo));
      return true;
    case 0x3c:
      small(ones(bLo) + ones(bHi));
      return true;
    case 0x3d:
      small(ones(bLo));
      return true;
    case 0x3e:
      out[0] = filled(bLo);
      out[1] = filled(bHi);
      return true;
    case 0x3f:
      bit(bLo);
      out[0] = aLo & ~out[0]!;
      out[1] = aHi & ~out[1]!;
      return true;
    case 0x40:
      shiftRight(aLo, aHi, bLo & 63);
      small(out[0]! & 1);
      return true;
    case 0x41:
      bit(bLo);
      out[0]! ^= aLo;
      out[1]! ^= aHi;
      return true;
    case 0x42:
      bit(bLo);
      out[0]! |= aLo;
      out[1]! |= aHi;
      return true;
    case 0x43:
      shiftLeft(aLo, 0, bLo & 63);
      return true;
    case 0x52:
      out[0] = reverseBitsOfBytes(bLo);
      out[1] = reverseBitsOfBytes(bHi);
      return true;
    case 0x53:
      out[0] = aLo & ~bLo;
      out[1] = aHi & ~bHi;
      return true;
    case 0x54:
      out[0] = aLo | ~bLo;
      out[1] = aHi | ~bHi;
      return true;
    case 0x55:
      out[0] = ~(aLo ^ bLo);
      out[1] = ~(aHi ^ bHi);
      return true;
    case 0x56:
      shiftAdd(1, aLo, aHi, bLo, bHi);
      return true;
    case 0x57:
      shiftAdd(2, aLo, aHi, bLo, bHi);
      return true;
    case 0x58:
      shiftAdd(3, aLo, aHi, bLo, bHi);
      return true;
    case 0x5a:
      small(((aLo | bLo) & 7) !== 0 ? 1 : 0);
      return true;
    case 0xb0:
    case 0xb4:
      multiply(aLo, aHi, bLo, bHi);
      return true;
    case 0xb1:
      multiplyHigh(aLo, aHi, bLo, bHi, false, false);
      return true;
    case 0xb3:
      multiplyHigh(aLo, aHi, bLo, bHi, true, false);
      return true;
    case 0xb5:
      multiplyHigh(aLo, aHi, bLo, bHi, true, true);
      return true;
    case 0xb6:
      word(Math.imul(aLo, bLo));
      return true;
    case 0xb8:
      divideUnsigned(aLo, aHi, bLo, bHi, false);
      return true;
    case 0xb9:
      divideUnsigned(aLo, aHi, bLo, bHi, true);
      return true;
    case 0xba:
      divideSigned(aLo, aHi, bLo, bHi, false);
      return true;
    case 0xbb:
      divideSigned(aLo, aHi, bLo, bHi, true);
      return true;
    case 0xbc:
      word(bLo === 0 ? -1 : Math.floor((aLo >>> 0) / (bLo >>> 0)) | 0);
      return true;
    case 0xbd:
      word(bLo === 0 ? aLo : ((aLo >>> 0) % (bLo >>> 0)) | 0);
      return true;
    case 0xbe:
      word(bLo === 0 ? -1 : (aLo / bLo) | 0);
      return true;
    case 0xbf:
      word(bLo === 0 ? aLo : (aLo % bLo) | 0);
      return true;
    default:
      return false;
  }
}
