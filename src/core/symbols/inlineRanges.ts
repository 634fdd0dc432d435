import { FloatColumn, IntColumn } from "./growable";
import { lastAtMost } from "./symbolTable";

/** Which function instance (out of line or inlined) an address is in, innermost; disjoint ranges in order. */
export class InlineLookup {
  constructor(
    private readonly from: Float64Array,
    private readonly node: Int32Array,
  ) {}

  /** -1 for none. */
  find(pc: number): number {
    const row = lastAtMost(this.from, pc);
    return row < 0 ? -1 : this.node[row]!;
  }
}

/** Collects the ranges of nested instances and flattens them. */
export class InlineRanges {
  private readonly from = new FloatColumn();
  private readonly to = new FloatColumn();
  private readonly node = new IntColumn();

  get length(): number {
    return this.from.length;
  }

  add(from: number, to: number, node: number): void {
    this.from.push(from);
    this.to.push(to);
    this.node.push(node);
  }

  /**
   * `parent` is the enclosing node of each node, -1 for a function of its own; parents have smaller numbers. An instance
   * counts only inside its parent: of functions that share code the first one wins.
   */
  table(parent: Int32Array): InlineLookup {
    const from = this.from.array();
    const to = this.to.array();
    const node = this.node.array();
    // Outer before inner: by start, then by number (a parent's is smaller), which is the order of reading.
    const order = new Uint32Array(from.length)
      .map((_, i) => i)
      .sort((a, b) => from[a]! - from[b]! || node[a]! - node[b]! || a - b);
    const outFrom = new FloatColumn();
    const outNode = new IntColumn();
    const emit = (at: number, which: number): void => {
      const last = outFrom.length - 1;
      if (last >= 0 && outFrom.at(last) === at) outNode.set(last, which);
      else if (last < 0 || outNode.at(last) !== which) {
        outFrom.push(at);
        outNode.push(which);
      }
    };
    const openEnd: number[] = [];
    const openNode: number[] = [];
    const closeUntil = (limit: number): void => {
      while (openEnd.length > 0 && openEnd[openEnd.length - 1]! <= limit) {
        const end = openEnd.pop()!;
        openNode.pop();
        emit(end, openNode[openNode.length - 1] ?? -1);
      }
    };
    for (const i of order) {
      closeUntil(from[i]!);
      const which = node[i]!;
      const outer = openNode[openNode.length - 1] ?? -1;
      if (outer === which || (outer !== parent[which]! && !(parent[which] === -1 && outer === -1))) continue;
      const outerEnd = openEnd[openEnd.length - 1] ?? Infinity;
      openEnd.push(Math.min(to[i]!, outerEnd));
      openNode.push(which);
      emit(from[i]!, which);
    }
    closeUntil(Infinity);
    return new InlineLookup(outFrom.array(), outNode.array());
  }
}
