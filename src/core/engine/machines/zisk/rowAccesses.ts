import { classCount } from "./memoryClasses";

/** Entries that there is room for at first. */
const first = 1024;

/** Where entries are kept, by their number; entry 0 is none. */
export interface EntryColumns {
  /** The next one of the row. */
  readonly nexts: Int32Array;
  readonly kinds: Uint8Array;
  readonly counts: Float64Array;
}

/**
 * How often each row of a program accessed memory, by class (`classNames`). A row has an entry for each class that it
 * came to, most have one: entries of a row are a list, from `firstOf` by `after` up to 0.
 */
export class RowAccesses {
  private nexts: Int32Array = new Int32Array(first);
  private kinds: Uint8Array = new Uint8Array(first);
  private counts: Float64Array = new Float64Array(first);
  private next = 1;

  /** `heads`: where the first entry of each row is kept; zeros. */
  constructor(
    rows: number,
    private readonly heads: Int32Array = new Int32Array(rows),
  ) {}

  /** Counts accesses, or takes them back where `count` is negative. */
  add(row: number, kind: number, count: number): void {
    const { kinds, nexts } = this;
    let entry = this.heads[row]!;
    while (entry !== 0 && kinds[entry] !== kind) entry = nexts[entry]!;
    // Another entry may put longer columns in place of these.
    if (entry === 0) entry = this.enter(row, kind);
    this.counts[entry]! += count;
  }

  /** One more than there are entries: 0 is none. */
  get length(): number {
    return this.next;
  }

  /** Copies all entries to columns that have room for them. */
  copyTo({ nexts, kinds, counts }: EntryColumns): void {
    const { next } = this;
    nexts.set(this.nexts.subarray(0, next));
    kinds.set(this.kinds.subarray(0, next));
    counts.set(this.counts.subarray(0, next));
  }

  firstOf(row: number): number {
    return this.heads[row]!;
  }

  after(entry: number): number {
    return this.nexts[entry]!;
  }

  kindOf(entry: number): number {
    return this.kinds[entry]!;
  }

  countOf(entry: number): number {
    return this.counts[entry]!;
  }

  /** Those of all rows together, by class. */
  totals(): Float64Array {
    const out = new Float64Array(classCount);
    for (let entry = 1; entry < this.next; entry++) out[this.kinds[entry]!]! += this.counts[entry]!;
    return out;
  }

  private enter(row: number, kind: number): number {
    const entry = this.next++;
    if (entry === this.counts.length) this.grow();
    this.kinds[entry] = kind;
    this.nexts[entry] = this.heads[row]!;
    this.heads[row] = entry;
    return entry;
  }

  private grow(): void {
    const { nexts, kinds, counts } = this;
    const length = 2 * counts.length;
    (this.nexts = new Int32Array(length)).set(nexts);
    (this.kinds = new Uint8Array(length)).set(kinds);
    (this.counts = new Float64Array(length)).set(counts);
  }
}
