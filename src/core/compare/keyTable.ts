/** Slots that are looked into before a text goes where chains do not grow: texts that were made to collide cost no more. */
const mostProbes = 32;
const leastSlots = 1024;

/**
 * Numbers texts from 0 in the order they come. A table of numbers, not of texts: what is asked of most of it is
 * whether two hashes are equal, and that stays in the processor's caches where a `Map` of texts does not.
 */
export class KeyTable {
  private count = 0;
  /** By number; room for those to come behind them. */
  private readonly texts: string[];
  private hashes: Int32Array;
  /** Number + 1 by hash, open addressing; 0 is free. At most half are taken. */
  private slots: Int32Array;
  private readonly crowded = new Map<string, number>();

  /** For about so many; it grows. */
  constructor(expected: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(leastSlots, 2 * expected)));
    this.slots = new Int32Array(slots);
    this.hashes = new Int32Array(slots / 2);
    this.texts = new Array<string>(expected);
  }

  /** How many there are. */
  get length(): number {
    return this.count;
  }

  /** All of them, by number. */
  get keys(): readonly string[] {
    this.texts.length = this.count;
    return this.texts;
  }

  /** The number of the text, a new one where it has none. `hash` is its `textHash`. */
  add(key: string, hash: number): number {
    const { texts, hashes, slots } = this;
    const mask = slots.length - 1;
    let at = mixed(hash) & mask;
    for (let probe = 0; probe < mostProbes; probe++) {
      const number = slots[at]! - 1;
      if (number < 0) {
        slots[at] = this.count + 1;
        return this.append(key, hash);
      }
      if (hashes[number] === hash && texts[number] === key) return number;
      at = (at + 1) & mask;
    }
    const known = this.crowded.get(key);
    if (known !== undefined) return known;
    this.crowded.set(key, this.count);
    return this.append(key, hash);
  }

  /** Whether that is the number of the text. */
  has(number: number, key: string, hash: number): boolean {
    return this.hashes[number] === hash && this.texts[number] === key;
  }

  /** -1 for a text without a number. */
  find(key: string, hash: number): number {
    const { texts, hashes, slots } = this;
    const mask = slots.length - 1;
    let at = mixed(hash) & mask;
    for (let probe = 0; probe < mostProbes; probe++) {
      const number = slots[at]! - 1;
      if (number < 0) return -1;
      if (hashes[number] === hash && texts[number] === key) return number;
      at = (at + 1) & mask;
    }
    return this.crowded.get(key) ?? -1;
  }

  /** Its place is known already. */
  private append(key: string, hash: number): number {
    const number = this.count++;
    this.texts[number] = key;
    if (number < this.hashes.length) this.hashes[number] = hash;
    else this.grow(hash);
    return number;
  }

  /** Twice as large, with the hash of the last key. */
  private grow(hash: number): void {
    const hashes = new Int32Array(2 * this.hashes.length);
    hashes.set(this.hashes);
    hashes[this.count - 1] = hash;
    this.hashes = hashes;
    this.slots = new Int32Array(2 * hashes.length);
    this.crowded.clear();
    for (let number = 0; number < this.count; number++) this.place(number);
  }

  private place(number: number): void {
    const mask = this.slots.length - 1;
    let at = mixed(this.hashes[number]!) & mask;
    for (let probe = 0; probe < mostProbes; probe++) {
      if (this.slots[at] === 0) {
        this.slots[at] = number + 1;
        return;
      }
      at = (at + 1) & mask;
    }
    this.crowded.set(this.texts[number]!, number);
  }
}

/** Of a text, not negative: FNV-1a over its code units. */
export function textHash(text: string): number {
  let hash = emptyHash;
  for (let i = 0; i < text.length; i++) hash = hashStep(hash, text.charCodeAt(i));
  return hash >>> 1;
}

/** For who hashes while reading on the way: start, a step a code unit, and without the lowest bit at the end. */
export const emptyHash = 0x811c9dc5 | 0;

export function hashStep(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

/** The low bits of FNV are weak. */
function mixed(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 16), 0x2c1b3c6d);
  return folded ^ (folded >>> 15);
}
