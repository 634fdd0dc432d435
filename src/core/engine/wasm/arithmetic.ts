import { op, type FunctionBody } from "../../wasm/functionBody";
import { push, type Operand } from "./operand";
import { i64 } from "../../wasm/wasmModule";

/**
 * The operations of a ZisK step on two 64-bit words as WebAssembly: each writer pushes c = op(a, b).
 * Meaning of the names: docs/engine.md; `_w` forms work on the low 32 bits and sign-extend. Comparisons push
 * 0 or 1. Division follows the RISC-V specification (by zero: all ones, remainder a; overflow wraps).
 */
export type OperationWriter = (body: FunctionBody, a: Operand, b: Operand) => void;

const plain =
  (opcode: number): OperationWriter =>
  (body, a, b) => {
    push(body, a);
    push(body, b).op(opcode);
  };

const compare =
  (opcode: number): OperationWriter =>
  (body, a, b) => {
    push(body, a);
    push(body, b).op(opcode).op(op.i64ExtendI32U);
  };

/** On the low halves, as i32; the result is sign-extended. */
const word =
  (opcode: number): OperationWriter =>
  (body, a, b) => {
    push(body, a).op(op.i32WrapI64);
    push(body, b).op(op.i32WrapI64).op(opcode).op(op.i64ExtendI32S);
  };

const compareWord =
  (opcode: number): OperationWriter =>
  (body, a, b) => {
    push(body, a).op(op.i32WrapI64);
    push(body, b).op(op.i32WrapI64).op(opcode).op(op.i64ExtendI32U);
  };

/** a op ~b. */
const inverted =
  (opcode: number): OperationWriter =>
  (body, a, b) => {
    push(body, a);
    push(body, b).i64(-1n).op(op.i64Xor).op(opcode);
  };

const shiftAdd =
  (shift: bigint): OperationWriter =>
  (body, a, b) => {
    push(body, a).i64(shift).op(op.i64Shl);
    push(body, b).op(op.i64Add);
  };

/** The smaller or larger of two by a comparison that says whether a is it. */
const choose =
  (compareOpcode: number): OperationWriter =>
  (body, a, b) => {
    push(body, a);
    push(body, b);
    push(body, a);
    push(body, b).op(compareOpcode).op(op.select);
  };

const chooseWord =
  (compareOpcode: number): OperationWriter =>
  (body, a, b) => {
    push(body, a).op(op.i64Extend32S);
    push(body, b).op(op.i64Extend32S);
    push(body, a).op(op.i32WrapI64);
    push(body, b).op(op.i32WrapI64).op(compareOpcode).op(op.select);
  };

/** One bit of a, by position b mod 64. */
const bit =
  (write: (body: FunctionBody, a: Operand, mask: () => void) => void): OperationWriter =>
  (body, a, b) =>
    write(body, a, () => {
      body.i64(1n);
      push(body, b).op(op.i64Shl);
    });

const onB =
  (...opcodes: readonly number[]): OperationWriter =>
  (body, _, b) => {
    push(body, b);
    for (const opcode of opcodes) body.op(opcode);
  };

/** ((b >> by) & mask) | ((b & mask) << by), applied in turn: swaps ever larger neighbours. */
const swaps =
  (...steps: readonly (readonly [bigint, bigint])[]): OperationWriter =>
  (body, _, b) => {
    const value = body.local(i64);
    push(body, b).set(value);
    for (const [by, mask] of steps) {
      body.get(value).i64(by).op(op.i64ShrU).i64(mask).op(op.i64And);
      body.get(value).i64(mask).op(op.i64And).i64(by).op(op.i64Shl);
      body.op(op.i64Or).set(value);
    }
    body.get(value);
  };

const bytes = [8n, 0x00ff00ff00ff00ffn] as const;
const halves = [16n, 0x0000ffff0000ffffn] as const;
const words = [32n, 0x00000000ffffffffn] as const;
const bitPairs = [
  [1n, 0x5555555555555555n],
  [2n, 0x3333333333333333n],
  [4n, 0x0f0f0f0f0f0f0f0fn],
] as const;

