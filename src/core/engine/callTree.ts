import type { EngineCallTree } from "./types";

/**
 * Where a recorder keeps its frames and nodes, so that other code can do the plain cases of its work: one column a
 * field. Frames have `mostFrames` places, nodes `mostNodes` and one for each function; none is moved. `top`: the
 * innermost frame; `last`: steps at the last settling.
 */
export interface CallTreeStorage {
  readonly top: Int32Array;
  readonly last: Float64Array;
  readonly frameNode: Int32Array;
  readonly frameReturn: Float64Array;
  readonly frameStack: Float64Array;
  readonly open: Int32Array;
  readonly fn: Int32Array;
  readonly calls: Float64Array;
  readonly steps: Float64Array;
  readonly lastChild: Int32Array;
}

/** Functions are numbers of the caller's choice from -2 on; -1 is outside every symbol. */
const noFunction = -3;
/** Frames and nodes beyond these are not told apart any more. */
export const mostFrames = 1 << 23;
export const mostNodes = 1 << 22;
/** Frames that may be looked at in vain over a whole run before stacks that were switched are left alone. */
const mostSearched = 100_000_000;

/**
 * The true call tree of a run: every call one level deeper, recursion too; a tail call puts its callee in
 * the jumper's place; a return, a panic's unwinding or a longjmp goes back to the frame that it lands in.
 */
export class CallTreeRecorder {
  /** Calls that were not told apart any more, because there were too many frames or nodes. */
  folded = 0;
  protected nodes = 0;
  private prefix = new Int32Array(256);
  protected fn: Int32Array;
  private calls: Float64Array;
  private steps: Float64Array;
  private cost = new Float64Array(256);
  private lastChild: Int32Array;
  private slots = new Int32Array(1024).fill(-1);
  private readonly tops: Int32Array;
  protected frameNode: Int32Array;
  private frameReturn: Float64Array;
  private frameStack: Float64Array;
  /** Frames of a function that are open; by function + 2. */
  private readonly open: Int32Array;
  private readonly last: Float64Array;
  private lastCost = 0;
  private searched = 0;

  /** The run starts in `first`, the machine's own code: what that calls stands at the top as well. */
  constructor(
    functions: number,
    private readonly first: number,
    storage: CallTreeStorage | null = null,
  ) {
    this.tops = storage?.top ?? new Int32Array(1);
    this.last = storage?.last ?? new Float64Array(1);
    this.frameNode = storage?.frameNode ?? new Int32Array(256);
    this.frameReturn = storage?.frameReturn ?? new Float64Array(256);
    this.frameStack = storage?.frameStack ?? new Float64Array(256);
    this.open = storage?.open ?? new Int32Array(functions + 2);
    this.fn = storage?.fn ?? new Int32Array(256);
    this.calls = storage?.calls ?? new Float64Array(256);
    this.steps = storage?.steps ?? new Float64Array(256);
    this.lastChild = storage?.lastChild ?? new Int32Array(256);
    this.tops[0] = -1;
    this.push(this.child(-1, first), NaN, Infinity);
  }

  /** Function of the frame that runs. */
  get current(): number {
    return this.fn[this.frameNode[this.top]!]!;
  }

  get depth(): number {
    return this.top + 1;
  }

  protected get top(): number {
    return this.tops[0]!;
  }

  /** Where what the frame that runs calls stands. */
  protected get caller(): number {
    return this.frameNode[this.top]!;
  }

  /** Charges what has run since the last time to the frame that runs. Steps and cost are totals of the run. */
  settle(steps: number, cost: number): void {
    const node = this.frameNode[this.top]!;
    this.steps[node]! += steps - this.last[0]!;
    this.cost[node]! += cost - this.lastCost;
    this.last[0] = steps;
    this.lastCost = cost;
  }

  /** A jump that wrote a return address. Within a function, and not to its entry, it is no call. */
  call(fn: number, isEntry: boolean, back: number, stack: number): void {
    if (fn === this.current && !isEntry) return;
    const parent = this.top === 0 && this.current === this.first ? -1 : this.caller;
    if (this.top + 1 >= mostFrames) {
      this.folded++;
      this.replace(fn, true);
      return;
    }
    const node = this.child(parent, fn);
    this.calls[node]!++;
    this.push(node, back, stack);
  }

