import { operationWriters } from "../../../wasm/arithmetic";
import { op as wasm, type FunctionBody } from "../../../../wasm/functionBody";
import { constant, local, type Operand } from "../../../wasm/operand";
import { op } from "../opcodes";
import { sink, type Sp1Program } from "../program";
import { accesses, conditions, halves, isComparison, others, plain, shifts } from "./operations";
import { writeHighProduct, type Scratch } from "./highProduct";
import { guestWindow, place } from "./place";

/** Stack pointer. */
export const sp = 2;

/** What rows are written with: the registers are locals 1 to 31. */
export interface RowPlace {
  readonly program: Sp1Program;
  readonly body: FunctionBody;
  /** Locals: an address (i64), the place of its bytes, that of its word, the number of the chunk, words new to it. */
  readonly address: number;
  readonly offset: number;
  readonly word: number;
  readonly chunk: number;
  readonly fresh: number;
  /** Where the stack pointer's bytes stand, which is known to be in the window with all that it can reach; its word. */
  readonly stack: number;
  readonly stackWord: number;
  readonly scratch: Scratch;
  /** Functions (address, site, credit) → place of bytes outside of the window, by width as a power of two. */
  readonly find: readonly number[];
  /** Writes the site of a row, and the credit. */
  readonly site: (row: number) => void;
  /** Words that the block has used, as the rows name them: they are not new any more. */
  readonly used: UsedWords;
}

/** Words by base register and distance; a register that is written names others from then on. */
export class UsedWords {
  private readonly keys = new Set<number>();
  private readonly versions = new Uint32Array(33);
  private version = 0;

  /** True where the word was used before. */
  add(base: number, distance: number): boolean {
    const key = this.versions[base]! * 4096 + distance + 2048;
    if (this.keys.has(key)) return true;
    this.keys.add(key);
    return false;
  }

  written(register: number): void {
    this.versions[register] = ++this.version;
  }

  /** Another block begins. */
  clear(): void {
    this.keys.clear();
    for (let r = 0; r < 33; r++) this.versions[r] = ++this.version;
  }
}

/** Writes one instruction that is no jump and no call of the machine. */
export function writeRow(at: RowPlace, row: number): void {
  const { program } = at;
  const code = program.op[row]!;
  if (accesses[code] !== 0) access(at, row, code);
  else arithmetic(at, row, code);
  if (code < op.sb || code > op.sd) at.used.written(program.rd[row]!);
}

function arithmetic(at: RowPlace, row: number, code: number): void {
  const { program, body } = at;
  const rd = program.rd[row]!;
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
      second().op(plain[code]!);
      if (isComparison(code)) body.op(wasm.i64ExtendI32U);
      body.set(rd);
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
  if (a !== 0 && b !== 0 && (code === op.mulhu || code === op.mulh || code === op.mulhsu)) {
    writeHighProduct(body, code, a, b, at.scratch);
    body.set(rd);
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

function access(at: RowPlace, row: number, code: number): void {
  const { program, body, offset } = at;
  const base = program.rs1[row]!;
  const imm = program.imm[row]!;
  const shift = shifts[code]!;
  const rd = program.rd[row]!;
  const isStore = code >= op.sb;
  const isStack = base === sp && (imm & ((1 << shift) - 1)) === 0;
  let displacement: number = place.data;
  if (isStack) {
    // 1. Of the stack all is known but what stands there.
    if (!at.used.add(sp, imm & -8)) use(at, at.stackWord, place.seen + (imm >> 3));
    displacement += imm;
  } else {
    locate(at, row, base, imm, shift);
    if (base === 0 || !at.used.add(base, imm)) {
      body.get(offset).i32(3).op(wasm.i32ShrU).set(at.word);
      use(at, at.word, place.seen);
    }
  }
  // 2. The access.
  body.get(isStack ? at.stack : offset);
  if (isStore) register(body, program.rs2[row]!).memory(accesses[code]!, displacement);
  else {
    body.memory(accesses[code]!, displacement);
    if (rd === sink) body.op(wasm.drop);
    else body.set(rd);
  }
}

/** offset := where the bytes stand: in the window, and aligned, or too large once the low bits are the highest. */
function locate(at: RowPlace, row: number, base: number, imm: number, shift: number): void {
  const { body, address, offset } = at;
  const near = body.open(wasm.block);
  register(body, base)
    .i64(imm - guestWindow.address)
    .op(wasm.i64Add);
  body.tee(address).op(wasm.i32WrapI64).set(offset).get(address);
  if (shift > 0) body.i64(shift).op(wasm.i64Rotr);
  body
    .i64(guestWindow.bytes >>> shift)
    .op(wasm.i64LtU)
    .brIf(near);
  body.get(address);
  at.site(row);
  body.call(at.find[shift]!).set(offset).end();
}

/** The word is used by this chunk of gas: counts it where it is new. */
function use({ body, chunk, fresh }: RowPlace, word: number, seen: number): void {
  body.get(word).memory(wasm.i32Load8U, seen).get(chunk).op(wasm.i32Ne).get(fresh).op(wasm.i32Add).set(fresh);
  body.get(word).get(chunk).memory(wasm.i32Store8, seen);
}

/** Sets where the stack stands; 1 is left on the stack where it is not in the window with all that it can reach. */
export function writeStackCheck({ body, address, stack, stackWord }: RowPlace): void {
  body
    .i64(guestWindow.address + reach)
    .op(wasm.i64Sub)
    .tee(address)
    .op(wasm.i32WrapI64)
    .i32(reach);
  body.op(wasm.i32Add).tee(stack).i32(3).op(wasm.i32ShrU).set(stackWord);
  body
    .get(address)
    .i64(3)
    .op(wasm.i64Rotr)
    .i64((guestWindow.bytes - 2 * reach - 8) >>> 3)
    .op(wasm.i64GeU);
}

/** Bytes that an instruction can add to or take from a register. */
const reach = 2048;
