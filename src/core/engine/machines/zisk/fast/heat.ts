import type { Followers } from "../followers";
import type { MicroProgram } from "../microProgram";

/** When code is translated. */
export interface Tuning {
  /** Steps of interpretation between two looks at what runs. */
  readonly sliceSteps: number;
  /** Steps interpreted of a function, or from an entry, before it is worth a translation, and more for each of its rows. */
  readonly fewestSteps: number;
  readonly stepsPerRow: number;
}

/** Interpretation costs about as much as translation by the time that code is translated. */
export const defaultTuning: Tuning = { sliceSteps: 10_000, fewestSteps: 80_000, stepsPerRow: 1500 };
/** A visit of the interpreter from translated code costs about as much as so many steps. */
const visitSteps = 30;
/** Each module has a copy of the table of all entries, and each new entry is written to all of them. */
export const mostModules = 1000;
/** Times that a function is translated anew because more of it turned out to run. */
const mostRenewals = 6;
/** Looks at a hot function that is still interpreted: it runs in a loop that was not entered from its start. */
const looksInLoop = 2;

interface FunctionHeat {
  steps: number;
  /** Rows that ran when they were last counted. */
  rows: number;
  isHot: boolean;
  /** Looks since it is hot. */
  looks: number;
  /** Entries in its middle that became due. */
  missed: number;
  renewals: number;
  readonly targets: Set<number>;
}

/** What is to be done about the code that is interpreted. */
export const verdict = {
  goOn: 0,
  /** The function became hot: its entry is due. */
  entry: 1,
  /** The row that comes next is due. */
  here: 2,
} as const;

/** Which code is worth translating, and which of its rows ever ran. */
export class Heat {
  private readonly functions = new Map<number, FunctionHeat>();
  /** Steps interpreted from rows where translated code was left. */
  private readonly entries = new Map<number, number>();
  private readonly due = new Set<number>();
  /** Steps interpreted since the last look at what runs. */
  private unseen = 0;

  constructor(
    private readonly code: MicroProgram,
    private readonly followers: Followers,
    private readonly hasRun: (row: number) => boolean,
    private readonly tuning: Tuning,
  ) {}

  /** Steps until the next look at what is interpreted. */
  get nextLook(): number {
    return Math.max(1, this.tuning.sliceSteps - this.unseen);
  }

  /** The code at a row is to be translated when it is next entered. */
  isDue(row: number): boolean {
    return this.due.has(row);
  }

  setDue(row: number, isDue: boolean): void {
    if (isDue) this.due.add(row);
    else this.due.delete(row);
  }

  /** So many steps were interpreted, and `row` comes next. */
  interpreted(steps: number, row: number): number {
    this.unseen += steps;
    if (this.unseen < this.tuning.sliceSteps) return verdict.goOn;
    const heat = this.of(this.followers.functionOf(row));
    heat.steps += this.unseen;
    this.unseen = 0;
    if (!heat.isHot) {
      if (!this.isWorth(heat.steps, heat, row)) return verdict.goOn;
      heat.isHot = true;
      return verdict.entry;
    }
    if (++heat.looks < looksInLoop) return verdict.goOn;
    heat.looks = 0;
    return verdict.here;
  }

  /** They were interpreted from `entry` on, where translated code was left; it goes on now. True once that is due. */
  visited(steps: number, entry: number): boolean {
    const sum = (this.entries.get(entry) ?? 0) + steps + visitSteps;
    this.entries.set(entry, sum);
    const heat = this.of(this.followers.functionOf(entry));
    if (!this.isWorth(sum, heat, entry)) return false;
    this.entries.delete(entry);
    return true;
  }

  /** Rows that never ran are left out of translations. */
  isCold(row: number): boolean {
    return !this.hasRun(row);
  }

  /** A computed jump of the function that the row is in came to it: translations will know it. */
  reached(row: number, from: number): void {
    if (from < 0 || this.code.computed[from] !== 1) return;
    const func = this.followers.functionOf(row);
    if (this.followers.functionOf(from) === func) this.of(func).targets.add(row);
  }

  /** An entry in the middle of a function is due. True where the function should be translated anew instead. */
  missed(func: number): boolean {
    const heat = this.of(func);
    heat.missed++;
    if (heat.renewals >= mostRenewals || heat.missed < 2 << (2 * heat.renewals)) return false;
    heat.renewals++;
    heat.missed = 0;
    return true;
  }

  /** Rows that computed jumps inside a function went to. */
  targetsOf(func: number): readonly number[] {
    return [...(this.functions.get(func)?.targets ?? [])];
  }

  /** Were so many steps of a function, or from an entry of it, as much work as its translation will be? */
  private isWorth(steps: number, heat: FunctionHeat, row: number): boolean {
    const { fewestSteps, stepsPerRow } = this.tuning;
    if (steps < fewestSteps + stepsPerRow * heat.rows) return false;
    heat.rows = this.warmRows(row);
    return steps >= fewestSteps + stepsPerRow * heat.rows;
  }

  private of(func: number): FunctionHeat {
    let heat = this.functions.get(func);
    if (heat === undefined) {
      heat = { steps: 0, rows: 0, isHot: false, looks: 0, missed: 0, renewals: 0, targets: new Set() };
      this.functions.set(func, heat);
    }
    return heat;
  }

  /** Rows around a row, of the same function, that ran, as far as they count. */
  private warmRows(row: number): number {
    const func = this.followers.functionOf(row);
    const { length } = this.code;
    let warm = 0;
    for (let at = row; at < length && warm < mostRowsCounted; at++) {
      if (this.followers.functionOf(at) !== func) break;
      if (this.hasRun(at)) warm++;
    }
    for (let at = row - 1; at >= 0 && warm < mostRowsCounted; at--) {
      if (this.followers.functionOf(at) !== func) break;
      if (this.hasRun(at)) warm++;
    }
    return warm;
  }
}

/** A translation is no larger. */
const mostRowsCounted = 1000;
