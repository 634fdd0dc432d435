import { op as wasm } from "../../../../wasm/functionBody";
import { op } from "../opcodes";

// What SP1's opcodes are in WebAssembly, by opcode; 0 where another table has them.

/** c = a op b on whole registers. */
export const plain = new Uint8Array(64);
/** On the low halves, which are extended. */
export const halves = new Uint8Array(64);
plain[op.add] = plain[op.addi] = wasm.i64Add;
plain[op.sub] = wasm.i64Sub;
plain[op.xor] = wasm.i64Xor;
plain[op.or] = wasm.i64Or;
plain[op.and] = wasm.i64And;
plain[op.sll] = wasm.i64Shl;
plain[op.srl] = wasm.i64ShrU;
plain[op.sra] = wasm.i64ShrS;
plain[op.mul] = wasm.i64Mul;
plain[op.slt] = wasm.i64LtS;
plain[op.sltu] = wasm.i64LtU;
halves[op.addw] = wasm.i32Add;
halves[op.subw] = wasm.i32Sub;
halves[op.sllw] = wasm.i32Shl;
halves[op.srlw] = wasm.i32ShrU;
halves[op.sraw] = wasm.i32ShrS;
halves[op.mulw] = wasm.i32Mul;

/** Names of `operationWriters` for the others. */
export const others: Readonly<Record<number, string>> = {
  [op.mulh]: "mulh",
  [op.mulhu]: "muluh",
  [op.mulhsu]: "mulsuh",
  [op.div]: "div",
  [op.divu]: "divu",
  [op.rem]: "rem",
  [op.remu]: "remu",
  [op.divw]: "div_w",
  [op.divuw]: "divu_w",
  [op.remw]: "rem_w",
  [op.remuw]: "remu_w",
};

/** Branches. */
export const conditions = new Uint8Array(64);
conditions[op.beq] = wasm.i64Eq;
conditions[op.bne] = wasm.i64Ne;
conditions[op.blt] = wasm.i64LtS;
conditions[op.bge] = wasm.i64GeS;
conditions[op.bltu] = wasm.i64LtU;
conditions[op.bgeu] = wasm.i64GeU;

/** Loads and stores: opcode and width as a power of two. */
export const accesses = new Uint8Array(64);
export const shifts = new Uint8Array(64);
for (const [code, opcode, shift] of [
  [op.lb, wasm.i64Load8S, 0],
  [op.lbu, wasm.i64Load8U, 0],
  [op.lh, wasm.i64Load16S, 1],
  [op.lhu, wasm.i64Load16U, 1],
  [op.lw, wasm.i64Load32S, 2],
  [op.lwu, wasm.i64Load32U, 2],
  [op.ld, wasm.i64Load, 3],
  [op.sb, wasm.i64Store8, 0],
  [op.sh, wasm.i64Store16, 1],
  [op.sw, wasm.i64Store32, 2],
  [op.sd, wasm.i64Store, 3],
] as const) {
  accesses[code] = opcode;
  shifts[code] = shift;
}

/** What leaves 32 bits, 0 or 1. */
export function isComparison(code: number): boolean {
  return code === op.slt || code === op.sltu;
}
