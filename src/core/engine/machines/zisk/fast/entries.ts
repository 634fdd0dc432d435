import type { ColdRecords } from "./coldRecords";
import type { Translator } from "./translator";

/** Where code may be entered from elsewhere: a table slot each, which holds its translation or leads to the interpreter. */
export class Entries {
  /** Modules made so far. */
  translatedModules = 0;
  readonly table: WebAssembly.Table;
  private readonly slots = new Map<number, number>();
  /** Rows where translated code begins, by function. */
  private readonly translated = new Map<number, Set<number>>();
  private readonly isTranslated = new Set<number>();

  /** `codeSlots`: the slots by address as WebAssembly finds them, 4 bytes for every 2 of code from `codeStart` on. */
  constructor(
    private readonly records: ColdRecords,
    private readonly codeSlots: Int32Array,
    private readonly codeStart: number,
  ) {
    this.table = new WebAssembly.Table({ element: "anyfunc", initial: 1024 });
  }

  /** Stands in every slot whose code is not translated. */
  cold: unknown = null;

  /** The slot of the code at pc, reserved if it was not yet. */
  slotAt(pc: number): number {
    let slot = this.slots.get(pc);
    if (slot !== undefined) return slot;
    slot = this.slots.size + 1;
    if (slot >= this.table.length) this.table.grow(this.table.length);
    this.slots.set(pc, slot);
    const offset = pc - this.codeStart;
    if (offset >= 0 && offset < 2 * this.codeSlots.length) this.codeSlots[offset >> 1] = slot;
    this.table.set(slot, this.cold);
    return slot;
  }

  /** Translates the code at a row. Throws RangeError or CompileError where that is not possible. */
  translate(
    translator: Translator,
    env: WebAssembly.ModuleImports,
    pc: number,
    row: number,
    func: number,
  ): (pc: number) => number {
    const bytes = translator.translate(row);
    this.translatedModules++;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env });
    const run = exports["run"] as (pc: number) => number;
    this.table.set(this.slotAt(pc), run);
    this.records.watch(row, true);
    this.isTranslated.add(row);
    const rows = this.translated.get(func);
    if (rows === undefined) this.translated.set(func, new Set([row]));
    else rows.add(row);
    return run;
  }

  /** True for a row where translated code begins. */
  isEntry(row: number): boolean {
    return this.isTranslated.has(row);
  }

  /** The translations of a function are no longer used: more of it ran since. */
  forget(func: number, addressOf: (row: number) => number): void {
    for (const row of this.translated.get(func) ?? []) {
      this.table.set(this.slotAt(addressOf(row)), this.cold);
      this.records.watch(row, false);
      this.isTranslated.delete(row);
    }
    this.translated.delete(func);
  }
}
