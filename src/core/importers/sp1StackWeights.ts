/** Slots beyond this and beyond `slotsPerSample` a sample are held apart: hostile indices cost no memory. */
const freeSlots = 1 << 16;
const slotsPerSample = 64;

/** Weight a stack, folded from samples; no sample is kept. */
export class StackWeights {
  /** Slot 0 is the weight of samples without a stack, slot s + 1 that of stack s. */
  slots: Float64Array;
  samples = 0;
  /** Samples whose weight is none, whose stack is no index or does not exist; and their weight. */
  lostSamples = 0;
  lostWeight = 0;
  /** The weight of the first sample; -1 before it. */
  rate = -1;
  /** All samples weigh the same. */
  even = true;
  private readonly far = new Map<number, number>();

  /** @param stackCount rows of the stack table where it was read before; else null. */
  constructor(stackCount: number | null) {
    this.slots = new Float64Array((stackCount ?? 1023) + 1);
  }

  /** One sample. `stack` is -1 for none, NaN for what is no index. */
  add(stack: number, weight: number): void {
    this.samples++;
    const w = Math.round(weight);
    if (!(w >= 0 && w <= Number.MAX_SAFE_INTEGER)) {
      this.lostSamples++;
      return;
    }
    if (this.rate < 0) this.rate = w;
    else if (w !== this.rate) this.even = false;
    const slot = stack + 1;
    if (!Number.isInteger(slot) || slot < 0) this.lose(w);
    else if (slot < this.slots.length) this.slots[slot]! += w;
    else if (slot < freeSlots + slotsPerSample * this.samples) {
      const grown = new Float64Array(Math.max(2 * this.slots.length, slot + 1));
      grown.set(this.slots);
      this.slots = grown;
      grown[slot] = w;
    } else this.far.set(slot, (this.far.get(slot) ?? 0) + w);
  }

  /** Stacks that are held apart. */
  get farStacks(): number {
    return this.far.size;
  }

  /** Weight of what has no stack. */
  get withoutStack(): number {
    return this.slots[0]!;
  }

  /** One weight a row of the stack table; call it once. */
  column(stackCount: number): Float64Array {
    const self = new Float64Array(stackCount);
    const put = (slot: number, weight: number): void => {
      if (slot <= stackCount) self[slot - 1] = self[slot - 1]! + weight;
      else if (weight > 0) this.lose(weight);
    };
    this.slots.forEach((weight, slot) => slot > 0 && put(slot, weight));
    this.far.forEach((weight, slot) => put(slot, weight));
    return self;
  }

  private lose(weight: number): void {
    this.lostSamples++;
    this.lostWeight += weight;
  }
}
