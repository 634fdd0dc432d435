import { treeIndex } from "../analysis/treeIndex";
import type { CallTree, FrameTable, MetricId, Profile } from "../profile/model";
import { functionKey } from "./functionKey";
import type { TreeComparison } from "./types";

/** More topmost nodes than anybody reads. */
const mostListed = 2000;

/**
 * The call trees of two profiles joined by function: callees of one caller that are instances of one `fn` are one
 * node. Null where a side has no tree, or they know no metric in common. `metric` orders `gone` and `added`.
 */
export function compareTrees(base: Profile, next: Profile, metric?: MetricId): TreeComparison | null {
  if (base.callTree === null || next.callTree === null) return null;
  const known = Object.keys(next.callTree.self).filter((id) => base.callTree!.self[id] !== undefined);
  const metrics = next.metrics.map(({ id }) => id).filter((id) => known.includes(id));
  const first = metrics.find((id) => id === metric) ?? metrics[0];
  if (first === undefined) return null;
  const join = new TreeJoin(next.callTree.length + base.callTree.length);
  // The newer side first: its frames say where a function is.
  const ofNext = join.add(next.callTree);
  const ofBase = join.add(base.callTree);
  const shape = join.shape();
  const [before, after] = [
    { ...shape, self: selfOf(base.callTree, ofBase, shape.length, metrics) },
    { ...shape, self: selfOf(next.callTree, ofNext, shape.length, metrics) },
  ];
  const [baseTotal, nextTotal] = [totalsOf(before, metrics), totalsOf(after, metrics)];
  return {
    base: before,
    next: after,
    metrics,
    keys: join.keys,
    baseTotal,
    nextTotal,
    gone: onlyIn(shape, baseTotal[first]!, nextTotal[first]!),
    added: onlyIn(shape, nextTotal[first]!, baseTotal[first]!),
  };
}

type Shape = Omit<CallTree, "self">;

/** One tree out of several, node by node; a parent stands before its children in each, so in the whole. */
class TreeJoin {
  /** By frame. */
  readonly keys: string[] = [];
  private readonly frameOfKey = new Map<string, number>();
  private readonly name: string[] = [];
  private readonly file: (string | null)[] = [];
  private readonly line: number[] = [];
  private readonly func: number[] = [];
  private readonly inlined: number[] = [];
  private readonly prefix: Int32Array;
  private readonly frame: Int32Array;
  private length = 0;
  /** Where a node is by its parent and frame: open addressing, node + 1, 0 for free. */
  private readonly places: Int32Array;
  private sides = 0;

  /** Of at most that many nodes. */
  constructor(most: number) {
    this.prefix = new Int32Array(most);
    this.frame = new Int32Array(most);
    this.places = new Int32Array(2 ** Math.ceil(Math.log2(2 * most + 2)));
  }

  /** Gives the joined node of each node. */
  add(tree: CallTree): Int32Array {
    const frames = this.addFrames(tree.frames);
    const out = new Int32Array(tree.length);
    for (let node = 0; node < tree.length; node++) {
      const parent = tree.prefix[node]!;
      out[node] = this.node(parent < 0 ? -1 : out[parent]!, frames[tree.frame[node]!]!);
    }
    this.sides++;
    return out;
  }

  shape(): Shape {
    const frames: FrameTable = {
      length: this.name.length,
      name: this.name,
      func: Int32Array.from(this.func),
      file: this.file,
      line: Int32Array.from(this.line),
      inlined: Uint8Array.from(this.inlined),
    };
    return {
      length: this.length,
      frames,
      prefix: this.prefix.slice(0, this.length),
      frame: this.frame.slice(0, this.length),
    };
  }

  private addFrames(table: FrameTable): Int32Array {
    const out = new Int32Array(table.length);
    for (let i = 0; i < table.length; i++) {
      const key = functionKey(table.name[i]!);
      const inlined = table.inlined[i]!;
      // What is inlined here and called there has its own node, as in one tree.
      const id = `${String(inlined)}${key}`;
      let frame = this.frameOfKey.get(id);
      if (frame === undefined) {
        frame = this.keys.push(key) - 1;
        this.frameOfKey.set(id, frame);
        this.name.push(table.name[i]!);
        this.file.push(table.file[i] ?? null);
        this.line.push(table.line[i]!);
        // Rows of the newer profile only: the older one's would mean other functions.
        this.func.push(this.sides === 0 ? table.func[i]! : -1);
        this.inlined.push(inlined);
      } else if (this.name[frame] !== table.name[i]) this.name[frame] = key;
      out[i] = frame;
    }
    return out;
  }

  private node(parent: number, frame: number): number {
    const mask = this.places.length - 1;
    for (let at = mixed(parent, frame) & mask; ; at = (at + 1) & mask) {
      const node = this.places[at]! - 1;
      if (node < 0) {
        this.prefix[this.length] = parent;
        this.frame[this.length] = frame;
        this.places[at] = ++this.length;
        return this.length - 1;
      }
      if (this.prefix[node] === parent && this.frame[node] === frame) return node;
    }
  }
}

function mixed(parent: number, frame: number): number {
  let hash = Math.imul(parent + 1, 0x9e3779b1) ^ Math.imul(frame + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function selfOf(
  tree: CallTree,
  nodes: Int32Array,
  length: number,
  metrics: readonly MetricId[],
): Record<MetricId, Float64Array> {
  const out: Record<MetricId, Float64Array> = {};
  for (const id of metrics) {
    const [sum, self] = [new Float64Array(length), tree.self[id]!];
    for (let node = 0; node < tree.length; node++) sum[nodes[node]!]! += self[node] || 0;
    out[id] = sum;
  }
  return out;
}

function totalsOf(tree: CallTree, metrics: readonly MetricId[]): Record<MetricId, Float64Array> {
  const index = treeIndex(tree);
  return Object.fromEntries(metrics.map((id) => [id, index.total(id)]));
}

/** Topmost nodes with cost in one and none in the other, largest first. */
function onlyIn({ length, prefix }: Shape, here: Float64Array, there: Float64Array): number[] {
  const out: number[] = [];
  const isOnly = (node: number): boolean => here[node]! > 0 && there[node] === 0;
  for (let node = 0; node < length; node++) {
    const parent = prefix[node]!;
    if (isOnly(node) && (parent < 0 || !isOnly(parent))) out.push(node);
  }
  return out.sort((a, b) => here[b]! - here[a]! || a - b).slice(0, mostListed);
}
