const none = -1;

/**
 * A call tree that is put together stack by stack: equal (parent, frame) pairs are one node. Four typed columns and a
 * hash table of ints; parents stand before their children by construction.
 */
export class NodeTable {
  length = 0;
  private prefixes = new Int32Array(1024);
  private frames = new Int32Array(1024);
  private slots = new Int32Array(4096).fill(none);

  /** The node of `frame` below `parent` (-1: a root); made where there is none yet. */
  child(parent: number, frame: number): number {
    const mask = this.slots.length - 1;
    let at = hash(parent, frame) & mask;
    for (let node = this.slots[at]!; node !== none; node = this.slots[at]!) {
      if (this.prefixes[node] === parent && this.frames[node] === frame) return node;
      at = (at + 1) & mask;
    }
    if (this.length === this.prefixes.length) this.grow();
    const node = this.length++;
    this.prefixes[node] = parent;
    this.frames[node] = frame;
    this.slots[at] = node;
    if (this.length * 2 > this.slots.length) this.rehash();
    return node;
  }

  /** Parent of each node; -1 for a root. */
  get prefix(): Int32Array {
    return this.prefixes.slice(0, this.length);
  }

  /** Frame of each node. */
  get frame(): Int32Array {
    return this.frames.slice(0, this.length);
  }

  parentOf(node: number): number {
    return this.prefixes[node]!;
  }

  frameOf(node: number): number {
    return this.frames[node]!;
  }

  private grow(): void {
    const [prefixes, frames] = [this.prefixes, this.frames];
    this.prefixes = new Int32Array(2 * prefixes.length);
    this.frames = new Int32Array(2 * frames.length);
    this.prefixes.set(prefixes);
    this.frames.set(frames);
  }

  private rehash(): void {
    this.slots = new Int32Array(2 * this.slots.length).fill(none);
    const mask = this.slots.length - 1;
    for (let node = 0; node < this.length; node++) {
      let at = hash(this.prefixes[node]!, this.frames[node]!) & mask;
      while (this.slots[at] !== none) at = (at + 1) & mask;
      this.slots[at] = node;
    }
  }
}

function hash(parent: number, frame: number): number {
  let h = Math.imul(parent + 1, 0x9e3779b1) ^ Math.imul(frame + 1, 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}

/** A number a node that grows with what is added. */
export class NodeSums {
  private values = new Float64Array(1024);

  add(node: number, value: number): void {
    if (node >= this.values.length) {
      const grown = new Float64Array(Math.max(2 * this.values.length, node + 1));
      grown.set(this.values);
      this.values = grown;
    }
    this.values[node]! += value;
  }

  column(length: number): Float64Array {
    const column = new Float64Array(length);
    column.set(this.values.subarray(0, length));
    return column;
  }
}
