import type { Width } from "./access";
import type { Arena } from "./arena";

/** What a counter in the linear memory counts. */
export type Counted =
  /** Runs of a block: of each of its rows. */
  | { readonly kind: "block"; readonly rows: readonly number[] }
  /** Steps with frequent operands. */
  | { readonly kind: "frequent"; readonly row: number }
  /** `add` steps that are not cheap, where most are. */
  | { readonly kind: "dear"; readonly row: number }
  | CheapCounted
  | AccessCounted;

/** `add` steps that are cheap, where most are not: the others follow from the block's counter and the frequent ones. */
export interface CheapCounted {
  readonly kind: "cheap";
  readonly row: number;
  readonly rows: readonly number[];
  /** Address of the block's counter. */
  readonly block: number;
  /** Address of the counter of frequent operands; null where there are none. */
  readonly hits: number | null;
}

/** Accesses that were not of the class expected: 16 counters, zone · 4 + shape (`access.ts`). */
export interface AccessCounted {
  readonly kind: "access";
  readonly row: number;
  readonly width: Width;
  readonly isStore: boolean;
  /** The class that the block expects; it is not counted but follows from the block's counter. */
  readonly expected: number;
  /** Address of the block's counter. */
  readonly block: number;
  readonly site: Site;
}

/** Where translated code may end in the middle of a block: the rows of the block, and the place in them. */
export interface Site {
  readonly rows: readonly number[];
  readonly at: number;
}

/** Counters of 8 bytes in the linear memory, and what they stand for; addresses ascend. */
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

  /** The access whose counters stand at an address. */
  accessAt(address: number): AccessCounted {
    let [low, high] = [0, this.at.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.at[middle]! <= address) low = middle;
      else high = middle - 1;
    }
    const counted = this.counted[low];
    if (counted?.kind !== "access") throw new Error("no access is counted there");
    return counted;
  }

  /** The accesses of the step at a place of a block. */
  accessesAt(rows: readonly number[], at: number): AccessCounted[] {
    return this.counted.filter(
      (counted): counted is AccessCounted =>
        counted.kind === "access" && counted.site.rows === rows && counted.site.at === at,
    );
  }

  /** Is the `add` of a row expected to be dear in this block? */
  expectsDear(rows: readonly number[], row: number): boolean {
    return this.counted.some(
      (counted) => counted.kind === "cheap" && counted.rows === rows && counted.row === row,
    );
  }
}
