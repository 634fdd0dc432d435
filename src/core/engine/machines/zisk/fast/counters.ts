import type { Arena } from "./arena";

/** What a counter in the linear memory counts. */
export type Counted =
  /** Runs of a block: of each of its rows. */
  | { readonly kind: "block"; readonly rows: readonly number[] }
  /** Steps with frequent operands. */
  | { readonly kind: "frequent"; readonly row: number }
  /** `add` steps that are not cheap. */
  | { readonly kind: "dear"; readonly row: number }
  /** Accesses that were not of the class expected: 16 counters, zone · 4 + shape. */
  | { readonly kind: "access"; readonly row: number; readonly isStore: boolean };

/** Counters of 8 bytes in the linear memory, and what they stand for. */
export class Counters {
  readonly counted: Counted[] = [];
  readonly at: number[] = [];

  constructor(private readonly arena: Arena) {}

  /** The address of a new counter. Throws RangeError where the arena is used up. */
  add(counted: Counted): number {
    const at = this.arena.take(counted.kind === "access" ? 16 * 8 : 8);
    if (at === null) throw new RangeError("no memory for counters");
    this.counted.push(counted);
    this.at.push(at);
    return at;
  }
}
