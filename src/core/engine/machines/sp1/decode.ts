import { immediateOf } from "../../riscv/decode";
import { op, opcode } from "./opcodes";

/** An instruction as SP1 reads it. */
export interface Sp1Instruction {
  /** See `op`; immediate forms have the number of their register form. */
  readonly op: number;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly imm: number;
  /** The second operand is `imm` and not rs2. */
  readonly hasImm: boolean;
}

type Table = readonly (number | undefined)[];
const list = (names: string): Table =>
  names.split(" ").map((name) => (name === "-" ? undefined : opcode(name)));

const loads = list("lb lh lw ld lbu lhu lwu -");
const stores = list("sb sh sw sd - - - -");
const branches = list("beq bne - - blt bge bltu bgeu");
const immediates = list("addi sll slt sltu xor - or and");
/** By funct3, for funct7 0, 1 and 32. */
const plain = list("add sll slt sltu xor srl or and");
const multiply = list("mul mulh mulhsu mulhu div divu rem remu");
const other = list("sub - - - - sra - -");

/**
 * One word as SP1 6 decodes it: RV64IM, and laxer than the manual (upper bits of some shifts and word operations are
 * not looked at, nor those of jalr). Null for a word that SP1 does not know: such a program is not loaded.
 */
export function decodeSp1(word: number): Sp1Instruction | null {
  const funct3 = (word >>> 12) & 7;
  const imm = immediateOf(word);
  switch (word & 0x7f) {
    case 0x33:
      return built(word, registerForm(word >>> 25, funct3), 0, false);
    case 0x3b:
      return built(word, wordForm(word >>> 25, funct3), 0, false);
    case 0x13:
      if (funct3 === 1) return built(word, op.sll, (word >>> 20) & 63, true);
      if (funct3 === 5) return built(word, rightShift(word >>> 26), (word >>> 20) & 63, true);
      return built(word, immediates[funct3], imm, true);
    case 0x1b:
      if (funct3 === 0) return built(word, op.addw, imm, true);
      if (funct3 === 1) return built(word, op.sllw, (word >>> 20) & 31, true);
      if (funct3 === 5) return built(word, rightShiftWord(word >>> 25), (word >>> 20) & 31, true);
      return null;
    case 0x03:
      return built(word, loads[funct3], imm, true);
    case 0x23:
      return built(word, stores[funct3], imm, false);
    case 0x63:
      return built(word, branches[funct3], imm, false);
    case 0x37:
      return built(word, op.lui, imm, true);
    case 0x17:
      return built(word, op.auipc, imm, true);
    case 0x6f:
      return built(word, op.jal, imm, true);
    case 0x67:
      return built(word, op.jalr, imm, true);
    case 0x0f:
      return funct3 === 0 ? built(word, op.unimp, 0, true) : null;
    case 0x73:
      return built(word, systemForm(word, funct3), 0, true);
    default:
      return null;
  }
}

function built(word: number, code: number | undefined, imm: number, hasImm: boolean): Sp1Instruction | null {
  if (code === undefined) return null;
  return {
    op: code,
    rd: (word >>> 7) & 31,
    rs1: (word >>> 15) & 31,
    rs2: (word >>> 20) & 31,
    imm,
    hasImm,
  };
}

function registerForm(funct7: number, funct3: number): number | undefined {
  if (funct7 === 0) return plain[funct3];
  if (funct7 === 1) return multiply[funct3];
  return funct7 === 32 ? other[funct3] : undefined;
}

function wordForm(funct7: number, funct3: number): number | undefined {
  const of = (base: number, mul: number | undefined, alternative: number | undefined): number | undefined =>
    funct7 === 0 ? base : funct7 === 1 ? mul : funct7 === 32 ? alternative : undefined;
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
      return undefined;
  }
}

/** By the upper six bits: the seventh is the shift amount's. */
const rightShift = (funct6: number): number | undefined =>
  funct6 === 0 ? op.srl : funct6 === 16 ? op.sra : undefined;
const rightShiftWord = (funct7: number): number | undefined =>
  funct7 === 0 ? op.srlw : funct7 === 32 ? op.sraw : undefined;

function systemForm(word: number, funct3: number): number | undefined {
  if (funct3 !== 0) return funct3 === 4 ? undefined : op.unimp;
  if (((word >>> 7) & 31) !== 0 || ((word >>> 15) & 31) !== 0) return undefined;
  switch (word >>> 20) {
    case 0:
      return op.ecall;
    case 1:
      return op.ebreak;
    case 0x105:
    case 0x302:
      return op.unimp;
    default:
      return undefined;
  }
}
