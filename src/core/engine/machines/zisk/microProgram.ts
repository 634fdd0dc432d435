import type { ZiskModel } from "./model";
import type { MicroStep, Operand } from "./microStep";

/** Where an operand comes from, in the columns. */
export const from = { imm: 0, reg: 1, mem: 2, last: 3, ind: 4 } as const;
/** Where a result goes. */
export const to = { none: 0, reg: 1, mem: 2, ind: 3 } as const;
/** How a step may leave the sequence, as far as calls and returns are concerned. */
export const flow = {
  /** No jump, or one that neither links nor returns. */
  plain: 0,
  /** Writes a return address. */
  call: 1,
  /** A computed jump that does not. */
  jump: 2,
} as const;

/** All micro-steps of a program, one row each, in order of address; rows of one instruction stand together. */
export interface MicroProgram {
  readonly length: number;
  readonly op: Uint8Array;
  readonly a: Uint8Array;
  /** The immediate's low word, the register's number, the address. */
  readonly aLo: Int32Array;
  readonly aHi: Int32Array;
  readonly b: Uint8Array;
  /** As a; of `ind` the offset. */
  readonly bLo: Int32Array;
  readonly bHi: Int32Array;
  readonly width: Uint8Array;
  readonly store: Uint8Array;
  /** Register, address, or offset. */
  readonly storeTo: Int32Array;
  /** The link address that is stored in place of c; 0 where c is stored. */
  readonly link: Float64Array;
  /** Row that follows where the flag is not set; -1 where there is no code. */
  readonly next: Int32Array;
  /** Row that follows where the flag is set. */
  readonly taken: Int32Array;
  readonly nextPc: Float64Array;
  readonly takenPc: Float64Array;
  /** 1 where the next pc is c + `offset`. */
  readonly computed: Uint8Array;
  readonly offset: Int32Array;
  readonly argument: Int32Array;
  readonly end: Uint8Array;
  readonly flow: Uint8Array;
  /** Registers of a jump: rs1 and rd; 255 where the step is none. */
  readonly rs1: Uint8Array;
  readonly rd: Uint8Array;
  /** The machine's own address: the instruction's for its first step, odd internal ones for the others. */
  readonly pc: Float64Array;
  /** The instruction that the step belongs to. */
  readonly owner: Float64Array;
  /** The first row of the instruction at pc; -1 where none starts. */
  rowOf(pc: number): number;
}

/** Columns that grow while a program is lowered. */
export class MicroProgramBuilder {
  private readonly code: ReadonlyMap<string, number>;
  private length = 0;
  private internal: number;
  private readonly columns: Columns;
  private readonly capacity: number;
  /** The last row whose instruction was this word, by the word's low bits hashed; see `again`. */
  private readonly knownWord = new Uint32Array(knownRows);
  private readonly knownRow = new Int32Array(knownRows).fill(-1);
  private readonly ranges: { readonly start: number; readonly end: number; readonly rows: Int32Array }[] = [];

  /** `rows`: an upper bound of all steps together. `firstInternal`: the first internal address. */
  constructor(model: ZiskModel, rows: number, firstInternal: number) {
    this.code = new Map(model.ops.map((op) => [op.name, op.code]));
    this.columns = newColumns(rows);
    this.capacity = rows;
    this.internal = firstInternal;
  }

  /** Declares that code may stand in [start, end); every instruction has to be in such a range. */
  range(start: number, end: number): void {
    this.ranges.push({ start, end, rows: new Int32Array(Math.ceil((end - start) / 2)).fill(-1) });
  }

  /** The steps of the instruction at pc; `next` is where the run goes on. */
  add(pc: number, steps: readonly MicroStep[], next: number): void {
    this.begin(pc);
    for (let k = 0; k < steps.length; k++) {
      const isLast = k === steps.length - 1;
      const here = k === 0 ? pc : this.internal + 2 * (k - 1);
      const following = isLast ? next : this.internal + 2 * k;
      this.put(steps[k]!, pc, here, following, isLast);
    }
    this.internal += 2 * (steps.length - 1);
  }

