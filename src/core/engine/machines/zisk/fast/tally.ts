import type { ZiskInterpreter } from "../interpreter";
import type { ZiskProgram } from "../load";
import { classPrices } from "../memoryClasses";
import type { ZiskModel } from "../model";
import { classOf } from "./access";
import type { AccessCounted, Counters, Site } from "./counters";

const classesOfAccess = 16;

/** Sums what translated code counted up into the columns of the interpreter, where all counts end. */
export class Tally {
  private readonly cuts: { readonly site: Site; readonly after: number; readonly isStore: boolean }[] = [];
  private readonly prices: Float64Array;
  /** Per row: runs, frequent operands, `add` steps that were not cheap. */
  private readonly runs: Float64Array;
  private readonly hits: Float64Array;
  private readonly dear: Float64Array;

  /** `longs`: the linear memory. */
  constructor(
    private readonly interpreter: ZiskInterpreter,
    private readonly program: ZiskProgram,
    private readonly model: ZiskModel,
    private readonly counters: Counters,
    private readonly longs: BigInt64Array,
  ) {
    this.prices = classPrices(model.memory);
    const column = (): Float64Array => new Float64Array(program.code.length);
    this.runs = column();
    this.hits = column();
    this.dear = column();
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

  settle(): void {
    const { counters } = this;
    for (let i = 0; i < counters.counted.length; i++) this.add(i);
    for (const { site, after, isStore } of this.cuts) this.undo(site, after, isStore);
    this.price();
  }

  private value(at: number): number {
    return Number(this.longs[at / 8]);
  }

  private add(i: number): void {
    const { runs, hits, dear } = this;
    const counted = this.counters.counted[i]!;
    const at = this.counters.at[i]!;
    switch (counted.kind) {
      case "block": {
        const n = this.value(at);
        if (n !== 0) for (const row of counted.rows) runs[row]! += n;
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
    for (let k = 0; k < classesOfAccess; k++) {
      const n = this.value(at + 8 * k);
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
    this.interpreter.accesses[kind]! += count;
    this.interpreter.memCost[row]! += count * this.prices[kind]!;
  }

  /** What the operations cost, and the totals of the run. */
  private price(): void {
    const { interpreter, model, runs, hits, dear } = this;
    const { code } = this.program;
    const { count, opCost, memCost, frequent } = interpreter;
    const cost = new Float64Array(256);
    for (const op of model.ops) cost[op.code] = op.cost;
    const add = model.ops.find((op) => op.name === "add")!.code;
    let [steps, opTotal, memTotal] = [0, 0, 0];
    for (let row = 0; row < code.length; row++) {
      const n = runs[row]!;
      if (n !== 0) {
        const op = code.op[row]!;
        count[row]! += n;
        frequent[op]! += hits[row]!;
        const high = code.bHi[row]!;
        const mayBeCheap = op === add && (code.b[row] !== 0 || high === 0 || high === -1);
        opCost[row]! += (n - hits[row]!) * (mayBeCheap ? model.cheapAdd : cost[op]!);
        if (mayBeCheap) opCost[row]! += dear[row]! * (cost[op]! - model.cheapAdd);
      }
      steps += count[row]!;
      opTotal += opCost[row]!;
      memTotal += memCost[row]!;
    }
    interpreter.steps = steps;
    interpreter.opTotal = opTotal;
    interpreter.memTotal = memTotal;
  }
}
