/** Differs from run to run: nobody can write a lock whose names all meet in one slot. */
const seed = (Math.random() * 2 ** 32) | 0;

/**
 * Rows by name, by open addressing over typed arrays: a lock may hold a hundred thousand names, and looking one up by a part of the text
 * makes no string. What it costs then are the places of memory that it goes to: row and hash stand side by side, and the letters of all
 * names in one block.
 */
export class LockNames {
  /** Row + 1 and hash. */
  private readonly slots: Int32Array;
  private readonly mask: number;
  /** Low bytes; where some letter has more, the names themselves are compared. */
  private readonly letters: Uint8Array;
  private readonly starts: Int32Array;
  private isWide = false;

  constructor(private readonly names: readonly string[]) {
    let size = 16;
    while (size * 4 < names.length * 5) size *= 2;
    this.mask = size - 1;
    this.slots = new Int32Array(size * 2);
    this.starts = new Int32Array(names.length + 1);
    let total = 0;
    for (let row = 0; row < names.length; row++) this.starts[row + 1] = total += names[row]!.length;
    this.letters = new Uint8Array(total);
  }

  /** Takes the next row in; where its name is there already, gives the row that has it, else -1. Rows come in order. */
  add(row: number): number {
    const name = this.names[row]!;
    const { letters, slots, mask } = this;
    const first = this.starts[row]!;
    for (let at = 0; at < name.length; at++) {
      const code = name.charCodeAt(at);
      letters[first + at] = code;
      if (code > 255) this.isWide = true;
    }
    const hash = hashOf(name, 0, name.length);
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const known = slots[2 * at]!;
      if (known === 0) {
        slots[2 * at] = row + 1;
        slots[2 * at + 1] = hash;
        return -1;
      }
      if (slots[2 * at + 1] === hash && this.isName(known - 1, name, 0, name.length)) return known - 1;
    }
  }

  /** First row of the name that stands in `text` from `start` to `end`; -1 where there is none. */
  find(text: string, start: number, end: number): number {
    const { slots, mask } = this;
    const hash = hashOf(text, start, end);
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const known = slots[2 * at]!;
      if (known === 0) return -1;
      if (slots[2 * at + 1] === hash && this.isName(known - 1, text, start, end)) return known - 1;
    }
  }

  /**
   * As `find`, of many names at once into `rows`. Step by step for all of them: memory that one waits for comes in while the others are
   * looked at.
   */
  findAll(text: string, starts: Int32Array, ends: Int32Array, rows: Int32Array, count: number): void {
    const { slots, mask } = this;
    const hashes = new Int32Array(count);
    for (let item = 0; item < count; item++) hashes[item] = hashOf(text, starts[item]!, ends[item]!);
    for (let item = 0; item < count; item++) {
      const hash = hashes[item]!;
      let at = hash & mask;
      while (slots[2 * at + 1] !== hash && slots[2 * at] !== 0) at = (at + 1) & mask;
      rows[item] = slots[2 * at]! - 1;
    }
    for (let item = 0; item < count; item++) {
      const row = rows[item]!;
      if (row >= 0 && !this.isName(row, text, starts[item]!, ends[item]!))
        rows[item] = this.find(text, starts[item]!, ends[item]!);
    }
  }

  private isName(row: number, text: string, start: number, end: number): boolean {
    const { letters } = this;
    let at = this.starts[row]!;
    if (this.starts[row + 1]! - at !== end - start) return false;
    if (this.isWide) return text.startsWith(this.names[row]!, start);
    for (let other = start; other < end; at++, other++)
      if (letters[at] !== text.charCodeAt(other)) return false;
    return true;
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
