/**
 * One micro-step of the ZisK machine as data: c := op(a, b), store, next pc. What an interpreter or a
 * translator needs to know of an instruction is a list of these (`lower.ts`).
 */
export interface MicroStep {
  /** Name of a row of the model's operations. */
  readonly op: string;
  readonly a: Operand;
  readonly b: Operand;
  /** Bytes of the access where an operand is `ind` or the store is `ind`. */
  readonly width?: 1 | 2 | 4 | 8;
  readonly store?: Store;
  /** Stores the address behind the instruction in place of c. */
  readonly link?: boolean;
  readonly jump?: Jump;
  /** The machine stops after this step. */
  readonly end?: boolean;
  /** A constant that the operation takes beside a and b (a count, a fill byte, a round's flags). */
  readonly argument?: number;
  /** Only of jumps: the registers of the instruction, by which calls and returns are told apart. */
  readonly registers?: { readonly rs1: number; readonly rd: number };
}

export type Operand =
  | { readonly kind: "imm"; readonly lo: number; readonly hi: number }
  | { readonly kind: "reg"; readonly register: number }
  /** The word at a fixed address. */
  | { readonly kind: "mem"; readonly address: number }
  /** c of the step before. */
  | { readonly kind: "last" }
  /** Only b: memory at a + offset. */
  | { readonly kind: "ind"; readonly offset: number };

export type Store =
  | { readonly kind: "reg"; readonly register: number }
  | { readonly kind: "mem"; readonly address: number }
  /** Memory at a + offset. */
  | { readonly kind: "ind"; readonly offset: number };

/** Without one the run goes on behind the instruction. Offsets are relative to the instruction's pc. */
export type Jump =
  /** Where the flag is set to pc + offset, or, negated, behind the instruction. */
  | { readonly kind: "branch"; readonly offset: number; readonly negated: boolean }
  | { readonly kind: "always"; readonly to: number }
  /** To c + offset. */
  | { readonly kind: "computed"; readonly offset: number };

export const imm = (value: number): Operand => ({
  kind: "imm",
  lo: value | 0,
  hi: Math.floor(value / 4294967296) | 0,
});
export const zero = imm(0);
/** x0 is never read: it is the constant 0. */
export const reg = (register: number): Operand => (register === 0 ? zero : { kind: "reg", register });
export const mem = (address: number): Operand => ({ kind: "mem", address });
export const last: Operand = { kind: "last" };
export const ind = (offset: number): Operand => ({ kind: "ind", offset });

export const toReg = (register: number): Store | undefined =>
  register === 0 ? undefined : { kind: "reg", register };
export const toMem = (address: number): Store => ({ kind: "mem", address });
export const toInd = (offset: number): Store => ({ kind: "ind", offset });

/** Registers outside memory that no instruction names: scratch of AMOs, and of CSR instructions. */
export const scratch = 32;
export const csrScratch = 33;