  /** A jump that wrote none, to pc in `fn`; `computed` where a register held the address. */
  jump(fn: number, isEntry: boolean, pc: number, computed: boolean, stack: number): void {
    // 1. The return of the frame that runs.
    if (computed && this.frameReturn[this.top] === pc && this.top > 0) {
      this.pop();
      if (this.current !== fn) this.replace(fn, false);
      return;
    }
    if (fn === this.current) return;
    // 2. A tail call, or a jump into a function that nobody waits in.
    if (isEntry || this.open[fn + 2] === 0) {
      this.replace(fn, isEntry);
      return;
    }
    // 3. Back into a frame below: those whose stack is given up are gone.
    let at = this.top;
    while (at > 0 && this.frameStack[at]! <= stack && this.searched < mostSearched) {
      if (this.frameReturn[at] === pc) {
        at--;
        break;
      }
      if (this.functionAt(at) === fn && !(this.frameStack[at - 1]! <= stack)) break;
      at--;
      this.searched++;
    }
    if (this.functionAt(at) !== fn) {
      this.replace(fn, false);
      return;
    }
    this.searched -= this.top - at;
    while (this.top > at) this.pop();
  }

  /** The tree; `addressOf` gives the entry of a function, NaN outside every symbol. */
  build(addressOf: (fn: number) => number): EngineCallTree {
    const { nodes } = this;
    return {
      length: nodes,
      prefix: this.prefix.slice(0, nodes),
      address: Float64Array.from(this.fn.subarray(0, nodes), addressOf),
      calls: this.calls.slice(0, nodes),
      selfSteps: this.steps.slice(0, nodes),
      selfCost: this.cost.slice(0, nodes),
    };
  }

  private functionAt(frame: number): number {
    return this.fn[this.frameNode[frame]!] ?? noFunction;
  }

  /** The frame that runs becomes one of another function, called from where it was called. */
  private replace(fn: number, isCall: boolean): void {
    const old = this.frameNode[this.top]!;
    const node = this.child(this.prefix[old]!, fn);
    if (isCall) this.calls[node]!++;
    this.open[this.fn[old]! + 2]!--;
    this.open[fn + 2]!++;
    this.frameNode[this.top] = node;
  }

  private push(node: number, back: number, stack: number): void {
    const at = ++this.tops[0]!;
    if (at === this.frameNode.length) {
      this.frameNode = grown(this.frameNode);
      this.frameReturn = grown(this.frameReturn);
      this.frameStack = grown(this.frameStack);
    }
    this.frameNode[at] = node;
    this.frameReturn[at] = back;
    this.frameStack[at] = stack;
    this.open[this.fn[node]! + 2]!++;
  }

  private pop(): void {
    this.open[this.fn[this.frameNode[this.top]!]! + 2]!--;
    this.tops[0]!--;
  }

  /** The node of a function below a node; one that exists is found again. */
  protected child(parent: number, fn: number): number {
    if (parent >= 0) {
      const last = this.lastChild[parent]!;
      if (last >= 0 && this.fn[last] === fn) return last;
    }
    const mask = this.slots.length - 1;
    let slot = hash(parent, fn) & mask;
    for (;;) {
      const node = this.slots[slot]!;
      if (node < 0) break;
      if (this.prefix[node] === parent && this.fn[node] === fn) {
        if (parent >= 0) this.lastChild[parent] = node;
        return node;
      }
      slot = (slot + 1) & mask;
    }
    if (this.nodes >= mostNodes && parent >= 0) {
      // No room: the function stands at the top once, whoever calls it.
      this.folded++;
      return this.child(-1, fn);
    }
    return this.add(parent, fn, slot);
  }

  private add(parent: number, fn: number, slot: number): number {
    const node = this.nodes++;
    if (node === this.prefix.length) {
      this.prefix = grown(this.prefix);
      this.cost = grown(this.cost);
    }
    if (node === this.fn.length) {
      this.fn = grown(this.fn);
      this.calls = grown(this.calls);
      this.steps = grown(this.steps);
      this.lastChild = grown(this.lastChild);
    }
    this.prefix[node] = parent;
    this.fn[node] = fn;
    this.lastChild[node] = -1;
    if (parent >= 0) this.lastChild[parent] = node;
    this.slots[slot] = node;
    if (this.nodes * 2 > this.slots.length) this.rehash();
    return node;
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = this.slots.length - 1;
    for (let node = 0; node < this.nodes; node++) {
      let slot = hash(this.prefix[node]!, this.fn[node]!) & mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = node;
    }
  }
}

function hash(parent: number, fn: number): number {
  const h = Math.imul(parent + 1, 0x9e3779b1) ^ Math.imul(fn + 3, 0x85ebca6b);
  return h ^ (h >>> 15);
}

function grown<T extends Int32Array | Float64Array>(column: T): T {
  const larger = new (column.constructor as new (length: number) => T)(column.length * 2);
  larger.set(column);
  return larger;
}
