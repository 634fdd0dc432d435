import type { ChangeColumns } from "./changeColumns";
import type { EffectOrder } from "./effectOrder";
import { Scratch } from "./scratch";
import type { ChangeStatus } from "./types";

/**
 * A complete list in the order of effect whose rows are made when they are read and not kept: the figures stand in
 * columns behind it, and who shows twenty rows makes twenty. Written as JSON it is an array.
 */
export abstract class RowList<T> implements Iterable<T> {
  readonly length: number;

  constructor(
    protected readonly order: EffectOrder,
    protected readonly columns: ChangeColumns,
  ) {
    this.length = order.length;
  }

  /** What makes the rows from `from` up to before `end`, a new object each time, as long as `scratch` is open. */
  protected abstract maker(from: number, end: number, scratch: Scratch): (index: number) => T;

  /** What the row at `index` has in its field `name`, without the row. */
  abstract nameAt(index: number): string;

  /** What the row at `index` has in its field `status`, without the row. */
  statusAt(index: number): ChangeStatus {
    return this.columns.statusAt(this.order.rowAt(index));
  }

  at(index: number): T | undefined {
    return index >= 0 && index < this.length ? this.rowsAt([index])[0] : undefined;
  }

  /** The rows at some positions of the list; those that follow one another are made together. */
  rowsAt(positions: readonly number[]): T[] {
    const found: T[] = [];
    for (let i = 0; i < positions.length;) {
      const from = positions[i]!;
      let count = 1;
      while (positions[i + count] === from + count) count++;
      const scratch = Scratch.open();
      const rowAt = this.maker(from, from + count, scratch);
      for (let index = from; index < from + count; index++) found.push(rowAt(index));
      scratch.close();
      i += count;
    }
    return found;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    const scratch = Scratch.open();
    try {
      const rowAt = this.maker(0, this.length, scratch);
      for (let index = 0; index < this.length; index++) yield rowAt(index);
    } finally {
      scratch.close();
    }
  }

  map<U>(of: (row: T, index: number) => U): U[] {
    return Array.from(this, of);
  }

  flatMap<U>(of: (row: T) => readonly U[]): U[] {
    return this.map(of).flat();
  }

  filter(test: (row: T, index: number) => boolean): T[] {
    const found: T[] = [];
    let index = 0;
    for (const row of this) if (test(row, index++)) found.push(row);
    return found;
  }

  find(test: (row: T) => boolean): T | undefined {
    for (const row of this) if (test(row)) return row;
    return undefined;
  }

  reduce<U>(next: (so: U, row: T) => U, start: U): U {
    let so = start;
    for (const row of this) so = next(so, row);
    return so;
  }

  /** How many are not known to be the same on both sides. */
  get changedCount(): number {
    return this.columns.changed;
  }

  /** Positions of those that are not known to be the same on both sides, the first `most` of them. */
  changed(most = Number.POSITIVE_INFINITY): readonly number[] {
    const found: number[] = [];
    const count = Math.min(most, this.changedCount);
    for (let index = 0; found.length < count; index++) if (this.statusAt(index) !== "same") found.push(index);
    return found;
  }

  toJSON(): readonly T[] {
    return [...this];
  }
}
