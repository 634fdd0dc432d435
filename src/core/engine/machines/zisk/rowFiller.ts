import { decodeCode } from "../../riscv/decode";
import { lower } from "./lower";
import { heapSpace, newColumns, type ColumnSpace, type FilledColumns } from "./microColumns";
import { flow, from, to, type CodeRange } from "./microProgram";
import type { ZiskModel } from "./model";
import type { MicroStep, Operand } from "./microStep";
import { PlainLowering } from "./plainLowering";

/** A step that is worked out from the start, and the address behind it. */
export interface Whole {
  readonly row: number;
  readonly step: MicroStep;
  readonly following: number;
  readonly isLast: boolean;
}

/** What a program is once its code is laid out: rows and their addresses. */
export interface LaidOut {
  readonly length: number;
  readonly ranges: readonly CodeRange[];
  readonly pc: Uint32Array;
  readonly owner: Uint32Array;
}

/** Bytes behind an instruction that may say what it is. */
const farthestFollower = 24;

/** Fills the columns of a program row by row, as they are needed. */
export class RowFiller {
  columns = newColumns(0, heapSpace);
  private readonly code: ReadonlyMap<string, number>;
  private readonly plain: PlainLowering;
  /** Where the row before stood: nearly always the next one does too. */
  private range: CodeRange;
  /** The same address may stand in two of them. */
  private readonly overlap: boolean;

  constructor(
    private readonly program: LaidOut,
    model: ZiskModel,
    private readonly whole: readonly Whole[],
  ) {
    this.code = new Map(model.ops.map((op) => [op.name, op.code]));
    this.plain = new PlainLowering(model);
    const { ranges } = program;
    this.range = ranges[0]!;
    this.overlap = ranges.some((a, i) => ranges.some((b, k) => k < i && a.start < b.end && b.start < a.end));
  }

  /** Makes the columns, and fills the rows that are worked out from the start. */
  place(space: ColumnSpace): FilledColumns {
    this.columns = newColumns(this.program.length, space);
    for (const { row, step, following, isLast } of this.whole) {
      this.put(row, step, following, isLast);
      this.done(row);
    }
    return this.columns;
  }

  need(row: number): void {
    if (this.columns.filled[row] === 0) this.fill(row);
  }

  rowOf(pc: number): number {
    const range = this.rangeOf(pc);
    if (range === undefined) return -1;
    const at = pc - range.start;
    return at % 2 === 0 ? range.rows[at / 2]! - 1 : -1;
  }

  private rangeOf(pc: number): CodeRange | undefined {
    const { range } = this;
    if (pc >= range.start && pc < range.end && !this.overlap) return range;
    return this.program.ranges.find(({ start, end }) => pc >= start && pc < end);
  }

  // Most rows are filled before this is compiled: what is short to read is fast.
  private fill(row: number): void {
    const pc = this.program.owner[row]!;
    const range = (this.range = this.rangeOf(pc)!);
    const { bytes } = range;
    const at = pc - range.start;
    const whole = at + 4 <= bytes.length && (bytes[at]! & 3) === 3;
    if (!whole) this.plain.writeHalt(this.columns, row, pc);
    else {
      const behind = at + 8 <= bytes.length ? wordAt(bytes, at + 4) : 0;
      if (!this.plain.write(this.columns, row, pc, wordAt(bytes, at), behind)) {
        const { steps, next } = lower(decodeCode(pc, bytes.subarray(at, at + farthestFollower)), 0);
        this.put(row, steps[0]!, next, true);
      }
    }
    this.done(row);
  }

  private done(row: number): void {
    this.columns.filled[row] = 1;
    this.resolve(row);
  }

  /** Rows that have columns, ascending. */
  neededRows(): Int32Array {
    const { filled } = this.columns;
    const rows = new Int32Array(filled.length);
    let length = 0;
    for (let row = filled.indexOf(1); row >= 0; row = filled.indexOf(1, row + 1)) rows[length++] = row;
    return rows.slice(0, length);
  }

  /** The rows that follow, once all code is laid out; rows of one instruction follow each other. */
  private resolve(row: number): void {
    const { nextPc, takenPc, next, taken } = this.columns;
    const { owner } = this.program;
    const behind = owner[row + 1]; // undefined behind the last row, which is no instruction's
    const following = nextPc[row]!;
    const goesOn = behind === owner[row] || (behind === following && !this.overlap);
    const to = goesOn ? row + 1 : this.rowOf(following);
    next[row] = to;
    taken[row] = behind === owner[row] || takenPc[row] === following ? to : this.rowOf(takenPc[row]!);
  }

  private put(i: number, step: MicroStep, following: number, isLast: boolean): void {
    const c = this.columns;
    c.op[i] = this.code.get(step.op)!;
    c.a[i] = from[step.a.kind];
    c.aLo[i] = lowOf(step.a);
    c.aHi[i] = step.a.kind === "imm" ? step.a.hi : 0;
    c.b[i] = from[step.b.kind];
    c.bLo[i] = lowOf(step.b);
    c.bHi[i] = step.b.kind === "imm" ? step.b.hi : 0;
    c.width[i] = step.width ?? 8;
    const { store } = step;
    if (store !== undefined) {
      c.store[i] = to[store.kind];
      c.storeTo[i] =
        store.kind === "reg" ? store.register : store.kind === "mem" ? store.address : store.offset;
    }
    c.end[i] = step.end === true ? 1 : 0;
    c.argument[i] = step.argument ?? 0;
    c.rs1[i] = step.registers?.rs1 ?? 255;
    c.rd[i] = step.registers?.rd ?? 255;
    c.nextPc[i] = following;
    c.takenPc[i] = following;
    if (step.link === true) c.link[i] = following;
    const { jump } = step;
    if (jump === undefined || !isLast) return;
    const owner = this.program.owner[i]!;
    switch (jump.kind) {
      case "branch":
        if (jump.negated) c.nextPc[i] = owner + jump.offset;
        else c.takenPc[i] = owner + jump.offset;
        return;
      case "always":
        c.nextPc[i] = c.takenPc[i] = jump.to;
        c.flow[i] = step.registers !== undefined && step.registers.rd !== 0 ? flow.call : flow.plain;
        return;
      case "computed":
        c.computed[i] = 1;
        c.offset[i] = jump.offset;
        c.flow[i] = step.link === true ? flow.call : flow.jump;
    }
  }
}

/** The little-endian word at a place. */
export function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function lowOf(value: Operand): number {
  switch (value.kind) {
    case "imm":
      return value.lo;
    case "reg":
      return value.register;
    case "mem":
      return value.address;
    case "ind":
      return value.offset;
    case "last":
      return 0;
  }
}
