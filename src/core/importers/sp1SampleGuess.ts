import type { RowCells } from "./scan/rowCells";
import type { SampleLayout } from "./sp1SampleRows";
import { StackWeights } from "./sp1StackWeights";

/** Columns that are looked at. */
const maxColumns = 6;
/** A column with larger or more scattered numbers holds no stacks. */
const maxSlots = 1 << 23;
const maxFar = 1 << 16;

interface Pair extends SampleLayout {
  readonly fold: StackWeights;
}

/**
 * Folds rows of which nobody has said yet which column is what (`data` before `schema`, as a tool that sorts
 * keys writes them): every pair of whole-number columns is folded as stack and weight, and one is taken in the end.
 */
export class SampleGuess {
  private samples = 0;
  private pairs: Pair[] = [];

  add(cells: RowCells): void {
    const { values, isNull, length } = cells;
    if (this.samples++ === 0) this.begin(Math.min(length, maxColumns));
    let dropped = false;
    for (const { stack, weight, fold } of this.pairs) {
      const at = stack < length ? (isNull[stack] === 1 ? -1 : values[stack]!) : NaN;
      const w = weight < length ? values[weight]! : NaN;
      if (Number.isInteger(w) && w >= 0 && Number.isInteger(at) && at >= -1) fold.add(at, w);
      else dropped = true;
    }
    if (dropped || (this.samples & 0xffff) === 0) this.drop(cells);
  }

  /** The fold of the columns that hold stack and weight; null where they are no whole numbers. */
  weights({ stack, weight }: SampleLayout): StackWeights | null {
    if (this.samples === 0) return new StackWeights(0);
    return this.pairs.find((pair) => pair.stack === stack && pair.weight === weight)?.fold ?? null;
  }

  private begin(columns: number): void {
    for (let stack = 0; stack < columns; stack++)
      for (let weight = 0; weight < columns; weight++)
        if (stack !== weight) this.pairs.push({ stack, weight, fold: new StackWeights(null) });
  }

  /** A fold that missed a sample is no answer any more; columns that no fold needs are not read any more. */
  private drop(cells: RowCells): void {
    this.pairs = this.pairs.filter(
      ({ fold }) =>
        fold.samples === this.samples && fold.slots.length <= maxSlots && fold.farStacks <= maxFar,
    );
    cells.wanted.fill(0);
    for (const { stack, weight } of this.pairs) cells.wanted[stack] = cells.wanted[weight] = 1;
  }
}
