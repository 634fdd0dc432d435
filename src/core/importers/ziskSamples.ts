import { IntColumn } from "./scan/intColumn";
import type { IntReader } from "./scan/intColumn";
import { numbers, object } from "./scan/shape";
import type { ObjectShape } from "./scan/shape";

/** The profile's "milliseconds" are thousands of cost units: three decimals make them whole. */
const costDecimals = 3;

/** Cost a stack, folded from samples. */
class StackCosts {
  samples = 0;
  /** Samples without a stack, with one that does not exist, or with a cost that is none; and their cost. */
  lostSamples = 0;
  lostCost = 0;
  private readonly known: Float64Array | null;
  private readonly unknown = new Map<number, number>();

  /** @param stackCount length of the stack table where it was read before; else null. */
  constructor(stackCount: number | null) {
    this.known = stackCount === null ? null : new Float64Array(stackCount);
  }

  add(stacks: Float64Array, costs: Float64Array, count: number): void {
    this.samples += count;
    const self = this.known;
    for (let k = 0; k < count; k++) {
      const stack = stacks[k]!;
      const cost = Math.round(costs[k]!);
      if (!(cost >= 0)) this.lostSamples++;
      else if (self === null) {
        if (stack >= 0) this.unknown.set(stack, (this.unknown.get(stack) ?? 0) + cost);
        else this.lose(cost);
      } else if (stack >= 0 && stack < self.length) self[stack]! += cost;
      else this.lose(cost);
    }
  }

  /** One cost a row of the stack table. */
  column(stackCount: number): Float64Array {
    if (this.known?.length === stackCount) return this.known;
    const self = new Float64Array(stackCount);
    this.known?.forEach((cost, stack) => {
      if (stack < stackCount) self[stack] = cost;
      else this.lose(cost);
    });
    for (const [stack, cost] of this.unknown) {
      if (Number.isInteger(stack) && stack < stackCount) self[stack] = cost;
      else this.lose(cost);
    }
    this.unknown.clear();
    return self;
  }

  private lose(cost: number): void {
    this.lostSamples++;
    this.lostCost += cost;
  }
}

/** A kept column that the running one is folded with. */
interface Partner {
  readonly reader: IntReader;
  readonly into: StackCosts;
  readonly values: Float64Array;
  /** Rows of the running column to drop first: timeDeltas stand one row later than weights. */
  skip: number;
}

type Batch = (batch: Float64Array, count: number) => void;

/**
 * Folds the sample columns into cost a stack. `stack` and `weight` stand apart in the file, so
 * whichever comes first is kept (4 bytes a sample) and the other one is folded while it is read.
 * `timeDeltas`, the same figures one row later, serves where `weight` is missing or cut.
 */
export class SampleFold {
  readonly shape: ObjectShape;
  private byWeight = new StackCosts(0);
  private byDelta = new StackCosts(0);
  private stacks: IntColumn | null = null;
  private weights: IntColumn | null = null;
  private deltas: IntColumn | null = null;
  private seen = { stack: false, weight: false, delta: false };
  private running: Batch = () => undefined;

  /** @param stackCount asked when the first samples are met. */
  constructor(private readonly stackCount: () => number | null) {
    const sink: Batch = (batch, count) => this.running(batch, count);
    this.shape = object(
      {
        stack: numbers(sink, { begin: () => this.beginStacks() }),
        weight: numbers(sink, { begin: () => this.beginWeights(), decimals: costDecimals }),
        timeDeltas: numbers(sink, { begin: () => this.beginDeltas(), decimals: costDecimals }),
      },
      { begin: () => this.beginThread() },
    );
  }

  /** Weights, unless they are missing or were cut while timeDeltas were not. */
  get costs(): StackCosts {
    return this.byWeight.samples + 1 >= this.byDelta.samples ? this.byWeight : this.byDelta;
  }

  private started = false;

  private beginThread(): void {
    if (!this.started) {
      this.started = true;
      this.byWeight = new StackCosts(this.stackCount());
      this.byDelta = new StackCosts(this.stackCount());
    }
    this.stacks = this.weights = this.deltas = null;
    this.seen = { stack: false, weight: false, delta: false };
  }

  private beginStacks(): void {
    if (this.seen.stack) return this.ignore();
    this.seen.stack = true;
    const partner = this.weights ?? this.deltas;
    if (partner === null) this.stacks = this.keep();
    else if (partner === this.weights) this.foldStacks(partner.reader(), this.byWeight);
    else {
      const reader = partner.reader();
      reader.read(new Float64Array(1), 1);
      this.stacks = new IntColumn();
      this.foldStacks(reader, this.byDelta, this.stacks);
    }
  }

  private beginWeights(): void {
    if (this.seen.weight) return this.ignore();
    this.seen.weight = true;
    if (this.stacks === null) this.weights = this.keep();
    else this.foldCosts(this.stacks.reader(), this.byWeight, 0);
  }

  private beginDeltas(): void {
    if (this.seen.delta || this.seen.weight) return this.ignore();
    this.seen.delta = true;
    if (this.stacks === null) this.deltas = this.keep();
    else this.foldCosts(this.stacks.reader(), this.byDelta, 1);
  }

  private ignore(): void {
    this.running = () => undefined;
  }

  private keep(): IntColumn {
    const column = new IntColumn();
    this.running = (batch, count) => column.append(batch, count);
    return column;
  }

  private foldStacks(costs: IntReader, into: StackCosts, keep?: IntColumn): void {
    const values = new Float64Array(8192);
    this.running = (stacks, count) => {
      keep?.append(stacks, count);
      into.add(stacks, values, costs.read(values, Math.min(count, values.length)));
    };
  }

  private foldCosts(reader: IntReader, into: StackCosts, skip: number): void {
    const partner: Partner = { reader, into, skip, values: new Float64Array(8192) };
    this.running = (batch, count) => {
      const from = Math.min(partner.skip, count);
      partner.skip -= from;
      const costs = batch.subarray(from, count);
      const n = partner.reader.read(partner.values, Math.min(costs.length, partner.values.length));
      partner.into.add(partner.values, costs, n);
    };
  }
}
