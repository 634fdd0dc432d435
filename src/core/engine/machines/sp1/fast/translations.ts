import type { Sp1Program } from "../program";
import { mostRows, regionFrom, type Block } from "./blocks";
import { place } from "./place";
import { handler, type Records } from "./records";
import { RegionWriter } from "./regionWriter";

/** When code is translated, and how much of it. */
export interface Sp1Tuning {
  /** Times that a row is come to by a call or a loop before it is looked at. */
  readonly heat: number;
  /** Times that it has to have been come to before it is translated, and how much more often it is for one row alone. */
  readonly fewest: number;
  readonly byRows: number;
  /** The same for the first translation. */
  readonly firstByRows: number;
  readonly mostRegions: number;
  /** Entries of one function that get a translation of their own. */
  readonly mostEntries: number;
}

/**
 * A row of translation costs about as much as 600 interpretations, a module 100,000: code is translated once it has
 * cost as much as its translation will. For the first one that is 1.5 million: the first three of a run took
 * as long as that, since what translates has to be compiled itself.
 */
export const defaultTuning: Sp1Tuning = {
  heat: 200,
  fewest: 2000,
  byRows: 200_000,
  firstByRows: 1_500_000,
  mostRegions: 20_000,
  mostEntries: 12,
};
/** Translations that there is room for at first: every instance copies the whole table. */
export const firstRegions = 256;
/** Functions of so many rows are translated as a whole, whatever of them ran. */
const smallRows = 64;

/** What is known of the program's rows. */
export interface RowFacts {
  functionOf(row: number): number;
  /** Executions that were summed up. */
  readonly count: Float64Array;
}

/** The translated code of a run: what was translated, where it stands, what it counted. */
export class Translations {
  /** Translations that were made. */
  made = 0;
  /** Counters: rows from, to; they stand behind one another at `place.counters`. */
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  /** Translations by function; times that a row was come to. */
  private readonly entries = new Map<number, number>();
  /** Accesses outside of the window: their row, and the row behind their block. */
  readonly sites: (readonly [row: number, to: number])[] = [];
  private readonly times = new Map<number, number>();
  private readonly targets = new Map<number, Set<number>>();
  private readonly isTranslated: Uint8Array;
  private isFull = false;

  constructor(
    private readonly program: Sp1Program,
    private readonly records: Records,
    /** The linear memory. */
    private readonly ints: Int32Array,
    private readonly table: WebAssembly.Table,
    private readonly env: WebAssembly.ModuleImports,
    private readonly facts: RowFacts,
    private readonly tuning: Sp1Tuning,
  ) {
    this.isTranslated = new Uint8Array(program.length);
  }

  /** A computed jump inside a function went to a row. */
  jumped(row: number, func: number): void {
    const known = this.targets.get(func);
    if (known === undefined) this.targets.set(func, new Set([row]));
    else if (known.size < mostTargets) known.add(row);
  }

  /** Translates the code at a row, where it may be: gives its slot, or 0. */
  hot(row: number): number {
    const entry = place.entry / 4 + row;
    this.ints[entry] = 0;
    const func = this.facts.functionOf(row);
    const entries = this.entries.get(func) ?? 0;
    const { heat, fewest, firstByRows, mostEntries } = this.tuning;
    const byRows = this.made === 0 ? firstByRows : this.tuning.byRows;
    // What no symbol covers is many functions.
    if (this.isFull || (func >= 0 && entries >= mostEntries) || this.records.isReference(row)) return 0;
    const times = (this.times.get(row) ?? 0) + heat;
    this.times.set(row, times);
    if (times < fewest || times < fewest + byRows / this.warmRows(row, func)) return 0;
    this.entries.set(func, entries + 1);
    try {
      const bytes = new RegionWriter(
        {
          program: this.program,
          functionOf: (at) => this.facts.functionOf(at),
          counter: (from, to) => this.counter(from, to),
          site: (at, to) => this.sites.push([at, to]) - 1,
        },
        this.region(row, func),
      ).module();
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: this.env });
      const slot = handler.count + this.made++;
      this.isFull = this.made >= this.tuning.mostRegions;
      if (slot >= this.table.length) this.table.grow(this.table.length);
      this.table.set(slot, exports["run"]);
      this.ints[entry] = slot;
      return slot;
    } catch (error) {
      // Code that is too large for one function stays with the interpreter; without memory for counters all does.
      if (error instanceof RangeError) this.isFull = true;
      else if (!(error instanceof WebAssembly.CompileError)) throw error;
      return 0;
    }
  }

  /** Tells how often each row ran since the last time. */
  sum(add: (row: number, runs: number) => void): void {
    const { ints, from, to } = this;
    for (let i = 0; i < from.length; i++) {
      const at = place.counters / 4 + 2 * i;
      const runs = ints[at]!;
      if (runs === 0) continue;
      ints[at] = 0;
      for (let row = from[i]!; row < to[i]!; row++) add(row, runs);
    }
  }

  private counter(from: number, to: number): number {
    const i = this.from.push(from) - 1;
    this.to.push(to);
    if (8 * (i + 1) > place.counterBytes) throw new RangeError("no memory for counters");
    return place.counters + 8 * i;
  }

  private region(entry: number, func: number): readonly Block[] {
    const { facts, isTranslated } = this;
    const { from, to, ran } = this.around(entry, func);
    const isSmall = to - from <= smallRows;
    const blocks = regionFrom(this.program, entry, {
      isInside: (row) => row >= from && row < to && facts.functionOf(row) === func,
      isLeftOut: (row) => this.records.isReference(row),
      isWarm: (row) => isSmall || ran[row - from] === 1 || isTranslated[row] === 1,
      targets: [...(this.targets.get(func) ?? [])],
    });
    for (const block of blocks) isTranslated.fill(1, block.from, block.to);
    return blocks;
  }

  private warmRows(row: number, func: number): number {
    let warm = 0;
    for (const isWarm of this.around(row, func).ran) warm += isWarm;
    return Math.max(1, warm);
  }

  /** The rows of a function around one of its rows, and which of them ran: of the largest ones it is a guess. */
  private around(row: number, func: number): { from: number; to: number; ran: Uint8Array } {
    const { ints, facts } = this;
    const { length } = this.program;
    let [from, to] = [row, row + 1];
    while (from > 0 && row - from < mostRows && facts.functionOf(from - 1) === func) from--;
    while (to < length && to - row < mostRows && facts.functionOf(to) === func) to++;
    const ran = new Uint8Array(to - from);
    // Nobody comes into a function from the row above but by the reference: the sum begins with 0.
    let runs = 0;
    for (let at = from; at < to; at++) {
      runs += ints[place.diff / 4 + at]!;
      if (runs > 0 || facts.count[at]! > 0) ran[at - from] = 1;
    }
    return { from, to, ran };
  }
}

/** Targets of one function's computed jumps. */
const mostTargets = 512;
