/** A figure and its difference to the previous run; null where there is none to tell. */
export interface Cell {
  readonly value: number;
  readonly diff: number | null;
}

/** Sum, maximum, minimum and average of one metric in one group, as openvm-prof adds them up. */
export class Stats {
  sum = 0;
  /** Starts at 0: a series of negative figures has the maximum 0. */
  max = 0;
  /** Starts at the largest number: NaN and infinity never take its place. */
  min = Number.MAX_VALUE;
  count = 0;
  /** Id of the first `phase` label; -1 without. */
  phase = -1;

  push(value: number): void {
    this.sum += value;
    this.count++;
    if (value > this.max) this.max = value;
    if (value < this.min) this.min = value;
  }

  get avg(): number {
    return this.sum / this.count;
  }
}
