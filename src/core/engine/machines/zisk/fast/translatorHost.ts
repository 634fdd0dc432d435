import type { MicroProgram } from "../microProgram";
import type { ZiskModel } from "../model";
import type { Arena } from "./arena";
import type { Counters, Site } from "./counters";

/** What the translator asks of its machine. */
export interface TranslatorHost {
  readonly program: MicroProgram;
  readonly model: ZiskModel;
  readonly arena: Arena;
  readonly counters: Counters;
  readonly sites: Site[];
  /** The function that a row belongs to. */
  functionOf(row: number): number;
  /** The table slot for code that begins at pc, reserved if it was not yet; -1 where there is no code. */
  slotFor(pc: number): number;
  /** True for a row where translated code begins. */
  isEntry(row: number): boolean;
  /** True for a row that never ran. */
  isCold(row: number): boolean;
  /** What the operation of a row cost on average while it was interpreted. */
  averageCost(row: number): number;
  /** Rows that computed jumps of a function are known to go to. */
  targetsOf(func: number): readonly number[];
}