/** Every byte of b that is not 0 becomes 0xff. */
const orcB: OperationWriter = (body, _, b) => {
  const low = 0x7f7f7f7f7f7f7f7fn;
  // Bit 7 of a byte is set in ((x & 0x7f) + 0x7f) | x exactly when the byte is not 0.
  push(body, b).i64(low).op(op.i64And).i64(low).op(op.i64Add);
  push(body, b).op(op.i64Or).i64(7n).op(op.i64ShrU).i64(0x0101010101010101n).op(op.i64And);
  body.i64(0xffn).op(op.i64Mul);
};

/** High 64 bits of the unsigned product, from four products of halves. */
const highUnsigned: OperationWriter = (body, a, b) => {
  const mask = 0xffffffffn;
  const [aLow, aHigh, bLow, bHigh, middle] = [0, 0, 0, 0, 0].map(() => body.local(i64));
  push(body, a).i64(mask).op(op.i64And).set(aLow!);
  push(body, a).i64(32n).op(op.i64ShrU).set(aHigh!);
  push(body, b).i64(mask).op(op.i64And).set(bLow!);
  push(body, b).i64(32n).op(op.i64ShrU).set(bHigh!);
  // middle = aHigh·bLow + (aLow·bLow >> 32): at most (2^32−1)^2 + 2^32 − 1, which fits.
  body.get(aHigh!).get(bLow!).op(op.i64Mul);
  body.get(aLow!).get(bLow!).op(op.i64Mul).i64(32n).op(op.i64ShrU).op(op.i64Add).set(middle!);
  body.get(aHigh!).get(bHigh!).op(op.i64Mul);
  body.get(middle!).i64(32n).op(op.i64ShrU).op(op.i64Add);
  body.get(aLow!).get(bHigh!).op(op.i64Mul);
  body.get(middle!).i64(mask).op(op.i64And).op(op.i64Add).i64(32n).op(op.i64ShrU).op(op.i64Add);
};

/** Subtracts y where x is negative: turns an unsigned high product into a signed one. */
function correct(body: FunctionBody, x: Operand, y: Operand): void {
  push(body, x).i64(63n).op(op.i64ShrS);
  push(body, y).op(op.i64And).op(op.i64Sub);
}

/** Runs `divide` unless b is 0, which gives `byZero`. */
const divided =
  (
    divide: (body: FunctionBody, a: Operand, b: Operand) => void,
    byZero: (body: FunctionBody, a: Operand) => void,
    isWord: boolean,
  ): OperationWriter =>
  (body, a, b) => {
    push(body, b);
    if (isWord) body.op(op.i32WrapI64).op(op.i32Eqz);
    else body.op(op.i64Eqz);
    body.open(op.if, i64);
    byZero(body, a);
    body.else();
    divide(body, a, b);
    body.end();
  };

const allOnes = (body: FunctionBody): void => void body.i64(-1n);
const itself = (body: FunctionBody, a: Operand): void => void push(body, a);
const itselfWord = (body: FunctionBody, a: Operand): void => void push(body, a).op(op.i64Extend32S);

/** −2^63 / −1 traps in WebAssembly: a division by −1 is a negation. */
function signedQuotient(body: FunctionBody, a: Operand, b: Operand): void {
  push(body, b).i64(-1n).op(op.i64Eq).open(op.if, i64);
  body.i64(0n);
  push(body, a).op(op.i64Sub).else();
  plain(op.i64DivS)(body, a, b);
  body.end();
}

function signedQuotientWord(body: FunctionBody, a: Operand, b: Operand): void {
  push(body, b).op(op.i32WrapI64).i32(-1).op(op.i32Eq).open(op.if, i64);
  body.i32(0);
  push(body, a).op(op.i32WrapI64).op(op.i32Sub).op(op.i64ExtendI32S).else();
  word(op.i32DivS)(body, a, b);
  body.end();
}

const pack =
  (low: bigint, shift: bigint): OperationWriter =>
  (body, a, b) => {
    push(body, a).i64(low).op(op.i64And);
    push(body, b).i64(low).op(op.i64And).i64(shift).op(op.i64Shl).op(op.i64Or);
  };

