import { heapSpace, newColumns } from "./microColumns";
import type { CodeRange, MicroProgram } from "./microProgram";
import type { ZiskModel } from "./model";
import type { MicroStep } from "./microStep";
import { RowFiller, type Whole } from "./rowFiller";

/** Lays a program out row by row; what a plain instruction's step is, is worked out when it is needed. */
export class MicroProgramBuilder {
  private length = 0;
  private internal: number;
  private pc: Uint32Array;
  private owner: Uint32Array;
  /** Steps that are worked out from the start: of instructions that are not plain. */
  private readonly whole: Whole[] = [];
  private readonly ranges: CodeRange[] = [];

  /** `rows`: about as many as there will be. `firstInternal`: the first internal address. */
  constructor(
    private readonly model: ZiskModel,
    rows: number,
    firstInternal: number,
  ) {
    this.pc = new Uint32Array(rows);
    this.owner = new Uint32Array(rows);
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
      this.whole.push({ row: i, step: steps[k]!, following: isLast ? next : this.internal + 2 * k, isLast });
    }
    this.internal += 2 * (steps.length - 1);
  }

  get rows(): number {
    return this.length;
  }

  build(): MicroProgram {
    const { length, ranges } = this;
    const laidOut = { length, ranges, pc: this.pc.slice(0, length), owner: this.owner.slice(0, length) };
    const rows = new RowFiller(laidOut, this.model, this.whole);
    let isPlaced = false;
    const program = {
      ...newColumns(0, heapSpace),
      ...laidOut,
      place: (space) => {
        isPlaced = true;
        return Object.assign(program, rows.place(space));
      },
      rowOf: (at) => rows.rowOf(at),
      need: (row) => {
        rows.need(row);
      },
      neededRows: () => rows.neededRows(),
      needAll: () => {
        if (!isPlaced) program.place(heapSpace);
        for (let row = 0; row < length; row++) rows.need(row);
      },
    } satisfies MicroProgram as MicroProgram;
    return program;
  }

  private newRow(): number {
    if (this.length === this.pc.length) {
      this.pc = larger(this.pc);
      this.owner = larger(this.owner);
    }
    return this.length++;
  }
}

function larger(column: Uint32Array): Uint32Array {
  const out = new Uint32Array(Math.ceil(column.length * 1.25) + 64);
  out.set(column);
  return out;
}
