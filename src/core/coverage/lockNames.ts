/** Differs from run to run: nobody can write a lock whose names all meet in one slot. */
const seed = (Math.random() * 2 ** 32) | 0;

/**
 * Rows by name, by open addressing over typed arrays: a lock may hold a hundred thousand names, and looking one up by a part of the text
 * makes no string.
 */
export class LockNames {
  private readonly slots: Int32Array;
  private readonly hashes: Int32Array;
  private readonly mask: number;

  constructor(private readonly names: readonly string[]) {
    let size = 16;
    while (size < names.length * 2) size *= 2;
    this.mask = size - 1;
    this.slots = new Int32Array(size).fill(-1);
    this.hashes = new Int32Array(names.length);
  }

  /** Takes the row in; where its name is there already, gives the row that has it, else -1. */
  add(row: number): number {
    const name = this.names[row]!;
    const hash = hashOf(name, 0, name.length);
    this.hashes[row] = hash;
    const slot = this.slotOf(name, 0, name.length, hash);
    if (this.slots[slot]! >= 0) return this.slots[slot]!;
    this.slots[slot] = row;
    return -1;
  }

  /** First row of the name that stands in `text` from `start` to `end`; -1 where there is none. */
  find(text: string, start: number, end: number): number {
    return this.slots[this.slotOf(text, start, end, hashOf(text, start, end))]!;
  }

  private slotOf(text: string, start: number, end: number, hash: number): number {
    for (let slot = hash & this.mask; ; slot = (slot + 1) & this.mask) {
      const row = this.slots[slot]!;
      if (row < 0) return slot;
      if (this.hashes[row] !== hash) continue;
      const name = this.names[row]!;
      if (name.length === end - start && text.startsWith(name, start)) return slot;
    }
  }
}

/** FNV-1a with a seed, and a last mixing since only the low bits choose the slot. */
function hashOf(text: string, start: number, end: number): number {
  let hash = seed;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

/** A growing column of integers; not on the heap that is collected. */
export class IntColumn {
  length = 0;
  private items: Int32Array;

  constructor(capacity: number) {
    this.items = new Int32Array(Math.max(16, capacity));
  }

  push(value: number): void {
    if (this.length === this.items.length) {
      const wider = new Int32Array(this.items.length * 2);
      wider.set(this.items);
      this.items = wider;
    }
    this.items[this.length++] = value;
  }

  at(index: number): number {
    return this.items[index]!;
  }

  values(): Int32Array {
    return this.items.subarray(0, this.length);
  }
}
