/** What a ZisK release charges, as data: one file a release fills this (`zisk14Costs.ts`). Units: cost. */

export type OpKind = "internal" | "arith" | "binary" | "binaryE" | "precompile" | "hint";

export interface OpRow {
  readonly code: number;
  readonly name: string;
  readonly kind: OpKind;
  /** Fixed cost of one execution; the fixed part where the operation adds one by size. */
  readonly cost: number;
  /** False for operations that the tool never lists. */
  readonly listed: boolean;
}

/** Operands that are frequent: a = a0 + i·stride (0 ≤ i < count), b0 ≤ b < b0 + span; 64-bit unsigned. */
export interface FropsBox {
  readonly op: string;
  readonly a0: bigint;
  readonly count: number;
  /** 1, 4 or 8. */
  readonly stride: number;
  readonly b0: number;
  readonly span: number;
}

export interface MemoryPrices {
  readonly ramRead: number;
  readonly romRead: number;
  readonly inputRead: number;
  readonly ramWrite: number;
  /** Added to a read of one byte. */
  readonly readByte: number;
  /** Added to a read inside one word, to one over two words. */
  readonly readSingle: number;
  readonly readDouble: number;
  readonly writeByte: number;
  readonly writeSingle: number;
  readonly writeDouble: number;
}

export interface ZiskModel {
  /** For example `zisk-1.4`. */
  readonly id: string;
  /** The `cost version` that the tool prints. */
  readonly costVersion: number;
  /** Cost of a step. */
  readonly main: number;
  readonly base: number;
  readonly ops: readonly OpRow[];
  readonly frops: readonly FropsBox[];
  /** Cost of an `add` whose operands and result are small. */
  readonly cheapAdd: number;
  readonly memory: MemoryPrices;
  /** Rows of the ROM that one run can have. */
  readonly romRows: number;
  /** Steps after which the machine stops by itself. */
  readonly maxSteps: number;
}
