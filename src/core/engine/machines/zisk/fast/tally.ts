import type { ZiskInterpreter } from "../interpreter";
import type { ZiskProgram } from "../load";
import { classPrices } from "../memoryClasses";
import type { ZiskModel } from "../model";
import { from, to } from "../microProgram";
import { classesOfAccess, classOf, type Width } from "./access";
import { field } from "./coldRecord";
import type { ColdRecords } from "./coldRecords";
import { touchedBits, type AllCounts } from "./countPlaces";
import type { AccessCounted, Counters, Site } from "./counters";
import type { SharedState } from "./sharedState";

/** Sums what translated code counted up into the columns of the interpreter, where all counts end. */
export class Tally {
  private readonly cuts: { readonly site: Site; readonly after: number; readonly isStore: boolean }[] = [];
  private readonly prices: Float64Array;
  /** Per row: runs, frequent operands, `add` steps that were not cheap. */
  private readonly runs: Float64Array;
  private readonly hits: Float64Array;
  private readonly dear: Float64Array;
  private readonly touched: Uint8Array;
  /** By operation. */
  private readonly costs = new Float64Array(256);
  private readonly addCode: number;

  constructor(
    private readonly interpreter: ZiskInterpreter,
    private readonly program: ZiskProgram,
    private readonly model: ZiskModel,
    private readonly counters: Counters,
    private readonly records: ColdRecords,
    private readonly state: SharedState,
    columns: AllCounts,
  ) {
    this.prices = classPrices(model.memory);
    for (const op of model.ops) this.costs[op.code] = op.cost;
    this.addCode = model.ops.find((op) => op.name === "add")!.code;
    this.runs = columns.runs;
    this.hits = columns.hits;
    this.dear = columns.dear;
    this.touched = columns.touched;
  }

  /** A block ended early: before the step itself (`after` 0), or behind it, perhaps without its store. */
  cut(site: Site, after: number, isStore: boolean): void {
    this.cuts.push({ site, after, isStore });
  }

  /** An access of a class that only the host could tell: the block expected another. Gives its price. */
  surprise(counted: AccessCounted, kind: number): number {
    this.charge(counted.row, kind, 1);
    this.takeBack(counted);
    return this.prices[kind]!;
  }

  /** As if it had not been. */
  noSurprise(counted: AccessCounted, kind: number): void {
    this.charge(counted.row, kind, -1);
    this.charge(counted.row, classOf(counted.width, counted.isStore, counted.expected), 1);
  }

  /** The columns hold something of a row. */
  touch(row: number): void {
    this.touched[row >> touchedBits] = 1;
  }

  /** Charges what translated code counted to rows. Once, before all is summed up. */
  gather(): void {
    const { counters } = this;
    const { length } = counters.counted;
    for (let i = 0; i < length; i++) this.add(i);
    for (const { site, after, isStore } of this.cuts) this.undo(site, after, isStore);
  }

  hasRun(row: number): boolean {
    return this.records.hasRun(row) || this.interpreter.count[row] !== 0;
  }

  /** What the operation of a row cost on average while it was interpreted. */
  averageCost(row: number): number {
    const { records, interpreter } = this;
    const cold = records.counted(row, field.runs);
    const cost = interpreter.opCost[row]! + this.coldOpCost(row, cold - records.counted(row, field.hits));
    return cost / Math.max(1, interpreter.count[row]! + cold);
  }

  private value(at: number): number {
    return this.state.get(at);
  }

  /** What a step of a row costs at least. */
  fixedCost(row: number): number {
    return this.model.main + this.costs[this.program.code.op[row]!]!;
  }

  /** `paid`: runs without frequent operands. */
  private coldOpCost(row: number, paid: number): number {
    const { records, model } = this;
    const op = this.program.code.op[row]!;
    if (op !== this.addCode) return paid * this.costs[op]!;
    return paid * model.cheapAdd + records.counted(row, field.extra) * (this.costs[op]! - model.cheapAdd);
  }

