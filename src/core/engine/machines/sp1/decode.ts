import { immediateOf } from "../../riscv/decode";
import { op, opcode } from "./opcodes";

const list = (names: string): readonly number[] =>
  names.split(" ").map((name) => (name === "-" ? -1 : opcode(name)));

const loads = list("lb lh lw ld lbu lhu lwu -");
const stores = list("sb sh sw sd - - - -");
const branches = list("beq bne - - blt bge bltu bgeu");
const immediates = list("addi sll slt sltu xor - or and");
/** By funct3, for funct7 0, 1 and 32. */
const plain = list("add sll slt sltu xor srl or and");
const multiply = list("mul mulh mulhsu mulhu div divu rem remu");
const other = list("sub - - - - sra - -");

/** No instruction of SP1. */
const none = -1;

/**
 * The opcode (`op`) of one word as SP1 6 decodes it: RV64IM, and laxer than the manual (upper bits of some shifts and
 * word operations are not looked at, nor those of jalr). -1 for a word that SP1 does not know: such a program is not
 * loaded. Immediate forms have the number of their register form.
 */
export function sp1Opcode(word: number): number {
  const funct3 = (word >>> 12) & 7;
  switch (word & 0x7f) {
    case 0x33:
      return registerForm(word >>> 25, funct3);
    case 0x3b:
      return wordForm(word >>> 25, funct3);
    case 0x13:
      return funct3 === 5 ? rightShift(word >>> 26) : immediates[funct3]!;
    case 0x1b:
      if (funct3 === 0) return op.addw;
      if (funct3 === 1) return op.sllw;
      return funct3 === 5 ? rightShiftWord(word >>> 25) : none;
    case 0x03:
      return loads[funct3]!;
    case 0x23:
      return stores[funct3]!;
    case 0x63:
      return branches[funct3]!;
    case 0x37:
      return op.lui;
    case 0x17:
      return op.auipc;
    case 0x6f:
      return op.jal;
    case 0x67:
      return op.jalr;
    case 0x0f:
      return funct3 === 0 ? op.unimp : none;
    case 0x73:
      return systemForm(word, funct3);
    default:
      return none;
  }
}

/** True where the second operand is the immediate, and not rs2. */
export function hasImmediate(word: number): boolean {
  const major = word & 0x7f;
  return major !== 0x33 && major !== 0x3b && major !== 0x23 && major !== 0x63;
}

/** The immediate of a word that is an instruction. */
export function sp1Immediate(word: number): number {
  const major = word & 0x7f;
  const funct3 = (word >>> 12) & 7;
  if (major === 0x13 || major === 0x1b) {
    if (funct3 !== 1 && funct3 !== 5) return word >> 20;
    return (word >>> 20) & (major === 0x13 ? 63 : 31);
  }
  return major === 0x73 || major === 0x0f ? 0 : immediateOf(word);
}

function registerForm(funct7: number, funct3: number): number {
  if (funct7 === 0) return plain[funct3]!;
  if (funct7 === 1) return multiply[funct3]!;
  return funct7 === 32 ? other[funct3]! : none;
}

function wordForm(funct7: number, funct3: number): number {
  const of = (base: number, mul: number, alternative: number): number =>
    funct7 === 0 ? base : funct7 === 1 ? mul : funct7 === 32 ? alternative : none;
  switch (funct3) {
    case 0:
      return of(op.addw, op.mulw, op.subw);
    case 5:
      return of(op.srlw, op.divuw, op.sraw);
    // Of these the upper bits are not looked at.
    case 1:
      return op.sllw;
    case 4:
      return op.divw;
    case 6:
      return op.remw;
    case 7:
      return op.remuw;
    default:
      return none;
  }
}

/** By the upper six bits: the seventh is the shift amount's. */
const rightShift = (funct6: number): number => (funct6 === 0 ? op.srl : funct6 === 16 ? op.sra : none);
const rightShiftWord = (funct7: number): number => (funct7 === 0 ? op.srlw : funct7 === 32 ? op.sraw : none);

function systemForm(word: number, funct3: number): number {
  if (funct3 !== 0) return funct3 === 4 ? none : op.unimp;
  if (((word >>> 7) & 31) !== 0 || ((word >>> 15) & 31) !== 0) return none;
  switch (word >>> 20) {
    case 0:
      return op.ecall;
    case 1:
      return op.ebreak;
    case 0x105:
    case 0x302:
      return op.unimp;
    default:
      return none;
  }
}
