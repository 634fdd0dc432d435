import { expandCompressed } from "./riscvCompressed";
import { floatInstruction } from "./riscvFloat";
import { integerInstruction, type Parts } from "./riscvInteger";

/** One decoded instruction in standard assembler text. */
export interface Instruction {
  /** Bytes: 2 or 4. */
  readonly length: number;
  readonly mnemonic: string;
  /** Without a branch target, which stands in `target`. */
  readonly operands: string;
  /** Where a branch or direct jump goes; null for none. */
  readonly target: number | null;
  /** What a ZisK control register does; null for none. */
  readonly note: string | null;
}

/**
 * Decodes the instruction at the start of `code`, which stands at `pc`: RV32/64 IMAFDC, Zicsr, Zba, Zbb, Zbs, Zbkb,
 * with pseudo-instructions where they are usual. What is none comes back as `.half` or `.word`; null when `code` is empty.
 */
export function decodeRiscv(code: Uint8Array, pc: number, bits: 32 | 64): Instruction | null {
  if (code.length === 0) return null;
  if (code.length < 2) return raw(".byte", 1, code[0]!);
  const half = code[0]! | (code[1]! << 8);
  if ((half & 3) !== 3) {
    if (half === 0) return { length: 2, mnemonic: "unimp", operands: "", target: null, note: null };
    const word = expandCompressed(half, bits);
    const parts = word === null ? null : decode(word, bits);
    return parts === null ? raw(".half", 2, half) : finish(parts, 2, pc);
  }
  if (code.length < 4) return raw(".half", 2, half);
  const word = (half | (code[2]! << 16) | (code[3]! << 24)) >>> 0;
  const parts = decode(word, bits);
  return parts === null ? raw(".word", 4, word) : finish(parts, 4, pc);
}

function decode(word: number, bits: 32 | 64): Parts | null {
  return integerInstruction(word, bits) ?? floatInstruction(word, bits);
}

function finish(parts: Parts, length: number, pc: number): Instruction {
  const [mnemonic, operands = "", offset = null, note = null] = parts;
  return { length, mnemonic, operands, target: offset === null ? null : pc + offset, note };
}

function raw(mnemonic: string, length: number, value: number): Instruction {
  return {
    length,
    mnemonic,
    operands: `0x${value.toString(16).padStart(length * 2, "0")}`,
    target: null,
    note: null,
  };
}

/** Mnemonic and operands with the target named by `label`, and notes behind `#`. */
export function instructionText(instruction: Instruction, label: (address: number) => string): string {
  const { mnemonic, operands, target, note } = instruction;
  const parts = [operands, target === null ? "" : label(target)].filter((p) => p !== "");
  const text = parts.length === 0 ? mnemonic : `${mnemonic.padEnd(7)} ${parts.join(", ")}`;
  return note === null ? text : `${text}  # ${note}`;
}