  /** Adds what ran as WebAssembly to what the host ran, row by row, and sums it all. Once. */
  total(): void {
    const { records, interpreter, runs } = this;
    const { count, opCost, memCost, frequent } = interpreter;
    const { code } = this.program;
    const { op, b, store } = code;
    const hasTranslated = this.counters.counted.length > 0;
    const rows = code.neededRows();
    let [steps, opTotal, memTotal] = [0, 0, 0];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const cold = records.counted(row, field.runs);
      let n = count[row]!;
      let cost = opCost[row]!;
      // 1. What was interpreted.
      if (cold !== 0) {
        const hits = records.counted(row, field.hits);
        if (hits !== 0) frequent[op[row]!]! += hits;
        n += cold;
        cost += this.coldOpCost(row, cold - hits);
        const isStore = store[row] === to.ind || store[row] === to.mem;
        if (isStore || b[row] === from.ind || b[row] === from.mem) this.coldAccesses(row, isStore, cold);
      }
      // 2. What was translated.
      if (hasTranslated && runs[row] !== 0) {
        n += runs[row]!;
        cost += this.translatedOpCost(row);
        frequent[op[row]!]! += this.hits[row]!;
      }
      if (n !== 0) {
        count[row] = n;
        steps += n;
      }
      if (cost !== 0) {
        opCost[row] = cost;
        opTotal += cost;
      }
      if (memCost[row] !== 0) memTotal += memCost[row]!;
    }
    interpreter.steps = steps;
    interpreter.opTotal = opTotal;
    interpreter.memTotal = memTotal;
  }

  /** Of the steps of a row that ran as translated code. */
  private translatedOpCost(row: number): number {
    const { model, runs, hits, dear } = this;
    const { op, b, bHi } = this.program.code;
    const full = this.costs[op[row]!]!;
    const paid = runs[row]! - hits[row]!;
    const high = bHi[row]!;
    const mayBeCheap = op[row] === this.addCode && (b[row] !== 0 || high === 0 || high === -1);
    return mayBeCheap ? paid * model.cheapAdd + dear[row]! * (full - model.cheapAdd) : paid * full;
  }

  /** One access a run; most rows have one class. */
  private coldAccesses(row: number, isStore: boolean, runs: number): void {
    const at = this.records.countersOf(row);
    const width = this.program.code.width[row] as Width;
    const end = classesOfAccess(isStore);
    for (let number = 0, left = runs; left > 0 && number < end; number++) {
      const n = this.value(at + 8 * number);
      if (n === 0) continue;
      left -= n;
      this.charge(row, classOf(width, isStore, number), n);
    }
  }

  private add(i: number): void {
    const { runs, hits, dear } = this;
    const counted = this.counters.counted[i]!;
    const at = this.counters.at[i]!;
    switch (counted.kind) {
      case "block": {
        const n = this.value(at);
        if (n === 0) return;
        for (const row of counted.rows) {
          runs[row]! += n;
          this.touch(row);
        }
        return;
      }
      case "frequent":
        hits[counted.row]! += this.value(at);
        return;
      case "dear":
        dear[counted.row]! += this.value(at);
        return;
      case "cheap":
        dear[counted.row]! +=
          this.value(counted.block) - this.value(at) - (counted.hits === null ? 0 : this.value(counted.hits));
        return;
      case "access":
        this.accesses(counted, at);
    }
  }

  private accesses(counted: AccessCounted, at: number): void {
    const runs = this.value(counted.block);
    // A block that never ran has no accesses, but for those that the host took back.
    if (runs === 0) return;
    let expected = runs;
    const end = classesOfAccess(counted.isStore);
    for (let k = 0; k < end; k++) {
      const n = this.value(at + 8 * k);
      if (n === 0) continue;
      expected -= n;
      this.charge(counted.row, classOf(counted.width, counted.isStore, k), n);
    }
    this.charge(counted.row, classOf(counted.width, counted.isStore, counted.expected), expected);
  }

  /** Takes back what a block counted of the steps that it did not come to. */
  private undo(site: Site, after: number, isStore: boolean): void {
    for (let at = site.at; at < site.rows.length; at++) {
      const ran = at < site.at + after;
      const row = site.rows[at]!;
      this.touch(row);
      if (!ran) this.runs[row]!--;
      if (!ran && this.counters.expectsDear(site.rows, row)) this.dear[row]!--;
      for (const counted of this.counters.accessesAt(site.rows, at))
        if (!ran || (isStore && counted.isStore)) this.takeBack(counted);
    }
  }

  private takeBack(counted: AccessCounted): void {
    this.charge(counted.row, classOf(counted.width, counted.isStore, counted.expected), -1);
  }

  private charge(row: number, kind: number, count: number): void {
    if (count === 0) return;
    this.touch(row);
    this.interpreter.accesses.add(row, kind, count);
    this.interpreter.memCost[row]! += count * this.prices[kind]!;
  }
}
