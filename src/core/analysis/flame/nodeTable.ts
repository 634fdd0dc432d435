/** Nodes under construction, found by (parent, frame) in an open-addressing table of integers. */
export class NodeTable {
  private readonly parent: Int32Array;
  private readonly frame: Int32Array;
  private readonly origin: Int32Array;
  private readonly slots: Int32Array;
  private readonly mask: number;
  private count = 0;

  constructor(capacity: number) {
    this.parent = new Int32Array(capacity);
    this.frame = new Int32Array(capacity);
    this.origin = new Int32Array(capacity);
    let size = 16;
    while (size < capacity * 2) size *= 2;
    this.slots = new Int32Array(size);
    this.mask = size - 1;
  }

  add(parent: number, frame: number, origin: number): number {
    const node = this.count++;
    this.parent[node] = parent;
    this.frame[node] = frame;
    this.origin[node] = origin;
    return node;
  }

  /** The child of `parent` with this frame, made if there is none yet. */
  childOf(parent: number, frame: number, origin: number): number {
    let hash = Math.imul(parent, 0x9e3779b1) ^ Math.imul(frame, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    for (let slot = (hash ^ (hash >>> 13)) & this.mask; ; slot = (slot + 1) & this.mask) {
      const node = this.slots[slot]! - 1;
      if (node < 0) {
        const made = this.add(parent, frame, origin);
        this.slots[slot] = made + 1;
        return made;
      }
      if (this.parent[node] === parent && this.frame[node] === frame) return node;
    }
  }

  /** The finished columns with links to children (in order of first appearance) and heights. */
  finish() {
    const length = this.count;
    const parent = this.parent.slice(0, length);
    return {
      length,
      parent,
      frame: this.frame.slice(0, length),
      origin: this.origin.slice(0, length),
      ...linksOf(parent),
    };
  }
}

/** Links to children in order of their numbers, and the levels below each node; parents stand before children. */
export function linksOf(parent: Int32Array) {
  const firstChild = new Int32Array(parent.length).fill(-1);
  const nextSibling = new Int32Array(parent.length).fill(-1);
  const height = new Int32Array(parent.length);
  for (let node = parent.length - 1; node > 0; node--) {
    const above = parent[node]!;
    nextSibling[node] = firstChild[above]!;
    firstChild[above] = node;
    if (height[node]! >= height[above]!) height[above] = height[node]! + 1;
  }
  return { firstChild, nextSibling, height };
}
