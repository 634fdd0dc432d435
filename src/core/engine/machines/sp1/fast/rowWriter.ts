import { operationWriters } from "../../../wasm/arithmetic";
import { op as wasm, type FunctionBody } from "../../../wasm/functionBody";
import { constant, local, type Operand } from "../../../wasm/operand";
import { op } from "../opcodes";
import { sink, type Sp1Program } from "../program";
import { guestWindow, place } from "./place";

/** What rows are written with: the registers are locals 1 to 31. */
export interface RowPlace {
  readonly program: Sp1Program;
  readonly body: FunctionBody;
  /** Locals: an address (i64), the place of its bytes, the number of the chunk of gas. */
  readonly address: number;
  readonly offset: number;
  readonly chunk: number;
  /** Function that finds bytes outside of the window. */
  readonly locate: number;
  /** Writes what happens where the access of a row cannot be; `address` is its address. */
  readonly fails: (row: number) => void;
}

/** c = a op b on whole registers. */
const plain = new Uint8Array(64);
/** On the low halves, which are extended. */
const halves = new Uint8Array(64);
plain[op.add] = plain[op.addi] = wasm.i64Add;
plain[op.sub] = wasm.i64Sub;
plain[op.xor] = wasm.i64Xor;
plain[op.or] = wasm.i64Or;
plain[op.and] = wasm.i64And;
plain[op.sll] = wasm.i64Shl;
plain[op.srl] = wasm.i64ShrU;
plain[op.sra] = wasm.i64ShrS;
plain[op.mul] = wasm.i64Mul;
halves[op.addw] = wasm.i32Add;
halves[op.subw] = wasm.i32Sub;
halves[op.sllw] = wasm.i32Shl;
halves[op.srlw] = wasm.i32ShrU;
halves[op.sraw] = wasm.i32ShrS;
halves[op.mulw] = wasm.i32Mul;

/** Names of `operationWriters`. */
const others: Readonly<Record<number, string>> = {
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

const conditions = new Uint8Array(64);
conditions[op.beq] = wasm.i64Eq;
conditions[op.bne] = wasm.i64Ne;
conditions[op.blt] = wasm.i64LtS;
conditions[op.bge] = wasm.i64GeS;
conditions[op.bltu] = wasm.i64LtU;
conditions[op.bgeu] = wasm.i64GeU;

/** Loads and stores: opcode and width as a power of two. */
const accesses = new Uint8Array(64);
const shifts = new Uint8Array(64);
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

/** Writes one instruction that is no jump and no call of the machine. */
export function writeRow(at: RowPlace, row: number): void {
  const { program, body } = at;
  const code = program.op[row]!;
  const rd = program.rd[row]!;
  if (accesses[code] !== 0) {
    access(at, row, code, rd);
    return;
  }
  if (rd === sink) return;
  const imm = program.imm[row]!;
  if (code === op.lui) {
    body.i64(imm).set(rd);
    return;
  }
  if (code === op.auipc) {
    body.i64(BigInt(program.base + 4 * row + imm)).set(rd);
    return;
  }
  const a = program.rs1[row]!;
  const hasImm = program.hasImm[row] === 1;
  const b = hasImm ? 0 : program.rs2[row]!;
  const second = (): FunctionBody => (hasImm ? body.i64(imm) : register(body, b));
  if (plain[code] !== 0) {
    if (hasImm && imm === 0 && plain[code] === wasm.i64Add) register(body, a).set(rd);
    else if (a === 0 && plain[code] === wasm.i64Add) second().set(rd);
    else {
      register(body, a);
      second().op(plain[code]!).set(rd);
    }
    return;
  }
  if (halves[code] !== 0) {
    if (hasImm && imm === 0 && code === op.addw) register(body, a).op(wasm.i64Extend32S).set(rd);
    else {
      register(body, a).op(wasm.i32WrapI64);
      if (hasImm) body.i32(imm);
      else register(body, b).op(wasm.i32WrapI64);
      body.op(halves[code]!).op(wasm.i64ExtendI32S).set(rd);
    }
    return;
  }
  if (code === op.slt || code === op.sltu) {
    register(body, a);
    second()
      .op(code === op.slt ? wasm.i64LtS : wasm.i64LtU)
      .op(wasm.i64ExtendI32U)
      .set(rd);
    return;
  }
  const operand = (r: number): Operand => (r === 0 ? constant(0n) : local(r));
  operationWriters[others[code]!]!(body, operand(a), operand(b));
  body.set(rd);
}

/** Leaves on the stack whether a branch is taken. */
export function writeCondition({ program, body }: RowPlace, row: number): void {
  register(body, program.rs1[row]!);
  register(body, program.rs2[row]!).op(conditions[program.op[row]!]!);
}

function register(body: FunctionBody, r: number): FunctionBody {
  return r === 0 ? body.i64(0) : body.get(r);
}

function access(at: RowPlace, row: number, code: number, rd: number): void {
  const { program, body, address, offset, chunk } = at;
  const shift = shifts[code]!;
  const isStore = code >= op.sb;
  // 1. Where the bytes are: in the window, and aligned, or too large once the low bits are the highest.
  const near = body.open(wasm.block);
  register(body, program.rs1[row]!);
  body
    .i64(program.imm[row]! - guestWindow.address)
    .op(wasm.i64Add)
    .tee(address)
    .op(wasm.i32WrapI64)
    .set(offset);
  body.get(address);
  if (shift > 0) body.i64(shift).op(wasm.i64Rotr);
  body
    .i64(guestWindow.bytes >>> shift)
    .op(wasm.i64LtU)
    .brIf(near);
  body
    .get(address)
    .i64(guestWindow.address)
    .op(wasm.i64Add)
    .tee(address)
    .i64((1 << shift) - 1);
  body.call(at.locate).tee(offset).i32(0).op(wasm.i32GeS).brIf(near);
  at.fails(row);
  body.end();
  // 2. The word is used by this chunk of gas.
  const used = body.open(wasm.block);
  body
    .get(offset)
    .i32(3)
    .op(wasm.i32ShrU)
    .memory(wasm.i32Load8U, place.seen)
    .get(chunk)
    .op(wasm.i32Eq)
    .brIf(used);
  body.get(offset).i32(3).op(wasm.i32ShrU).get(chunk).memory(wasm.i32Store8, place.seen);
  body
    .i32(0)
    .i32(0)
    .memory(wasm.i32Load, place.fresh)
    .i32(1)
    .op(wasm.i32Add)
    .memory(wasm.i32Store, place.fresh);
  body.end();
  // 3. The access.
  body.get(offset);
  if (isStore) register(body, program.rs2[row]!).memory(accesses[code]!, place.data);
  else {
    body.memory(accesses[code]!, place.data);
    if (rd === sink) body.op(wasm.drop);
    else body.set(rd);
  }
}
