import type { FlameSource, OtherSide, Rest } from "./source";
import { noRest } from "./source";
import type { FlameTree } from "./tree";
import type { NodeCosts } from "./treeSource";

/** Nodes of the tree that make up one merged frame, and what each brings. */
export interface Bundle {
  readonly frame: number;
  readonly total: number;
  readonly self: number;
  readonly nodes: Int32Array;
  readonly weights: Float64Array;
  readonly rank: number;
  /** Only in a comparison: the same of the other side. */
  readonly other: OtherWeights | null;
}

interface OtherWeights extends OtherSide {
  readonly weights: Float64Array;
  /** Of each node which runs what is looked at from there is in: a caller both runs have may call what one has not. */
  readonly flags: Uint8Array;
}

interface Nodes {
  readonly nodes: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  readonly others: ArrayLike<number> | null;
  readonly flags: ArrayLike<number> | null;
}

/** So many visits of nodes a slice; a frame that would need more keeps its callers closed. */
const maxVisits = 20_000_000;

/**
 * Trees whose frames merge many nodes: callers (outwards) or callees (inwards) of a set of nodes.
 * A bundle's nodes all show the same frame; opening it goes one step out or in and groups by frame.
 */
export class MergedSource implements FlameSource {
  readonly root = 0;
  private readonly bundles: Bundle[];
  private readonly groupOf: Int32Array;
  private readonly slotOf: Int32Array;
  private visits = 0;

  constructor(
    private readonly tree: FlameTree,
    private readonly costs: NodeCosts,
    frames: number,
    root: Bundle,
    private readonly step: "callers" | "callees" | "here-then-callers",
  ) {
    this.bundles = [root];
    this.groupOf = new Int32Array(frames).fill(-1);
    this.slotOf = new Int32Array(step === "callees" ? 0 : tree.length).fill(-1);
  }

  frame(handle: number): number {
    return this.bundles[handle]!.frame;
  }
  total(handle: number): number {
    return this.bundles[handle]!.total;
  }
  self(handle: number): number {
    return this.bundles[handle]!.self;
  }
  node(): number {
    return -1;
  }
  other(handle: number): OtherSide {
    return this.bundles[handle]!.other ?? { total: 0, self: 0, sides: 0 };
  }
  rank(handle: number): number {
    return this.bundles[handle]!.rank;
  }

  levels(handle: number): number {
    const bundle = this.bundles[handle]!;
    if (this.step !== "callees") return bundle.total > bundle.self ? 1 : 0;
    let most = 0;
    for (const node of bundle.nodes) most = Math.max(most, this.tree.height[node]!);
    return most;
  }

  children(handle: number, atLeast: number, out: number[]): Rest {
    const bundle = this.bundles[handle]!;
    if (this.visits > maxVisits) return { count: 1, total: bundle.total - bundle.self };
    const next =
      this.step === "callees"
        ? this.inwards(bundle)
        : this.outwards(bundle, this.step === "here-then-callers" && handle === 0);
    this.visits += bundle.nodes.length + next.nodes.length;
    return this.group(next, atLeast, out);
  }

  /** The child of a bundle with this frame as a bundle of its own; -1 if there is none. */
  enter(handle: number, frame: number): number {
    const out: number[] = [];
    this.children(handle, Number.MIN_VALUE, out);
    return out.find((child) => this.bundles[child]!.frame === frame) ?? -1;
  }

  bundle(handle: number): Bundle {
    return this.bundles[handle]!;
  }

  /** Callers of the nodes; equal callers are one, so that converging paths get cheap. */
  private outwards(bundle: Bundle, stay: boolean): Nodes {
    const from = bundle.other?.weights ?? null;
    const fromFlags = bundle.other?.flags ?? null;
    if (stay) return { nodes: bundle.nodes, weights: bundle.weights, others: from, flags: fromFlags };
    const nodes = new Int32Array(bundle.nodes.length);
    const weights = new Float64Array(bundle.nodes.length);
    const others = from && new Float64Array(from.length);
    const flags = fromFlags && new Uint8Array(fromFlags.length);
    let count = 0;
    for (let i = 0; i < bundle.nodes.length; i++) {
      const node = this.tree.parent[bundle.nodes[i]!]!;
      if (node <= 0) continue;
      const slot = this.slotOf[node]!;
      if (slot >= 0) {
        weights[slot]! += bundle.weights[i]!;
        if (others) others[slot]! += from![i]!;
        if (flags) flags[slot]! |= fromFlags![i]!;
      } else {
        this.slotOf[node] = count;
        nodes[count] = node;
        if (others) others[count] = from![i]!;
        if (flags) flags[count] = fromFlags![i]!;
        weights[count++] = bundle.weights[i]!;
      }
    }
    for (let i = 0; i < count; i++) this.slotOf[nodes[i]!] = -1;
    return {
      nodes: nodes.subarray(0, count),
      weights: weights.subarray(0, count),
      others: others && others.subarray(0, count),
      flags: flags && flags.subarray(0, count),
    };
  }

