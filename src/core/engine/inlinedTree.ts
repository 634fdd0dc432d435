import { CallTreeRecorder } from "./callTree";
import type { InlineSites } from "./inlineSites";
import type { EngineInlinedTree } from "./types";

const unknown = -1;
/** Nodes from where on what was inlined is no longer told apart. */
const mostInlined = 1 << 20;

/**
 * The true call tree of a run with what was inlined: below the node of a function stands a node for each inlined
 * function whose code ran, and what was called from there stands below that. It follows every instruction: whoever runs
 * them says with `enter` when `siteOfRow` is another than before, and keeps totals of whatever else is counted in `parts`.
 */
export class InlinedTreeRecorder extends CallTreeRecorder {
  /** Where the code that runs was inlined; see `InlineSites`. */
  site = 0;
  /** Whether some cost stands at a function and not where it was inlined, for want of room. */
  private isLumped = false;
  /** Totals of the run so far beside steps and cost, kept by whoever runs it; each is charged as these are. */
  readonly parts: Float64Array;
  private readonly lastParts: Float64Array;
  private readonly partsOfNode: Float64Array[];
  /** Site of each row, found when it first runs. */
  readonly siteOfRow: Int32Array;
  private keys = new Int32Array(2048).fill(-1);
  private found = new Int32Array(1024);
  private kept = 0;
  private readonly path: number[] = [];

  constructor(
    private readonly functions: number,
    first: number,
    rows: number,
    private readonly sites: InlineSites,
    private readonly pcOf: (row: number) => number,
    private readonly partNames: readonly string[] = [],
  ) {
    super(functions, first);
    this.parts = new Float64Array(partNames.length);
    this.lastParts = new Float64Array(partNames.length);
    this.partsOfNode = partNames.map(() => new Float64Array(256));
    this.siteOfRow = new Int32Array(rows).fill(unknown);
  }

  /** The run goes on at a row; what ran until then has been settled. Gives its site. */
  enter(row: number): number {
    if (this.siteOfRow[row] === unknown) this.siteOfRow[row] = this.sites.at(this.pcOf(row));
    return (this.site = this.siteOfRow[row]!);
  }

  override settle(steps: number, cost: number): void {
    if (steps === this.last[0] && cost === this.lastCost) return;
    const node = this.nodeAt(this.frameNode[this.top]!, this.site);
    this.steps[node]! += steps - this.last[0]!;
    this.cost[node]! += cost - this.lastCost;
    this.last[0] = steps;
    this.lastCost = cost;
    const { parts, lastParts, partsOfNode } = this;
    for (let i = 0; i < parts.length; i++) {
      if (parts[i] === lastParts[i]) continue;
      if (partsOfNode[i]!.length <= node) partsOfNode[i] = longer(partsOfNode[i]!, node);
      partsOfNode[i]![node]! += parts[i]! - lastParts[i]!;
      lastParts[i] = parts[i]!;
    }
  }

  /** The same where the parts are what operations, of them precompiles, and memory cost. */
  settleParts(steps: number, cost: number, operations: number, precompiles: number, memory: number): void {
    const { parts } = this;
    parts[0] = operations - precompiles;
    parts[1] = precompiles;
    parts[2] = memory;
    this.settle(steps, cost);
  }

  protected override get caller(): number {
    return this.nodeAt(this.frameNode[this.top]!, this.site);
  }

  get warnings(): readonly string[] {
    if (!this.isLumped) return [];
    const most = mostInlined.toLocaleString("en-US");
    return [`beyond ${most} nodes of the call tree inlined functions are not told from their callers`];
  }

  /** The tree with the functions that were inlined. */
  buildInlined(addressOf: (fn: number) => number): EngineInlinedTree {
    const { functions } = this;
    const inlined = Int32Array.from(this.fn.subarray(0, this.nodes), (fn) =>
      fn >= functions ? fn - functions : -1,
    );
    return {
      ...this.build((fn) => (fn >= functions ? NaN : addressOf(fn))),
      inlined,
      functions: this.sites.functions(),
      parts: Object.fromEntries(
        this.partNames.map((name, i) => {
          const column = this.partsOfNode[i]!;
          return [
            name,
            (column.length < this.nodes ? longer(column, this.nodes) : column).slice(0, this.nodes),
          ];
        }),
      ),
    };
  }

  /** The node of a site below the node of a function. */
  private nodeAt(node: number, site: number): number {
    if (site === 0) return node;
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

/** With room for this place, and as much again. */
function longer(column: Float64Array, place: number): Float64Array {
  const larger = new Float64Array(2 * place + 2);
  larger.set(column);
  return larger;
}

function hash(node: number, site: number): number {
  const h = Math.imul(node, 0x9e3779b1) ^ Math.imul(site, 0x85ebca6b);
  return h ^ (h >>> 15);
}
