import { op } from "../opcodes";
import { flow, rowsRead, sink, type Sp1Program } from "../program";

/**
 * An instruction as the WebAssembly interpreter reads it: its handler (1 byte), rd · 8, rs1 · 8, rs2 · 8 (1 byte each),
 * and 4 bytes of immediate; of a jump the distance in bytes of records. A branch has in place of rd whether it leaves
 * its function.
 */
export const handler = {
  /** Not looked at yet. */
  unread: 0,
  /** An opcode's own, from here on; with an immediate, behind `immediate`. */
  first: 1,
  immediate: 65,
  /** Nothing to do. */
  nop: 128,
  /** jal and jalr that write no return address; the first leaves its function. */
  leave: 129,
  jump: 130,
  jumpTo: 131,
  /** Run by the reference interpreter: rare, or about to fail. */
  reference: 132,
  count: 133,
} as const;

const hasEffect = (code: number): boolean => code >= op.lb;

/** Writes records of rows when they are first come to. */
export class Records {
  /** `bytes`, `words`: the records. */
  constructor(
    private readonly program: Sp1Program,
    private readonly functionOf: (row: number) => number,
    private readonly bytes: Uint8Array,
    private readonly words: Int32Array,
  ) {}

  /** Reads the rows of the block that a row stands in. */
  read(row: number): void {
    const from = row - (row % rowsRead);
    const to = Math.min(from + rowsRead, this.program.length);
    this.program.read(row);
    for (let at = from; at < to; at++) this.write(at);
    if (to === this.program.length) this.bytes[8 * to] = handler.reference;
  }

  /** Is the row left to the reference? */
  isReference(row: number): boolean {
    if (this.bytes[8 * row] === handler.unread) this.read(row);
    return this.bytes[8 * row] === handler.reference;
  }

  private write(row: number): void {
    const { program, bytes } = this;
    const at = 8 * row;
    const rd = program.rd[row]!;
    const imm = program.imm[row]!;
    let number: number = handler.reference;
    let first = rd === sink ? 0 : 8 * rd;
    let value = imm;
    const code = program.op[row]!;
    if (code >= op.ecall || this.isSpecial(row)) number = handler.reference;
    else if (code >= op.beq && code <= op.jal) {
      value = 2 * imm;
      const target = row + imm / 4;
      const isInside = Number.isInteger(target) && target >= 0 && target < program.length;
      const leaves = isInside && this.functionOf(target) !== this.functionOf(row);
      if (!isInside) number = handler.reference;
      else if (code !== op.jal) {
        number = handler.first + code;
        first = leaves ? 1 : 0;
      } else if (rd === sink) number = leaves ? handler.leave : handler.jump;
      else number = handler.immediate + code;
    } else if (code === op.jalr) number = rd === sink ? handler.jumpTo : handler.immediate + code;
    else if (rd === sink && !(code >= op.sb && code <= op.sd))
      number = hasEffect(code) && code <= op.ld ? handler.reference : handler.nop;
    else number = (program.hasImm[row] === 1 ? handler.immediate : handler.first) + code;
    bytes[at] = number;
    bytes[at + 1] = first;
    bytes[at + 2] = 8 * program.rs1[row]!;
    bytes[at + 3] = 8 * program.rs2[row]!;
    this.words[2 * row + 1] = value;
  }

  /** Rows that the gas of clock and code treats apart, and those behind which another function begins unannounced. */
  private isSpecial(row: number): boolean {
    const { program } = this;
    const code = program.op[row]!;
    if (program.crosses[row] === 1) return true;
    if (program.flow[row] !== flow.plain || code === op.jal) return false;
    return row + 1 >= program.length || this.functionOf(row + 1) !== this.functionOf(row);
  }
}
