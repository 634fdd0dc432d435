import { likelySum } from "./likelySum";
import { Sum } from "./sum";

/** A figure and its difference to the previous run; null where there is none to tell. */
export interface Cell {
  readonly value: number;
  readonly diff: number | null;
}

/** So many figures are kept to tell what the tool makes of their order. */
const maxKept = 6;

/** Sum, maximum, minimum and average of one metric in one group, as openvm-prof adds them up. */
export class Stats {
  private readonly all = new Sum();
  /** The figures, while there are few; from the second on, as most metrics have one figure a group. */
  private kept: number[] | null = null;
  private first = 0;
  private likely: number | null = null;
  /** Starts at 0: a series of negative figures has the maximum 0. */
  max = 0;
  /** Starts at the largest number: NaN and infinity never take its place. */
  min = Number.MAX_VALUE;
  count = 0;
  /** Id of the first `phase` label; -1 without. */
  phase = -1;

  push(value: number): void {
    this.all.add(value);
    if (this.count === 0) this.first = value;
    else if (this.count < maxKept) (this.kept ??= [this.first]).push(value);
    else this.kept = null;
    this.likely = null;
    this.count++;
    if (value > this.max) this.max = value;
    if (value < this.min) this.min = value;
  }

  /** As `likelySum`: the figure that the tool prints in most orders. */
  get sum(): number {
    if (this.kept === null) return this.all.value;
    return (this.likely ??= likelySum(this.kept.map((value) => [value])));
  }

  get avg(): number {
    return this.sum / this.count;
  }
}
