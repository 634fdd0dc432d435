import {
  divideSigned,
  divideUnsigned,
  multiply,
  multiplyHigh,
  out,
  shiftLeft,
  shiftRight,
  shiftRightSigned,
  unsigned,
} from "../../wide";
import { op } from "./opcodes";

/** c = a op b on two halves each; the low one is the result, the high one is in `out[1]`. */
export function compute(code: number, aLo: number, aHi: number, bLo: number, bHi: number): number {
  let cLo = 0;
  let cHi = 0;
  switch (code) {
    case op.add:
    case op.addi: {
      const sum = (aLo >>> 0) + (bLo >>> 0);
      cLo = sum | 0;
      cHi = aHi + bHi + (sum > 0xffffffff ? 1 : 0);
      break;
    }
    case op.sub:
      cLo = aLo - bLo;
      cHi = aHi - bHi - (aLo >>> 0 < bLo >>> 0 ? 1 : 0);
      break;
    case op.xor:
      cLo = aLo ^ bLo;
      cHi = aHi ^ bHi;
      break;
    case op.or:
      cLo = aLo | bLo;
      cHi = aHi | bHi;
      break;
    case op.and:
      cLo = aLo & bLo;
      cHi = aHi & bHi;
      break;
    case op.sll:
      shiftLeft(aLo, aHi, bLo & 63);
      cLo = out[0]!;
      cHi = out[1]!;
      break;
    case op.srl:
      shiftRight(aLo, aHi, bLo & 63);
      cLo = out[0]!;
      cHi = out[1]!;
      break;
    case op.sra:
      shiftRightSigned(aLo, aHi, bLo & 63);
      cLo = out[0]!;
      cHi = out[1]!;
      break;
    case op.slt:
      cLo = (aHi === bHi ? aLo >>> 0 < bLo >>> 0 : aHi < bHi) ? 1 : 0;
      break;
    case op.sltu:
      cLo = (aHi === bHi ? aLo >>> 0 < bLo >>> 0 : aHi >>> 0 < bHi >>> 0) ? 1 : 0;
      break;
    case op.mul:
      multiply(aLo, aHi, bLo, bHi);
      cLo = out[0]!;
      cHi = out[1]!;
      break;
    case op.mulh:
    case op.mulhu:
    case op.mulhsu:
      multiplyHigh(aLo, aHi, bLo, bHi, code !== op.mulhu, code === op.mulh);
      cLo = out[0]!;
      cHi = out[1]!;
      break;
    case op.div:
    case op.rem:
      divideSigned(aLo, aHi, bLo, bHi, code === op.rem);
      cLo = out[0]!;
      cHi = out[1]!;
      break;
    case op.divu:
    case op.remu:
      divideUnsigned(aLo, aHi, bLo, bHi, code === op.remu);
      cLo = out[0]!;
      cHi = out[1]!;
      break;
    case op.addw:
      cLo = (aLo + bLo) | 0;
      cHi = cLo >> 31;
      break;
    case op.subw:
      cLo = (aLo - bLo) | 0;
      cHi = cLo >> 31;
      break;
    case op.sllw:
      cLo = aLo << (bLo & 31);
      cHi = cLo >> 31;
      break;
    case op.srlw:
      cLo = (aLo >>> (bLo & 31)) | 0;
      cHi = cLo >> 31;
      break;
    case op.sraw:
      cLo = aLo >> (bLo & 31);
      cHi = cLo >> 31;
      break;
    case op.mulw:
      cLo = Math.imul(aLo, bLo);
      cHi = cLo >> 31;
      break;
    case op.divw:
      cLo = bLo === 0 ? -1 : (aLo / bLo) | 0;
      cHi = cLo >> 31;
      break;
    case op.divuw:
      cLo = bLo === 0 ? -1 : Math.floor((aLo >>> 0) / (bLo >>> 0)) | 0;
      cHi = cLo >> 31;
      break;
    case op.remw:
      cLo = bLo === 0 ? aLo : (aLo % bLo) | 0;
      cHi = cLo >> 31;
      break;
    case op.remuw:
      cLo = bLo === 0 ? aLo : ((aLo >>> 0) % (bLo >>> 0)) | 0;
      cHi = cLo >> 31;
      break;
  }
  out[1] = cHi;
  return cLo;
}

/** Is the branch taken? */
export function holds(code: number, aLo: number, aHi: number, bLo: number, bHi: number): boolean {
  switch (code) {
    case op.beq:
      return aLo === bLo && aHi === bHi;
    case op.bne:
      return aLo !== bLo || aHi !== bHi;
    case op.blt:
      return aHi === bHi ? aLo >>> 0 < bLo >>> 0 : aHi < bHi;
    case op.bge:
      return !(aHi === bHi ? aLo >>> 0 < bLo >>> 0 : aHi < bHi);
    case op.bltu:
      return aHi === bHi ? aLo >>> 0 < bLo >>> 0 : aHi >>> 0 < bHi >>> 0;
    default:
      return !(aHi === bHi ? aLo >>> 0 < bLo >>> 0 : aHi >>> 0 < bHi >>> 0);
  }
}

/** Where a jump to a register and an immediate goes. */
export function computedTarget(aLo: number, aHi: number, imm: number): number {
  const sum = (aLo >>> 0) + (imm >>> 0);
  return unsigned(sum & ~1, aHi + (imm >> 31) + (sum > 0xffffffff ? 1 : 0));
}
