import type { ColumnSpace, FilledColumns } from "./microColumns";

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

/** What a step is, one row each. Rows that were not asked for hold zeros; see `MicroProgram.place`, `need`. */
export interface MicroColumns {
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
  readonly link: Uint32Array;
  /** Row that follows where the flag is not set; -1 where there is no code. */
  readonly next: Int32Array;
  /** Row that follows where the flag is set. */
  readonly taken: Int32Array;
  readonly nextPc: Uint32Array;
  readonly takenPc: Uint32Array;
  /** 1 where the next pc is c + `offset`. */
  readonly computed: Uint8Array;
  readonly offset: Int32Array;
  readonly argument: Int32Array;
  readonly end: Uint8Array;
  readonly flow: Uint8Array;
  /** Registers of a jump: rs1 and rd; 255 where the step is none. */
  readonly rs1: Uint8Array;
  readonly rd: Uint8Array;
}

/**
 * All micro-steps of a program, one row each, in order of address; rows of one instruction stand together. `pc`,
 * `owner` and `rowOf` are there from the start, the other columns of a row once it was needed: of a large guest most
 * never runs.
 */
export interface MicroProgram extends MicroColumns {
  readonly length: number;
  /** The machine's own address: the instruction's for its first step, odd internal ones for the others. */
  readonly pc: Uint32Array;
  /** The instruction that the step belongs to. */
  readonly owner: Uint32Array;
  /** Where code may stand, in order of address within the guest's; the machine's own comes last. */
  readonly ranges: readonly CodeRange[];
  /** Makes the columns where they are to stand. Once, before the first row is needed; `needAll` does it by itself. */
  place(space: ColumnSpace): FilledColumns;
  /** The first row of the instruction at pc; -1 where none starts. */
  rowOf(pc: number): number;
  /** Fills the columns of the row's instruction, if they are not. */
  need(row: number): void;
  /** Rows that have columns, ascending: none else can have run. */
  neededRows(): Int32Array;
  /** Fills the columns of all rows. */
  needAll(): void;
}

export interface CodeRange {
  readonly start: number;
  readonly end: number;
  /** First row + 1 of the instruction at every second byte; 0 where none starts. */
  readonly rows: Int32Array;
  /** What stands there; empty for the machine's own code. */
  readonly bytes: Uint8Array;
}
