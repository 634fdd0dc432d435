import type { LineAccesses, MemoryRow } from "./model";

/** Classes are numbered by a byte. */
const mostClasses = 256;

/**
 * Puts accesses together that are given line by line. Classes are those of the run's memory, in their order, then others
 * as they come; the first that is said of a class is what one access costs.
 */
export class LineAccessBuilder {
  private readonly classes: string[] = [];
  private readonly prices: number[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly start = [0];
  private readonly kinds: number[] = [];
  private readonly counts: number[] = [];

  constructor(memory: readonly MemoryRow[]) {
    for (const row of memory) this.numberOf(row);
  }

  /** The next line; what is nought or of too many classes is left out. */
  add(rows: readonly MemoryRow[]): void {
    const found = new Map<number, number>();
    for (const row of rows) {
      const kind = (row.count ?? 0) > 0 ? this.numberOf(row) : -1;
      if (kind >= 0) found.set(kind, (found.get(kind) ?? 0) + row.count!);
    }
    for (const kind of [...found.keys()].sort((a, b) => a - b)) {
      this.kinds.push(kind);
      this.counts.push(found.get(kind)!);
    }
    this.start.push(this.kinds.length);
  }

  build(): LineAccesses {
    return {
      classes: this.classes,
      prices: Float64Array.from(this.prices),
      start: Int32Array.from(this.start),
      kind: Uint8Array.from(this.kinds),
      count: Float64Array.from(this.counts),
    };
  }

  private numberOf({ class: name, count, cost }: MemoryRow): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    if (this.classes.length >= mostClasses) return -1;
    const number = this.classes.push(name) - 1;
    this.prices.push((cost ?? NaN) / (count ?? NaN));
    this.numbers.set(name, number);
    return number;
  }
}
