import { CycleLensError } from "../errors";

/** Most different stack prefixes that are held: real profiles stay below one million. */
export const maxStackNodes = 1 << 23;

/**
 * Stacks as a trie: one node for each different prefix, so memory grows with the shape of the program and not
 * with the number of samples. A parent always stands before its children. 24 bytes a node.
 */
export class StackTrie {
  length = 0;
  private prefixes = new Int32Array(1024);
  private keys = new Int32Array(1024);
  /** Open addressing, node + 1; 0 is free. Never more than half full. */
  private table = new Int32Array(2048);

  constructor(private readonly limit = maxStackNodes) {}

  /** Parent of each node; -1 for a root. */
  get prefix(): Int32Array {
    return this.prefixes.subarray(0, this.length);
  }

  get key(): Int32Array {
    return this.keys.subarray(0, this.length);
  }

  parentOf(node: number): number {
    return this.prefixes[node]!;
  }

  keyOf(node: number): number {
    return this.keys[node]!;
  }

  /** The child of `parent` (-1: the roots) for a key, made where there is none. @throws CycleLensError `too-large`. */
  child(parent: number, key: number): number {
    const { table, keys, prefixes } = this;
    const mask = table.length - 1;
    let slot = hash(parent, key) & mask;
    for (let held = table[slot]!; held !== 0; held = table[slot]!) {
      const node = held - 1;
      if (keys[node] === key && prefixes[node] === parent) return node;
      slot = (slot + 1) & mask;
    }
    return this.add(parent, key, slot);
  }

  private add(parent: number, key: number, slot: number): number {
    if (this.length >= this.limit)
      throw new CycleLensError(
        "too-large",
        `the profile has more than ${this.limit.toLocaleString("en-US")} different call paths`,
        "record a shorter run, or fewer frames a stack",
      );
    const node = this.length++;
    if (node >= this.keys.length) {
      this.keys = grown(this.keys);
      this.prefixes = grown(this.prefixes);
    }
    this.keys[node] = key;
    this.prefixes[node] = parent;
    this.table[slot] = node + 1;
    if (2 * this.length > this.table.length) this.rehash();
    return node;
  }

  private rehash(): void {
    const table = new Int32Array(2 * this.table.length);
    const mask = table.length - 1;
    for (let node = 0; node < this.length; node++) {
      let slot = hash(this.prefixes[node]!, this.keys[node]!) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = node + 1;
    }
    this.table = table;
  }
}

/** One number a node, growing with the trie. */
export class NodeColumn {
  private values = new Float64Array(1024);

  add(node: number, value: number): void {
    if (node >= this.values.length) {
      const larger = new Float64Array(Math.max(2 * this.values.length, node + 1));
      larger.set(this.values);
      this.values = larger;
    }
    this.values[node]! += value;
  }

  /** As many values as the trie has nodes. */
  take(length: number): Float64Array {
    if (this.values.length >= length) return this.values.subarray(0, length);
    const out = new Float64Array(length);
    out.set(this.values);
    return out;
  }
}

function grown(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * column.length);
  larger.set(column);
  return larger;
}

function hash(parent: number, key: number): number {
  let h = Math.imul(parent + 1, 0x9e3779b1) ^ Math.imul(key + 1, 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 13);
}
