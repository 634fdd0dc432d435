import type { MicroStep } from "./microStep";

/** The steps of one instruction. */
export interface Lowered {
  readonly steps: readonly MicroStep[];
  /** Where the run goes on where no step jumps: behind the instruction and those that it takes in. */
  readonly next: number;
}
