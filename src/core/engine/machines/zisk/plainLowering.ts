import { immediateOf } from "../../riscv/decode";
import type { ZiskModel } from "./model";
import { flow, from, to, type MicroColumns } from "./microProgram";

const jalrOpcode = 0x67;
const none = -1;

/** A jump's target, with bit 0 cleared as the machine does. */
const even = (target: number): number => target - (((target % 2) + 2) % 2);

/** Where an `auipc` and the `jalr` behind it lead if they are one step; NaN if they are not. */
export function fusedTarget(pc: number, word: number, behind: number): number {
  const rd = (word >>> 7) & 31;
  if ((behind & 0x7f) !== jalrOpcode || rd === 0 || ((behind >>> 15) & 31) !== rd) return NaN;
  const linked = (behind >>> 7) & 31;
  if (linked !== rd && linked !== 0) return NaN;
  return even(pc + (word & 0xfffff000) + (behind >> 20));
}

/**
 * Writes the one step of the instructions that nearly all code consists of straight into the columns, without an
 * object for each: a guest has hundreds of thousands of them. What they mean is said by `lower`, which the tests
 * hold this to.
 */
export class PlainLowering {
  private readonly copyb: number;
  private readonly flag: number;
  private readonly add: number;
  private readonly or: number;
  private readonly xor: number;
  private readonly addW: number;
  private readonly and: number;
  private readonly halt: number;
  /** By funct3. */
  readonly loads: readonly number[];
  readonly widthOfLoad = [1, 2, 4, 8, 1, 2, 4] as const;
  readonly branches: readonly number[];
  readonly immediates: readonly number[];
  /** By funct3, for funct7 0, 1 and 32; -1 for what is none of these. */
  readonly registers: readonly (readonly number[])[];
  readonly words: readonly (readonly number[])[];

  constructor(model: ZiskModel) {
    const codes = new Map(model.ops.map((op) => [op.name, op.code]));
    const code = (name: string): number => codes.get(name) ?? none;
    const list = (names: string): number[] => names.split(" ").map(code);
    this.copyb = code("copyb");
    this.flag = code("flag");
    this.add = code("add");
    this.or = code("or");
    this.xor = code("xor");
    this.addW = code("add_w");
    this.and = code("and");
    this.halt = code("halt");
    this.loads = list("signextend_b signextend_h signextend_w copyb copyb copyb copyb");
    this.branches = list("eq eq - - lt lt ltu ltu");
    this.immediates = list("add - lt ltu xor - or and");
    this.registers = [
      list("add sll lt ltu xor srl or and"),
      list("mul mulh mulsuh muluh div divu rem remu"),
      list("sub - - - - sra - -"),
    ];
    this.words = [
      list("add_w sll_w - - - srl_w - -"),
      list("mul_w - - - div_w divu_w rem_w remu_w"),
      list("sub_w - - - - sra_w - -"),
    ];
  }

