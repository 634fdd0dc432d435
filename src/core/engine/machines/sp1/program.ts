import { once } from "../../../once";
import { hasImmediate, sp1Immediate, sp1Opcode } from "./decode";
import { sp1Image, type Sp1Segment } from "./image";
import { refused } from "./loadError";
import { op } from "./opcodes";

/** What an instruction does to the stack of calls. */
export const flow = {
  /** No jump that leaves: branches are looked at where the function changes. */
  plain: 0,
  /** Writes a return address. */
  call: 1,
  /** A computed jump that does not. */
  jump: 2,
} as const;

/** Stands for x0 where it is written. */
export const sink = 32;

/** Rows that are read together. */
export const rowsRead = 32;

/**
 * A guest's instructions, one row each, four bytes apart. `op` and `crosses` are there at once, all other columns of a
 * row from its first `read` on.
 */
export interface Sp1Program {
  readonly length: number;
  /** Address of row 0. */
  readonly base: number;
  /** Row of the first instruction; -1 where the entry is outside of the code. */
  readonly entry: number;
  readonly entryPc: number;
  readonly op: Uint8Array;
  /** Register that is written; `sink` for x0. */
  readonly rd: Uint8Array;
  readonly rs1: Uint8Array;
  readonly rs2: Uint8Array;
  readonly imm: Int32Array;
  /** 1 where the second operand is the immediate. */
  readonly hasImm: Uint8Array;
  /** Registers that it uses, one bit each, for gas; 0 for ecall. */
  readonly uses: Int32Array;
  /** 1 where going on to the next row enters another block of 64 KiB, and the instruction is no jump. */
  readonly crosses: Uint8Array;
  readonly flow: Uint8Array;
  readonly segments: readonly Sp1Segment[];
  /** 1 where rows were read, by row / `rowsRead`. */
  readonly isRead: Uint8Array;
  /** Fills in the columns of a row, and of those around it. */
  read(row: number): void;
}

/** Stretches of rows that were read, ascending: what was not has not run. `from` counts, `to` does not. */
export function forReadRows({ isRead, length }: Sp1Program, each: (from: number, to: number) => void): void {
  for (let block = 0; block < isRead.length; block++) {
    if (isRead[block] === 0) continue;
    const from = block * rowsRead;
    while (isRead[block + 1] === 1) block++;
    each(from, Math.min((block + 1) * rowsRead, length));
  }
}

/** Reads and checks a guest. Throws `bad-input` or `unsupported`. */
export function loadSp1(file: Uint8Array): Sp1Program {
  const { entry, segments } = sp1Image(file);
  const code = segments.filter((s) => s.executable);
  const base = code[0]!.address;
  const length = code.reduce((sum, { bytes }) => sum + Math.ceil(bytes.length / 4), 0);
  const words = wordsOf(code, length);
  const isRead = new Uint8Array(Math.ceil(length / rowsRead));
  const p = {
    op: opcodesOf(words, base),
    rd: new Uint8Array(length),
    rs1: new Uint8Array(length),
    rs2: new Uint8Array(length),
    imm: new Int32Array(length),
    hasImm: new Uint8Array(length),
    uses: new Int32Array(length),
    crosses: new Uint8Array(length),
    flow: new Uint8Array(length),
  };
  // A block of 64 KiB ends: the instruction there enters another, unless it is a jump.
  for (let end = 65536 - (base % 65536) - 4; end < 4 * length; end += 65536)
    if (end >= 0 && !isJump(p.op[end / 4]!)) p.crosses[end / 4] = 1;
  const at = (entry - base) / 4;
  return {
    length,
    base,
    entry: Number.isInteger(at) && at >= 0 && at < length ? at : -1,
    entryPc: entry,
    segments,
    isRead,
    ...p,
    read: (row) => {
      const from = row - (row % rowsRead);
      isRead[from / rowsRead] = 1;
      for (let i = from; i < Math.min(from + rowsRead, length); i++) put(p, i, words[i]!);
    },
  };
}

/** The code of all segments, one word a row; the last one is filled with zeros. */
function wordsOf(code: readonly Sp1Segment[], length: number): Int32Array {
  const words = new Int32Array(length);
  const bytes = new Uint8Array(words.buffer);
  let at = 0;
  for (const segment of code) {
    bytes.set(segment.bytes, at);
    at += 4 * Math.ceil(segment.bytes.length / 4);
  }
  return words;
}

const asks = 255;
/** Most words say what they are by 5 bits of the major opcode and 3 of funct3 alone. */
const opcodesByKey = once(() =>
  Uint8Array.from({ length: 256 }, (_, key) => {
    const major = ((key & 31) << 2) | 3;
    const funct3 = key >>> 5;
    const opcode = sp1Opcode((funct3 << 12) | major);
    const isShift = [0x13, 0x1b].includes(major) && (funct3 & 3) === 1;
    const asksMore = isShift || [0x33, 0x3b, 0x73].includes(major);
    return asksMore || opcode < 0 ? asks : opcode;
  }),
);

/** Throws `bad-input` for a word that is no instruction. */
function opcodesOf(words: Int32Array, base: number): Uint8Array {
  const { length } = words;
  const out = new Uint8Array(length);
  const byKey = opcodesByKey();
  for (let row = 0; row < length; row++) {
    const word = words[row]!;
    let opcode = byKey[((word >>> 2) & 31) | ((word >>> 7) & 0xe0)]!;
    if (opcode === asks || (word & 3) !== 3) {
      const found = sp1Opcode(word);
      if (found < 0) throw unknownWord(word, base + 4 * row);
      opcode = found;
    }
    out[row] = opcode;
  }
  return out;
}

type Columns = Pick<Sp1Program, "op" | "rd" | "rs1" | "rs2" | "imm" | "hasImm" | "uses" | "crosses" | "flow">;

function put(p: Columns, row: number, word: number): void {
  const code = p.op[row]!;
  const rd = (word >>> 7) & 31;
  const rs1 = (word >>> 15) & 31;
  const rs2 = (word >>> 20) & 31;
  const hasImm = hasImmediate(word);
  p.rd[row] = rd === 0 ? sink : rd;
  p.rs1[row] = rs1;
  p.rs2[row] = rs2;
  p.imm[row] = sp1Immediate(word);
  p.hasImm[row] = hasImm ? 1 : 0;
  p.uses[row] = usesOf(code, rd, rs1, rs2, hasImm);
  if (code === op.jal) p.flow[row] = rd !== 0 ? flow.call : flow.plain;
  else if (code === op.jalr) p.flow[row] = rd !== 0 ? flow.call : flow.jump;
}

function unknownWord(word: number, pc: number): Error {
  const digits = (word >>> 0).toString(16).padStart(8, "0");
  return refused(`the ELF has 0x${digits} at 0x${pc.toString(16)}, which is no instruction of SP1 (RV64IM)`);
}

const isBranch = (code: number): boolean => code >= op.beq && code <= op.bgeu;
const isJump = (code: number): boolean => code >= op.beq && code <= op.jalr;
const isStore = (code: number): boolean => code >= op.sb && code <= op.sd;

function usesOf(code: number, rd: number, rs1: number, rs2: number, hasImm: boolean): number {
  if (code >= op.ecall) return 0;
  if (code === op.lui || code === op.auipc || code === op.jal) return 1 << rd;
  if (isBranch(code) || isStore(code)) return (1 << rs1) | (1 << rs2);
  return (1 << rd) | (1 << rs1) | (hasImm ? 0 : 1 << rs2);
}
