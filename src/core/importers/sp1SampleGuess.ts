import type { RowCells } from "./scan/rowCells";
import type { SampleLayout } from "./sp1SampleRows";
import { StackWeights } from "./sp1StackWeights";

/** Columns that are looked at. */
const maxColumns = 6;
/** A pair of columns with more different stacks is no stack and weight, and is given up. */
const maxStacks = 1 << 22;

/**
 * Folds rows of which nobody has said yet which column is what (`data` before `schema`, as a tool that sorts
 * keys writes them): every pair of whole-number columns is folded as stack and weight, and one is taken in the end.
 */
export class SampleGuess {
  samples = 0;
  private readonly pairs = new Map<number, StackMap | null>();

  add({ values, isNull, length }: RowCells): void {
    this.samples++;
    const columns = Math.min(length, maxColumns);
    for (let stack = 0; stack < columns; stack++) {
      const at = isNull[stack] === 1 ? -1 : values[stack]!;
      for (let weight = 0; weight < columns; weight++) {
        if (weight === stack) continue;
        const key = stack * maxColumns + weight;
        let pair = this.pairs.get(key);
        if (pair === undefined) this.pairs.set(key, (pair = new Map()));
        if (pair === null) continue;
        const w = values[weight]!;
        if (!Number.isInteger(w) || w < 0 || !Number.isInteger(at) || at < -1 || pair.size > maxStacks)
          this.pairs.set(key, null);
        else {
          const known = pair.get(at);
          if (known === undefined) pair.set(at, { weight: w, samples: 1, least: w, most: w });
          else {
            known.weight += w;
            known.samples++;
            known.least = Math.min(known.least, w);
            known.most = Math.max(known.most, w);
          }
        }
      }
    }
  }

  /** The fold of the columns that hold stack and weight; null where they are no whole numbers. */
  weights({ stack, weight }: SampleLayout, stackCount: number): StackWeights | null {
    const pair = this.pairs.get(stack * maxColumns + weight);
    if (this.samples > 0 && !pair) return null;
    const weights = new StackWeights(stackCount);
    let [least, most] = [Infinity, -1];
    for (const [at, sum] of pair ?? []) {
      weights.add(at, sum.weight);
      weights.samples += sum.samples - 1;
      least = Math.min(least, sum.least);
      most = Math.max(most, sum.most);
    }
    weights.rate = most < 0 ? -1 : least;
    weights.even = most < 0 || least === most;
    return weights;
  }
}

type StackMap = Map<number, { weight: number; samples: number; least: number; most: number }>;
