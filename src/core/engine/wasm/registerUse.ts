/**
 * Which registers are held in locals where, as sets of bits (x0 … x31). A register that the region changed is
 * `dirty` until it is stored; at every place that stores, its local must hold a value on every way there, so
 * such a place counts as a reader.
 */
export interface RegisterUse {
  /** Per block: to be loaded where the run comes in from outside. */
  readonly live: Int32Array;
  /** Per block: may differ from memory at its start. */
  readonly dirty: Int32Array;
  /** Per block: may differ from memory at its end. */
  readonly dirtyAtEnd: Int32Array;
}

/** What the blocks of a region do to registers. */
export class BlockRegisters {
  /** Per block: read before the block writes them. */
  readonly reads: Int32Array;
  readonly writes: Int32Array;
  /** Per block: 1 where its end may store all that is dirty. */
  readonly stores: Uint8Array;
  /** Per block: those it goes on to with its registers in locals. */
  readonly successors: (readonly number[])[] = [];

  constructor(readonly length: number) {
    this.reads = new Int32Array(length);
    this.writes = new Int32Array(length);
    this.stores = new Uint8Array(length);
  }

  /** A step of the block, in the order they run. */
  step(block: number, reads: number, writes: number): void {
    this.reads[block]! |= reads & ~this.writes[block]!;
    this.writes[block]! |= writes;
  }

  /** Its end, after its steps: all exits (`block` -1: out of the region), and whether it is left in other ways too. */
  end(block: number, exits: readonly { readonly block: number }[], isLeft: boolean): void {
    const inside = exits.map((exit) => exit.block).filter((next) => next >= 0);
    this.successors[block] = inside;
    if (isLeft || inside.length < exits.length) this.stores[block] = 1;
  }

  /** Solves both flows: dirty from start to end, live from end to start. */
  use(): RegisterUse {
    const { length, reads, writes, stores, successors } = this;
    const dirty = new Int32Array(length);
    const dirtyAtEnd = new Int32Array(length);
    for (let changed = true; changed;) {
      changed = false;
      for (let i = 0; i < length; i++) {
        const end = dirty[i]! | writes[i]!;
        dirtyAtEnd[i] = end;
        for (const next of successors[i]!) {
          if ((dirty[next]! | end) === dirty[next]) continue;
          dirty[next]! |= end;
          changed = true;
        }
      }
    }
    const live = new Int32Array(length);
    for (let changed = true; changed;) {
      changed = false;
      for (let i = length - 1; i >= 0; i--) {
        let after = stores[i] === 1 ? dirtyAtEnd[i]! : 0;
        for (const next of successors[i]!) after |= live[next]!;
        // A block may stop at its start, for want of fuel: then what is dirty there is stored.
        const before = reads[i]! | (after & ~writes[i]!) | dirty[i]!;
        if (before === live[i]) continue;
        live[i] = before;
        changed = true;
      }
    }
    return { live, dirty, dirtyAtEnd };
  }
}

/** The set of one register of a machine; x0 and what lies above x31, which no instruction leaves behind, are in no set. */
export function registerBit(register: number): number {
  return register > 0 && register < 32 ? 1 << register : 0;
}