  /**
   * Row i := the step of `word` at pc; `behind` is the word behind it, 0 where there is none. The columns hold zeros
   * there. False, and nothing written, for an instruction that is not plain.
   */
  write(c: MicroColumns, i: number, pc: number, word: number, behind: number): boolean {
    const rd = (word >>> 7) & 31;
    const funct3 = (word >>> 12) & 7;
    const rs1 = (word >>> 15) & 31;
    const rs2 = (word >>> 20) & 31;
    let op: number;
    switch (word & 0x7f) {
      case 0x13: {
        if (funct3 === 1 || funct3 === 5) {
          const high = word >>> 26;
          if (high !== 0 && (high !== 16 || funct3 === 1)) return false;
          this.begin(c, i, this.registers[high === 0 ? 0 : 2]![funct3]!, pc);
          this.fromRegister(c, i, rs1);
          c.bLo[i] = rs2 | ((word >>> 20) & 32);
          this.toRegister(c, i, rd);
          return true;
        }
        const value = word >> 20;
        op = this.immediates[funct3]!;
        if (op === this.add) {
          if (rd === 0) {
            this.begin(c, i, this.flag, pc);
            this.fromRegister(c, i, rs1);
            if (rs1 !== 0) this.immediate(c, i, value);
            return true;
          }
          if (value === 0 && rs1 !== 0) return this.copyOf(c, i, pc, rs1, rd);
        }
        if (rs1 === 0 && (op === this.add || op === this.or || op === this.xor)) {
          this.begin(c, i, this.copyb, pc);
          this.immediate(c, i, value);
        } else {
          this.begin(c, i, op, pc);
          this.fromRegister(c, i, rs1);
          this.immediate(c, i, value);
        }
        this.toRegister(c, i, rd);
        return true;
      }
      case 0x1b: {
        if (funct3 === 0) {
          const value = word >> 20;
          if (rd === 0 && rs1 === 0 && value === 0) {
            this.begin(c, i, this.flag, pc);
            return true;
          }
          this.begin(c, i, this.addW, pc);
          this.fromRegister(c, i, rs1);
          this.immediate(c, i, value);
          this.toRegister(c, i, rd);
          return true;
        }
        const high = word >>> 25;
        if ((funct3 !== 1 && funct3 !== 5) || (high !== 0 && (high !== 32 || funct3 === 1))) return false;
        this.begin(c, i, this.words[high === 0 ? 0 : 2]![funct3]!, pc);
        this.fromRegister(c, i, rs1);
        c.bLo[i] = rs2;
        this.toRegister(c, i, rd);
        return true;
      }
      case 0x33:
      case 0x3b: {
        const high = word >>> 25;
        if (high !== 0 && high !== 1 && high !== 32) return false;
        const table = (word & 0x7f) === 0x33 ? this.registers : this.words;
        op = table[high === 32 ? 2 : high]![funct3]!;
        if (op < 0) return false;
        if (op === this.add || op === this.or) {
          if (rs1 === 0) return this.copyOf(c, i, pc, rs2, rd);
          if (rs2 === 0) return this.copyOf(c, i, pc, rs1, rd);
        }
        this.begin(c, i, op, pc);
        this.fromRegister(c, i, rs1);
        this.second(c, i, rs2);
        this.toRegister(c, i, rd);
        return true;
      }
      case 0x03:
        if (funct3 === 7) return false;
        this.begin(c, i, this.loads[funct3]!, pc);
        this.fromRegister(c, i, rs1);
        c.b[i] = from.ind;
        c.bLo[i] = word >> 20;
        c.width[i] = this.widthOfLoad[funct3]!;
        this.toRegister(c, i, rd);
        return true;
      case 0x23:
        if (funct3 > 3) return false;
        this.begin(c, i, this.copyb, pc);
        this.fromRegister(c, i, rs1);
        this.second(c, i, rs2);
        c.width[i] = 1 << funct3;
        c.store[i] = to.ind;
        c.storeTo[i] = ((word >> 25) << 5) | rd;
        return true;
      case 0x63: {
        op = this.branches[funct3]!;
        if (op < 0) return false;
        this.begin(c, i, op, pc);
        this.fromRegister(c, i, rs1);
        this.second(c, i, rs2);
        if ((funct3 & 1) === 1) c.nextPc[i] = pc + immediateOf(word);
        else c.takenPc[i] = pc + immediateOf(word);
        return true;
      }
      case 0x37:
        this.begin(c, i, this.copyb, pc);
        this.immediate(c, i, word & 0xfffff000);
        this.toRegister(c, i, rd);
        return true;
      case 0x17:
        this.upperAddress(c, i, pc, word, behind);
        return true;
      case 0x6f:
        this.begin(c, i, this.flag, pc);
        this.toRegister(c, i, rd);
        c.nextPc[i] = c.takenPc[i] = pc + immediateOf(word);
        c.rs1[i] = c.rd[i] = rd;
        if (rd !== 0) {
          c.link[i] = pc + 4;
          c.flow[i] = flow.call;
        }
        return true;
      case jalrOpcode:
        if (((word >>> 20) & 1) === 1) return false;
        this.begin(c, i, this.and, pc);
        c.aLo[i] = -2;
        c.aHi[i] = -1;
        this.second(c, i, rs1);
        this.toRegister(c, i, rd);
        c.computed[i] = 1;
        c.offset[i] = word >> 20;
        c.rs1[i] = rs1;
        c.rd[i] = rd;
        if (rd !== 0) c.link[i] = pc + 4;
        c.flow[i] = rd !== 0 ? flow.call : flow.jump;
        return true;
      default:
        return false;
    }
  }

  /** A parcel of 16 bits, which traps. */
  writeHalt(c: MicroColumns, i: number, pc: number): void {
    this.begin(c, i, this.halt, pc);
    c.nextPc[i] = c.takenPc[i] = pc + 2;
    c.end[i] = 1;
  }

  private begin(c: MicroColumns, i: number, op: number, pc: number): void {
    c.op[i] = op;
    c.width[i] = 8;
    c.rs1[i] = c.rd[i] = 255;
    c.nextPc[i] = c.takenPc[i] = pc + 4;
  }

  private fromRegister(c: MicroColumns, i: number, register: number): void {
    if (register === 0) return;
    c.a[i] = from.reg;
    c.aLo[i] = register;
  }

  private second(c: MicroColumns, i: number, register: number): void {
    if (register === 0) return;
    c.b[i] = from.reg;
    c.bLo[i] = register;
  }

  private immediate(c: MicroColumns, i: number, value: number): void {
    c.bLo[i] = value;
    c.bHi[i] = value >> 31;
  }

  private toRegister(c: MicroColumns, i: number, register: number): void {
    if (register === 0) return;
    c.store[i] = to.reg;
    c.storeTo[i] = register;
  }

  private copyOf(c: MicroColumns, i: number, pc: number, register: number, rd: number): boolean {
    this.begin(c, i, this.copyb, pc);
    this.second(c, i, register);
    this.toRegister(c, i, rd);
    return true;
  }

  private upperAddress(c: MicroColumns, i: number, pc: number, word: number, behind: number): void {
    const rd = (word >>> 7) & 31;
    const target = fusedTarget(pc, word, behind);
    const linked = (behind >>> 7) & 31;
    this.begin(c, i, this.copyb, pc);
    const value = target >= 0 && linked !== 0 ? pc + 8 : pc + (word & 0xfffff000);
    c.bLo[i] = value | 0;
    c.bHi[i] = Math.floor(value / 4294967296) | 0;
    this.toRegister(c, i, rd);
    if (!(target >= 0)) return;
    c.nextPc[i] = c.takenPc[i] = target;
    c.rs1[i] = rd;
    c.rd[i] = linked;
    c.flow[i] = linked !== 0 ? flow.call : flow.plain;
  }
}
