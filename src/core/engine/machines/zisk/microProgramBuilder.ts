import { decodeCode } from "../../riscv/decode";
import { lower } from "./lower";
import { flow, from, to, type CodeRange, type MicroColumns, type MicroProgram } from "./microProgram";
import type { ZiskModel } from "./model";
import type { MicroStep, Operand } from "./microStep";
import { PlainLowering } from "./plainLowering";

/** Bytes behind an instruction that may say what it is. */
const farthestFollower = 24;

/** Lays a program out row by row; what a plain instruction's step is, is worked out when it is needed. */
export class MicroProgramBuilder {
  private readonly code: ReadonlyMap<string, number>;
  private readonly plain: PlainLowering;
  private length = 0;
  private internal: number;
  private readonly columns: MicroColumns;
  private readonly pc: Uint32Array;
  private readonly owner: Uint32Array;
  /** 1 where the columns of a row are filled. */
  private readonly filled: Uint8Array;
  private readonly capacity: number;
  private readonly ranges: CodeRange[] = [];

  /** `rows`: an upper bound of all steps together. `firstInternal`: the first internal address. */
  constructor(model: ZiskModel, rows: number, firstInternal: number) {
    this.code = new Map(model.ops.map((op) => [op.name, op.code]));
    this.plain = new PlainLowering(model);
    this.columns = newColumns(rows);
    this.pc = new Uint32Array(rows);
    this.owner = new Uint32Array(rows);
    this.filled = new Uint8Array(rows);
    this.capacity = rows;
    this.internal = firstInternal;
  }

  /** Declares that code may stand in [start, end); every instruction has to be in such a range. */
  range(start: number, end: number, bytes: Uint8Array = new Uint8Array(0)): CodeRange {
    const range = { start, end, rows: new Int32Array(Math.ceil((end - start) / 2)), bytes };
    this.ranges.push(range);
    return range;
  }

  /** The instruction at pc is one step, which is worked out when it is needed. */
  addPlain(range: CodeRange, pc: number): void {
    const i = this.newRow();
    range.rows[(pc - range.start) >> 1] = i + 1;
    this.pc[i] = pc;
    this.owner[i] = pc;
  }

  /** The steps of the instruction at pc; `next` is where the run goes on. */
  add(range: CodeRange, pc: number, steps: readonly MicroStep[], next: number): void {
    range.rows[(pc - range.start) >> 1] = this.length + 1;
    for (let k = 0; k < steps.length; k++) {
      const isLast = k === steps.length - 1;
      const i = this.newRow();
      this.pc[i] = k === 0 ? pc : this.internal + 2 * (k - 1);
      this.owner[i] = pc;
      this.filled[i] = 1;
      this.put(i, steps[k]!, isLast ? next : this.internal + 2 * k, isLast);
    }
    this.internal += 2 * (steps.length - 1);
  }

  get rows(): number {
    return this.length;
  }

  build(): MicroProgram {
    const { length, ranges, pc, owner, filled } = this;
    const program: MicroProgram = {
      ...this.columns,
      length,
      pc,
      owner,
      ranges,
      rowOf: (at) => this.rowOf(at),
      need: (row) => {
        if (filled[row] === 0) this.fill(row);
      },
      needAll: () => {
        for (let row = 0; row < length; row++) if (filled[row] === 0) this.fill(row);
      },
    };
    for (let row = 0; row < length; row++) if (filled[row] === 1) this.resolve(row);
    return program;
  }

  private rowOf(pc: number): number {
    for (const r of this.ranges)
      if (pc >= r.start && pc < r.end) return (pc - r.start) % 2 === 0 ? r.rows[(pc - r.start) / 2]! - 1 : -1;
    return -1;
  }

  private fill(row: number): void {
    const pc = this.owner[row]!;
    const range = this.ranges.find((r) => pc >= r.start && pc < r.end)!;
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
    this.filled[row] = 1;
    this.resolve(row);
  }

  /** The rows that follow, once all code is laid out; rows of one instruction follow each other. */
  private resolve(row: number): void {
    const c = this.columns;
    if (this.owner[row + 1] === this.owner[row] && row + 1 < this.length) {
      c.next[row] = c.taken[row] = row + 1;
      return;
    }
    const next = this.rowOf(c.nextPc[row]!);
    c.next[row] = next;
    c.taken[row] = c.takenPc[row] === c.nextPc[row] ? next : this.rowOf(c.takenPc[row]!);
  }

  private newRow(): number {
    if (this.length >= this.capacity) throw new RangeError("more micro-steps than were announced");
    return this.length++;
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
    const owner = this.owner[i]!;
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

function newColumns(rows: number): MicroColumns {
  const bytes = (): Uint8Array => new Uint8Array(rows);
  const ints = (): Int32Array => new Int32Array(rows);
  const numbers = (): Float64Array => new Float64Array(rows);
  return {
    op: bytes(),
    a: bytes(),
    aLo: ints(),
    aHi: ints(),
    b: bytes(),
    bLo: ints(),
    bHi: ints(),
    width: bytes(),
    store: bytes(),
    storeTo: ints(),
    link: numbers(),
    next: ints(),
    taken: ints(),
    nextPc: numbers(),
    takenPc: numbers(),
    computed: bytes(),
    offset: ints(),
    argument: ints(),
    end: bytes(),
    flow: bytes(),
    rs1: bytes(),
    rd: bytes(),
  };
}
