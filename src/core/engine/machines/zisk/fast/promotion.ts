import type { Followers } from "../followers";
import type { MicroProgram } from "../microProgram";
import type { ColdRecords } from "./coldRecords";
import type { Entries } from "./entries";
import { mostModules, type Heat } from "./heat";
import type { Translator } from "./translator";

/** What was interpreted often becomes translated code: at the entry of its function where it can. */
export class Promotion {
  /** Nothing more is translated. */
  isFull = false;

  constructor(
    private readonly code: MicroProgram,
    private readonly followers: Followers,
    private readonly heat: Heat,
    private readonly records: ColdRecords,
    private readonly entries: Entries,
    private readonly translator: Translator,
    private readonly env: WebAssembly.ModuleImports,
  ) {}

  /** The function that a row is in is translated when it is next called. */
  markHot(row: number): void {
    const { code } = this;
    const entry = code.rowOf(this.followers.addressOf(this.followers.functionOf(row)));
    if (entry < 0) return;
    this.heat.setDue(entry, true);
    this.records.watch(entry, true);
  }

  /** An entry is translated when it is next come to; in the middle of a function it may be all of that. */
  markDue(row: number): void {
    const { code } = this;
    const func = this.followers.functionOf(row);
    const entry = code.rowOf(this.followers.addressOf(func));
    if (row !== entry && this.heat.missed(func)) {
      this.entries.forget(func, (at) => code.owner[at]!);
      this.markHot(row);
      return;
    }
    this.heat.setDue(row, true);
    this.records.watch(row, true);
  }

  /** Translates the code at a row; null where memory for counters is used up, or the code is too large. */
  translate(pc: number, row: number): ((pc: number) => number) | null {
    try {
      this.heat.setDue(row, false);
      const func = this.followers.functionOf(row);
      const run = this.entries.translate(this.translator, this.env, pc, row, func);
      this.isFull = this.entries.translatedModules >= mostModules;
      return run;
    } catch (error) {
      if (!(error instanceof RangeError) && !(error instanceof WebAssembly.CompileError)) throw error;
      this.isFull = true;
      return null;
    }
  }
}