  /** The last step added is all that the instruction `word` is, wherever it stands. */
  remember(word: number): void {
    const slot = slotOf(word);
    this.knownWord[slot] = word;
    this.knownRow[slot] = this.length - 1;
  }

  /**
   * Adds the steps of an instruction that was remembered: the same row, moved to pc. Most of a program repeats itself,
   * and this takes a tenth of the time of `lower` and `add`. False where it is not remembered.
   */
  again(word: number, pc: number): boolean {
    const slot = slotOf(word);
    const from = this.knownRow[slot]!;
    if (from < 0 || this.knownWord[slot] !== word) return false;
    this.begin(pc);
    const c = this.columns;
    const i = this.newRow();
    const moved = pc - c.pc[from]!;
    c.op[i] = c.op[from]!;
    c.a[i] = c.a[from]!;
    c.aLo[i] = c.aLo[from]!;
    c.aHi[i] = c.aHi[from]!;
    c.b[i] = c.b[from]!;
    c.bLo[i] = c.bLo[from]!;
    c.bHi[i] = c.bHi[from]!;
    c.width[i] = c.width[from]!;
    c.store[i] = c.store[from]!;
    c.storeTo[i] = c.storeTo[from]!;
    c.link[i] = c.link[from] === 0 ? 0 : c.link[from]! + moved;
    c.next[i] = -1;
    c.nextPc[i] = c.nextPc[from]! + moved;
    c.takenPc[i] = c.takenPc[from]! + moved;
    c.computed[i] = c.computed[from]!;
    c.offset[i] = c.offset[from]!;
    c.argument[i] = c.argument[from]!;
    c.end[i] = c.end[from]!;
    c.flow[i] = c.flow[from]!;
    c.rs1[i] = c.rs1[from]!;
    c.rd[i] = c.rd[from]!;
    c.pc[i] = pc;
    c.owner[i] = pc;
    return true;
  }

  private begin(pc: number): void {
    for (const range of this.ranges) {
      if (pc < range.start || pc >= range.end) continue;
      range.rows[(pc - range.start) / 2] = this.length;
      return;
    }
  }

  private newRow(): number {
    if (this.length >= this.capacity) throw new RangeError("more micro-steps than were announced");
    return this.length++;
  }

  get rows(): number {
    return this.length;
  }

  private put(step: MicroStep, owner: number, pc: number, following: number, isLast: boolean): void {
    const c = this.columns;
    const i = this.newRow();
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
    c.pc[i] = pc;
    c.owner[i] = owner;
    c.end[i] = step.end === true ? 1 : 0;
    c.argument[i] = step.argument ?? 0;
    c.rs1[i] = step.registers?.rs1 ?? 255;
    c.rd[i] = step.registers?.rd ?? 255;
    c.nextPc[i] = following;
    c.takenPc[i] = following;
    // Rows of one instruction follow each other; the rest is resolved once all code is there.
    c.next[i] = isLast ? -1 : i + 1;
    const { jump } = step;
    if (step.link === true) c.link[i] = following;
    if (jump === undefined) return;
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

  build(): MicroProgram {
    const { length, columns: c, ranges } = this;
    const rowOf = (pc: number): number => {
      for (const r of ranges)
        if (pc >= r.start && pc < r.end) return (pc - r.start) % 2 === 0 ? r.rows[(pc - r.start) / 2]! : -1;
      return -1;
    };
    for (let i = 0; i < length; i++) {
      if (c.next[i]! >= 0) {
        c.taken[i] = c.next[i]!;
        continue;
      }
      c.next[i] = rowOf(c.nextPc[i]!);
      c.taken[i] = c.takenPc[i] === c.nextPc[i] ? c.next[i]! : rowOf(c.takenPc[i]!);
    }
    return { ...c, length, rowOf };
  }
}

type Columns = Omit<MicroProgram, "length" | "rowOf">;

const knownRows = 1 << 15;

/** Fields of an instruction stand in the high bits too. */
function slotOf(word: number): number {
  return Math.imul(word, 0x9e3779b1) >>> 17;
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

function newColumns(rows: number): Columns {
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
    pc: numbers(),
    owner: numbers(),
  };
}
