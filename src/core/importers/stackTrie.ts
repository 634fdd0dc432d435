import { CycleLensError } from "../errors";

/** Most different stack prefixes that are held: real profiles stay below one million. */
const maxStackNodes = 1 << 23;

/** Slots beside the parent's that are tried first. */
const near = 8;

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

  constructor(private limit = maxStackNodes) {}

  /** Room for so many nodes, before the first one is made: nothing is copied while they come. */
  reserve(nodes: number): void {
    if (this.length > 0 || !(nodes > this.keys.length)) return;
    const room = 2 ** Math.ceil(Math.log2(Math.min(nodes, this.limit)));
    this.keys = new Int32Array(room);
    this.prefixes = new Int32Array(room);
    this.table = new Int32Array(2 * room);
  }

  /**
   * Room for as many nodes as `other` has, in memory that it looked its nodes up in: they cannot be found or made in it
   * any more, only read.
   */
  replace(other: StackTrie): void {
    if (this.length > 0) return;
    this.reserve(other.length);
    if (other.table.length >= 2 * this.keys.length) this.table = other.table.fill(0);
    other.seal();
  }

  /** No node can be found or made from here on: gives back what is not needed to read the trie. */
  seal(): void {
    this.table = new Int32Array(1);
    this.limit = this.length;
  }

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
    // 1. Beside the parent: a stack's nodes are made one after the other and so lie together in memory.
    let slot = (2 * parent + 2) & mask;
    for (let probe = 0; probe < near; probe++) {
      const node = table[slot]! - 1;
      if (node < 0) return this.add(parent, key, slot);
      if (keys[node] === key && prefixes[node] === parent) return node;
      slot = (slot + 1) & mask;
    }
    // 2. Anywhere: parents with many children.
    slot = hash(parent, key) & mask;
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
      let slot = (2 * this.prefixes[node]! + 2) & mask;
      let probe = 0;
      while (probe < near && table[slot] !== 0) {
        slot = (slot + 1) & mask;
        probe++;
      }
      if (probe === near) {
        slot = hash(this.prefixes[node]!, this.keys[node]!) & mask;
        while (table[slot] !== 0) slot = (slot + 1) & mask;
      }
      table[slot] = node + 1;
    }
    this.table = table;
  }
}

/**
 * Enters whole stacks into a trie. What a stack shares with the one before it is not looked up again: profilers write
 * neighbours one after the other, and every stack begins alike.
 */
export class StackWalk {
  private keys = new Int32Array(256);
  private nodes = new Int32Array(256);
  private depth = 0;

  constructor(private readonly trie: StackTrie) {}

  /** The node of a stack whose innermost frame comes first; -1 for an empty one. */
  enter(stack: Int32Array, length: number): number {
    if (length > this.keys.length) {
      this.keys = new Int32Array(2 * length);
      this.nodes = new Int32Array(2 * length);
      this.depth = 0;
    }
    const { keys, nodes } = this;
    let at = 0;
    const shared = Math.min(this.depth, length);
    while (at < shared && keys[at] === stack[length - 1 - at]) at++;
    let node = at === 0 ? -1 : nodes[at - 1]!;
    for (; at < length; at++) {
      const key = stack[length - 1 - at]!;
      node = this.trie.child(node, key);
      keys[at] = key;
      nodes[at] = node;
    }
    this.depth = length;
    return node;
  }
}

/** Several figures for each node at which stacks end. 4 bytes a node, 8 a figure that any stack has. */
export class StackValues {
  length = 0;
  private endings = new Int32Array(1024);
  private nodes = new Int32Array(256);
  private readonly columns: (Float64Array | null)[];

  constructor(width: number) {
    this.columns = new Array<Float64Array | null>(width).fill(null);
  }

  /** Room for so many endings among so many nodes, before the first one comes: nothing is copied while they come. */
  reserve(endings: number, nodes: number): void {
    if (this.length > 0) return;
    if (nodes > this.endings.length) this.endings = new Int32Array(nodes);
    if (endings > this.nodes.length) this.nodes = new Int32Array(endings);
  }

  /** Adds the first `count` figures to those of a node. */
  add(node: number, figures: Float64Array, count: number): void {
    if (node >= this.endings.length) this.endings = longer(this.endings, node + 1);
    let ending = this.endings[node]! - 1;
    if (ending < 0) {
      ending = this.length++;
      if (ending >= this.nodes.length) this.grow();
      this.endings[node] = ending + 1;
      this.nodes[ending] = node;
    }
    for (let k = 0; k < count; k++) {
      const figure = figures[k]!;
      if (figure !== 0) (this.columns[k] ??= new Float64Array(this.nodes.length))[ending]! += figure;
    }
  }

  /** In order of first use. */
  nodeAt(ending: number): number {
    return this.nodes[ending]!;
  }

  valueAt(ending: number, figure: number): number {
    return this.columns[figure]?.[ending] ?? 0;
  }

  /** A figure by ending, at least `length` long; null where all are 0. */
  column(figure: number): Float64Array | null {
    return this.columns[figure] ?? null;
  }

  private grow(): void {
    this.nodes = longer(this.nodes, this.length);
    this.columns.forEach((column, k) => {
      if (column === null) return;
      this.columns[k] = new Float64Array(this.nodes.length);
      this.columns[k].set(column);
    });
  }
}

function longer(column: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(2 * column.length, least));
  larger.set(column);
  return larger;
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
