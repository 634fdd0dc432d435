import { CallTreeRecorder } from "./callTree";
import type { InlineSites } from "./inlineSites";
import type { EngineInlinedTree } from "./types";

const unknown = -1;
/** Nodes from where on what was inlined is no longer told apart. */
const mostInlined = 1 << 20;

/** What was recorded: the shape of an `EngineInlinedTree`, and each counter by node. */
export interface RecordedInlined {
  readonly tree: Pick<EngineInlinedTree, "length" | "prefix" | "address" | "calls" | "inlined" | "functions">;
  readonly counters: readonly Float64Array[];
}

/**
 * The true call tree of a run with what was inlined: below the node of a function stands a node for each inlined
 * function whose code ran, and what was called from there stands below that. It follows every instruction: whoever runs
 * them keeps the run's totals in `now`, and says with `enter` when `siteOfRow` is another than before. What ran until
 * then, and until a call or a jump, is charged by `charge`.
 */
export class InlinedTreeRecorder extends CallTreeRecorder {
  /** Totals of the run so far; the first grows with every instruction. */
  readonly now: Float64Array;
  /** Where the code that runs was inlined; see `InlineSites`. */
  site = 0;
  /** Site of each row, found when it first runs. */
  readonly siteOfRow: Int32Array;
  private readonly before: Float64Array;
  /** All counters of a node one after the other. */
  private charged: Float64Array;
  /** Nodes by function node and site: open addressing. */
  private keys = new Int32Array(2048).fill(-1);
  private found = new Int32Array(1024);
  private kept = 0;
  private readonly path: number[] = [];
  /** By site: the function node that was asked for last, and the node of the site below it. */
  private lastOwner = new Int32Array(256).fill(-1);
  private lastNode = new Int32Array(256);
  /** Whether some cost stands at a function and not where it was inlined, for want of room. */
  private isLumped = false;

  constructor(
    private readonly functions: number,
    first: number,
    rows: number,
    private readonly sites: InlineSites,
    private readonly pcOf: (row: number) => number,
    counters: number,
  ) {
    super(functions, first);
    this.siteOfRow = new Int32Array(rows).fill(unknown);
    this.now = new Float64Array(counters);
    this.before = new Float64Array(counters);
    this.charged = new Float64Array(256 * counters);
  }

  /** The run goes on at a row; what ran until then has been charged. Gives its site. */
  enter(row: number): number {
    if (this.siteOfRow[row] === unknown) this.siteOfRow[row] = this.sites.at(this.pcOf(row));
    return (this.site = this.siteOfRow[row]!);
  }

  /** Charges what `now` grew by since the last time to the code that ran. */
  charge(): void {
    const { now, before } = this;
    if (now[0] === before[0]) return;
    const { length } = now;
    const from = length * this.nodeAt(this.frameNode[this.top]!, this.site);
    if (from + length > this.charged.length) this.charged = longer(this.charged, from + length);
    const { charged } = this;
    for (let i = 0; i < length; i++) {
      charged[from + i]! += now[i]! - before[i]!;
      before[i] = now[i]!;
    }
  }

  /** `charge` with the totals of a machine that has four counters. */
  chargeTotals(first: number, second: number, third: number, fourth: number): void {
    const { now } = this;
    now[0] = first;
    now[1] = second;
    now[2] = third;
    now[3] = fourth;
    this.charge();
  }

  protected override get caller(): number {
    return this.nodeAt(this.frameNode[this.top]!, this.site);
  }

  get warnings(): readonly string[] {
    if (!this.isLumped) return [];
    const most = mostInlined.toLocaleString("en-US");
    return [`beyond ${most} nodes of the call tree inlined functions are not told from their callers`];
  }

  /** `addressOf` gives the entry of a function, NaN outside every symbol. */
  recorded(addressOf: (fn: number) => number): RecordedInlined {
    const { functions, charged, now } = this;
    const { length, prefix, address, calls } = this.build((fn) => (fn >= functions ? NaN : addressOf(fn)));
    const inlined = Int32Array.from(this.fn.subarray(0, length), (fn) =>
      fn >= functions ? fn - functions : -1,
    );
    return {
      tree: { length, prefix, address, calls, inlined, functions: this.sites.functions() },
      counters: Array.from(now, (_, i) =>
        new Float64Array(length).map((_, node) => charged[node * now.length + i] ?? 0),
      ),
    };
  }

  /** The node of a site below the node of a function. */
  private nodeAt(node: number, site: number): number {
    if (site === 0) return node;
    if (this.lastOwner[site] === node) return this.lastNode[site]!;
    const found = this.placeOf(node, site);
    if (site >= this.lastOwner.length) this.widenLast(site);
    this.lastOwner[site] = node;
    this.lastNode[site] = found;
    return found;
  }

  private placeOf(node: number, site: number): number {
    const known = this.look(node, site);
    if (known >= 0) return known;
    if (this.nodes >= mostInlined) {
      this.isLumped = true;
      return node;
    }
    // From the site outwards to one that is known, and back in.
    const { path, sites } = this;
    path.length = 0;
    let at = -1;
    for (let up = site; at < 0; up = sites.parent[up]!) {
      at = up === 0 ? node : this.look(node, up);
      if (at < 0) path.push(up);
    }
    for (let i = path.length - 1; i >= 0; i--) {
      at = this.child(at, this.functions + sites.functionOf[path[i]!]!);
      this.keep(node, path[i]!, at);
    }
    return at;
  }

  private widenLast(site: number): void {
    const [owner, node] = [new Int32Array(2 * site).fill(-1), new Int32Array(2 * site)];
    owner.set(this.lastOwner);
    node.set(this.lastNode);
    this.lastOwner = owner;
    this.lastNode = node;
  }

  private look(node: number, site: number): number {
    const { keys, found } = this;
    const mask = found.length - 1;
    for (let slot = hash(node, site) & mask; ; slot = (slot + 1) & mask) {
      if (keys[2 * slot] === -1) return -1;
      if (keys[2 * slot] === node && keys[2 * slot + 1] === site) return found[slot]!;
    }
  }

  private keep(node: number, site: number, value: number): void {
    if (2 * ++this.kept > this.found.length) this.widen();
    this.put(node, site, value);
  }

  private put(node: number, site: number, value: number): void {
    const { keys, found } = this;
    const mask = found.length - 1;
    let slot = hash(node, site) & mask;
    while (keys[2 * slot] !== -1) slot = (slot + 1) & mask;
    keys[2 * slot] = node;
    keys[2 * slot + 1] = site;
    found[slot] = value;
  }

  private widen(): void {
    const { keys, found } = this;
    this.keys = new Int32Array(2 * keys.length).fill(-1);
    this.found = new Int32Array(2 * found.length);
    for (let slot = 0; slot < found.length; slot++)
      if (keys[2 * slot] !== -1) this.put(keys[2 * slot]!, keys[2 * slot + 1]!, found[slot]!);
  }
}

/** With room for so many, and as many again. */
function longer(column: Float64Array, length: number): Float64Array {
  const larger = new Float64Array(2 * length);
  larger.set(column);
  return larger;
}

function hash(node: number, site: number): number {
  const h = Math.imul(node, 0x9e3779b1) ^ Math.imul(site, 0x85ebca6b);
  return h ^ (h >>> 15);
}