  private inwards(bundle: Bundle): Nodes {
    const nodes: number[] = [];
    const weights: number[] = [];
    const totals = this.costs.other?.total;
    const others: number[] | null = totals ? [] : null;
    const flags: number[] | null = totals ? [] : null;
    for (const node of bundle.nodes) {
      for (let child = this.tree.firstChild[node]!; child >= 0; child = this.tree.nextSibling[child]!) {
        const weight = this.costs.total[child]!;
        const other = totals?.[child] ?? 0;
        if (weight <= 0 && other <= 0) continue;
        nodes.push(child);
        weights.push(weight);
        others?.push(other);
        flags?.push(this.costs.other!.sides[child]!);
      }
    }
    return { nodes, weights, others, flags };
  }

  private group({ nodes, weights, others, flags }: Nodes, atLeast: number, out: number[]): Rest {
    if (nodes.length === 0) return noRest;
    // 1. Sum by frame.
    const frames: number[] = [];
    const sizes: number[] = [];
    const totals: number[] = [];
    for (let i = 0; i < nodes.length; i++) {
      const frame = this.tree.frame[nodes[i]!]!;
      let group = this.groupOf[frame]!;
      if (group < 0) {
        group = frames.length;
        this.groupOf[frame] = group;
        frames.push(frame);
        sizes.push(0);
        totals.push(0);
      }
      sizes[group]! += 1;
      totals[group]! += weights[i]!;
    }
    // 2. Bundles for the groups that show.
    const handles = frames.map((frame, group) => {
      if (totals[group]! < atLeast) return -1;
      const size = sizes[group]!;
      const bundle = {
        frame,
        total: totals[group]!,
        self: 0,
        nodes: new Int32Array(size),
        weights: new Float64Array(size),
        rank: nodes.length,
        other: others && {
          total: 0,
          self: 0,
          sides: 0,
          weights: new Float64Array(size),
          flags: new Uint8Array(size),
        },
      };
      this.bundles.push(bundle);
      return this.bundles.length - 1;
    });
    const filled = new Int32Array(frames.length);
    for (let i = 0; i < nodes.length; i++) {
      const group = this.groupOf[this.tree.frame[nodes[i]!]!]!;
      const handle = handles[group]!;
      if (handle < 0) continue;
      const bundle = this.bundles[handle]! as { -readonly [K in keyof Bundle]: Bundle[K] };
      const node = nodes[i]!;
      const at = filled[group]!++;
      bundle.nodes[at] = node;
      bundle.weights[at] = weights[i]!;
      if (node < bundle.rank || at === 0) bundle.rank = node;
      if (this.step === "callees") bundle.self += this.costs.self[node]!;
      else if (this.tree.parent[node]! <= 0) bundle.self += weights[i]!;
      if (others && bundle.other) this.addOther(bundle.other, node, at, others[i]!, flags![i]!);
    }
    // 3. What does not show.
    let count = 0;
    let total = 0;
    for (let group = 0; group < frames.length; group++) {
      this.groupOf[frames[group]!] = -1;
      if (handles[group]! >= 0) out.push(handles[group]!);
      else if (totals[group]! > 0) {
        count++;
        total += totals[group]!;
      }
    }
    return { count, total };
  }

  private addOther(
    other: { -readonly [K in keyof OtherWeights]: OtherWeights[K] },
    node: number,
    at: number,
    weight: number,
    flags: number,
  ): void {
    other.weights[at] = weight;
    other.flags[at] = flags;
    other.total += weight;
    other.sides |= flags;
    if (this.step === "callees") other.self += this.costs.other!.self[node]!;
    else if (this.tree.parent[node]! <= 0) other.self += weight;
  }
}