export const operationWriters: Readonly<Record<string, OperationWriter>> = {
  add: plain(op.i64Add),
  sub: plain(op.i64Sub),
  and: plain(op.i64And),
  or: plain(op.i64Or),
  xor: plain(op.i64Xor),
  andn: inverted(op.i64And),
  orn: inverted(op.i64Or),
  xnor: inverted(op.i64Xor),
  sll: plain(op.i64Shl),
  srl: plain(op.i64ShrU),
  sra: plain(op.i64ShrS),
  rol: plain(op.i64Rotl),
  ror: plain(op.i64Rotr),
  add_w: word(op.i32Add),
  sub_w: word(op.i32Sub),
  sll_w: word(op.i32Shl),
  srl_w: word(op.i32ShrU),
  sra_w: word(op.i32ShrS),
  rol_w: word(op.i32Rotl),
  ror_w: word(op.i32Rotr),
  eq: compare(op.i64Eq),
  lt: compare(op.i64LtS),
  ltu: compare(op.i64LtU),
  le: compare(op.i64LeS),
  leu: compare(op.i64LeU),
  eq_w: compareWord(op.i32Eq),
  lt_w: compareWord(op.i32LtS),
  ltu_w: compareWord(op.i32LtU),
  le_w: compareWord(op.i32LeS),
  leu_w: compareWord(op.i32LeU),
  min: choose(op.i64LtS),
  minu: choose(op.i64LtU),
  max: choose(op.i64GtS),
  maxu: choose(op.i64GtU),
  min_w: chooseWord(op.i32LtS),
  minu_w: chooseWord(op.i32LtU),
  max_w: chooseWord(op.i32GtS),
  maxu_w: chooseWord(op.i32GtU),
  sh1add: shiftAdd(1n),
  sh2add: shiftAdd(2n),
  sh3add: shiftAdd(3n),
  sll_u_w: (body, a, b) => {
    push(body, a).i64(0xffffffffn).op(op.i64And);
    push(body, b).op(op.i64Shl);
  },
  bset: bit((body, a, mask) => {
    push(body, a);
    mask();
    body.op(op.i64Or);
  }),
  binv: bit((body, a, mask) => {
    push(body, a);
    mask();
    body.op(op.i64Xor);
  }),
  bclr: bit((body, a, mask) => {
    push(body, a);
    mask();
    body.i64(-1n).op(op.i64Xor).op(op.i64And);
  }),
  bext: (body, a, b) => {
    push(body, a);
    push(body, b).op(op.i64ShrU).i64(1n).op(op.i64And);
  },
  pack: pack(0xffffffffn, 32n),
  pack_h: pack(0xffn, 8n),
  pack_w: (body, a, b) => {
    pack(0xffffn, 16n)(body, a, b);
    body.op(op.i64Extend32S);
  },
  clz: onB(op.i64Clz),
  ctz: onB(op.i64Ctz),
  cpop: onB(op.i64Popcnt),
  clz_w: onB(op.i32WrapI64, op.i32Clz, op.i64ExtendI32U),
  ctz_w: onB(op.i32WrapI64, op.i32Ctz, op.i64ExtendI32U),
  cpop_w: onB(op.i32WrapI64, op.i32Popcnt, op.i64ExtendI32U),
  rev8: swaps(bytes, halves, words),
  brev8: swaps(...bitPairs),
  orc_b: orcB,
  signextend_b: onB(op.i64Extend8S),
  signextend_h: onB(op.i64Extend16S),
  signextend_w: onB(op.i64Extend32S),
  mul: plain(op.i64Mul),
  mulu: plain(op.i64Mul),
  mul_w: word(op.i32Mul),
  muluh: highUnsigned,
  mulh: (body, a, b) => {
    highUnsigned(body, a, b);
    correct(body, a, b);
    correct(body, b, a);
  },
  mulsuh: (body, a, b) => {
    highUnsigned(body, a, b);
    correct(body, a, b);
  },
  div: divided(signedQuotient, allOnes, false),
  divu: divided(plain(op.i64DivU), allOnes, false),
  // −2^63 rem −1 is 0 in WebAssembly as in RISC-V.
  rem: divided(plain(op.i64RemS), itself, false),
  remu: divided(plain(op.i64RemU), itself, false),
  div_w: divided(signedQuotientWord, allOnes, true),
  divu_w: divided(word(op.i32DivU), allOnes, true),
  rem_w: divided(word(op.i32RemS), itselfWord, true),
  remu_w: divided(word(op.i32RemU), itselfWord, true),
  copyb: (body, _, b) => void push(body, b),
  flag: (body) => void body.i64(0n),
};
