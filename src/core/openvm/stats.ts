/** A figure and its difference to the previous run; null where there is none to tell. */
export interface Cell {
  readonly value: number;
  readonly diff: number | null;
}

/**
 * A sum that does not depend on the order (Neumaier): the tool adds up in the order of a hash table, so that its last
 * figure changes from run to run; this is the figure those runs stand around.
 */
export class Sum {
  private plain = 0;
  private lost = 0;

  add(value: number): void {
    const sum = this.plain + value;
    this.lost +=
      Math.abs(this.plain) >= Math.abs(value) ? this.plain - sum + value : value - sum + this.plain;
    this.plain = sum;
  }

  get value(): number {
    return Number.isFinite(this.plain) ? this.plain + this.lost : this.plain;
  }
}

/** Sum, maximum, minimum and average of one metric in one group, as openvm-prof adds them up. */
export class Stats {
  private readonly all = new Sum();
  /** Starts at 0: a series of negative figures has the maximum 0. */
  max = 0;
  /** Starts at the largest number: NaN and infinity never take its place. */
  min = Number.MAX_VALUE;
  count = 0;
  /** Id of the first `phase` label; -1 without. */
  phase = -1;

  push(value: number): void {
    this.all.add(value);
    this.count++;
    if (value > this.max) this.max = value;
    if (value < this.min) this.min = value;
  }

  get sum(): number {
    return this.all.value;
  }

  get avg(): number {
    return this.sum / this.count;
  }
}
