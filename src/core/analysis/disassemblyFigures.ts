import type { InstructionTable } from "../profile/model";
import { safeName } from "../profile/names";
import { exactCount, formatPercent } from "../report/figures";
import { lastAtMost } from "../symbols/symbolTable";
import { accessClasses, largestAccesses } from "./accessClasses";
import type { Stretch } from "./disassemblyStretches";

/** Counts of the run by address, and the sum of what is shown. */
export class DisassemblyFigures {
  private readonly steps: Float64Array | null;
  /** Of instructions; null where the run does not know it. */
  private readonly cost: Float64Array | null;
  private readonly shown: number;

  constructor(
    private readonly instructions: InstructionTable | null,
    stretches: readonly Stretch[],
  ) {
    const self = instructions?.self ?? {};
    this.steps = self["steps"] ?? self["cycles"] ?? Object.values(self)[0] ?? null;
    this.cost = self["cost"] ?? null;
    let shown = 0;
    for (const { ranges } of stretches)
      for (const { from, to } of ranges)
        for (let row = this.firstAtLeast(from); row < this.length && instructions!.pc[row]! < to; row++)
          shown += this.weight?.[row] ?? 0;
    this.shown = shown;
  }

  /** Titles of `columns`, behind a comment's mark. */
  get head(): string {
    const cost = this.cost === null ? "" : "cost".padStart(17);
    return `${"address".padEnd(10)}${"count".padStart(15)}${"share".padStart(9)}${cost}${"steps".padStart(15)}`;
  }

  columns(pc: number): string {
    const row = this.instructions === null ? -1 : this.firstAtLeast(pc);
    const ran = row >= 0 && row < this.length && this.instructions!.pc[row] === pc;
    const at = (values: Float64Array | null): number =>
      ran ? (values?.[row] ?? NaN) : this.instructions !== null ? 0 : NaN;
    const text = (value: number): string => (Number.isNaN(value) ? "–" : exactCount(value));
    const weight = at(this.weight);
    const share = weight === 0 ? "" : formatPercent(this.shown > 0 ? weight / this.shown : null);
    const cost = this.cost === null ? "" : text(at(this.cost)).padStart(17);
    const count = at(this.instructions?.count ?? null);
    return `${pc.toString(16).padStart(10)}${text(count).padStart(15)}${share.padStart(9)}${cost}${text(at(this.steps)).padStart(15)}`;
  }

  /**
   * The memory accesses of an instruction by class, in the words of the run's memory table, the costliest first; with
   * counts where there are several classes. Empty where there are none or none are known.
   */
  accesses(pc: number): string {
    const { instructions } = this;
    const row = instructions === null ? this.length : this.firstAtLeast(pc);
    if (row >= this.length || instructions!.pc[row] !== pc) return "";
    const rows = accessClasses(instructions!, [row]);
    const { shown, others } = largestAccesses(rows, mostClasses);
    const all = others === null ? shown : [...shown, others];
    const [only] = all;
    if (all.length === 1 && only!.count === instructions!.count[row]) return safeName(only!.class);
    return all.map(({ class: name, count }) => `${exactCount(count)} × ${safeName(name)}`).join(", ");
  }

  private get weight(): Float64Array | null {
    return this.cost ?? this.steps;
  }

  /** True where the instruction never ran and the one before it did: ZisK made one step of both. */
  fused(pc: number): boolean {
    return this.ran(pc - 4) && !this.ran(pc);
  }

  private ran(pc: number): boolean {
    const row = this.firstAtLeast(pc);
    return row < this.length && this.instructions!.pc[row] === pc;
  }

  private get length(): number {
    return this.instructions?.length ?? 0;
  }

  private firstAtLeast(pc: number): number {
    const at = lastAtMost(this.instructions?.pc ?? none, pc, this.length);
    return at >= 0 && this.instructions!.pc[at] === pc ? at : at + 1;
  }
}

const none = new Float64Array(0);
/** Classes of one instruction that are named. */
const mostClasses = 3;
