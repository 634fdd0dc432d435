import { lastAtMost } from "./symbolTable";

/** Where code may stand. What the linker dropped stands outside of it. */
export class CodeRanges {
  /** In ascending order of their starts. */
  readonly from: Float64Array;
  readonly to: Float64Array;

  /** `pairs`: [from, to) after one another. */
  constructor(pairs: Float64Array) {
    const rows = Array.from({ length: pairs.length >> 1 }, (_, i) => 2 * i);
    rows.sort((a, b) => pairs[a]! - pairs[b]!);
    this.from = Float64Array.from(rows, (row) => pairs[row]!);
    this.to = Float64Array.from(rows, (row) => pairs[row + 1]!);
  }

  /** Whether none lies over another. */
  get isApart(): boolean {
    return this.from.every((from, row) => row === 0 || from >= this.to[row - 1]!);
  }

  /** Whether an address is of code: of ranges that lie over one another the last one that starts below it counts. */
  test(): (address: number) => boolean {
    const { from, to } = this;
    if (from.length === 1) {
      const [low, high] = [from[0]!, to[0]!];
      return (address) => address >= low && address < high;
    }
    return (address) => {
      const row = lastAtMost(from, address);
      return row >= 0 && address < to[row]!;
    };
  }
}
