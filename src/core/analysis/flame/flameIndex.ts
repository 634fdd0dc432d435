import type { CallTree, MetricColumns, Profile } from "../../profile/model";
import { inlinedParts } from "../inlinedParts";
import { wholeRun } from "../metrics";
import type { FlameFrames } from "./frames";
import { flameFrames } from "./frames";
import type { FlameTree } from "./tree";
import { flameTree } from "./tree";
import type { NodeCosts } from "./treeSource";
import type { FlameCrateShare, FlameMetric, FlameSide, FlameView } from "./types";
import { flameLimits } from "./types";

/** What a flame graph needs of a profile. */
export type FlameProfile = Pick<
  Profile,
  "metrics" | "totals" | "functions" | "callTree" | "inlinedTree" | "unattributed"
> & {
  /** Makes it a comparison. */
  readonly base?: FlameBase;
};

/** The run before, on the call tree of a comparison, which has the nodes of both runs. */
export interface FlameBase {
  /** Per node of the tree what it cost in the base itself. */
  readonly self: MetricColumns;
  /** Per node which runs it is in; bits: 1 the base, 2 the newer run. */
  readonly sides: Uint8Array;
  /** Rows of `functions` below this are the newer run's. */
  readonly ownFunctions: number;
  readonly profile: Pick<Profile, "totals" | "functions" | "unattributed">;
}

/** A drawn tree with its costs by metric, made when first asked for. */
export interface DrawnTree {
  readonly tree: FlameTree;
  costs(metric: string, side?: FlameSide): NodeCosts;
}

/** So many shapes of the tree (libraries hidden, edits, …) are kept for going back and forth. */
const keptTrees = 4;

/** Everything about one profile that slices and searches need; built step by step, kept as long as the profile. */
export class FlameIndex {
  readonly frames: FlameFrames;
  /** With inlined functions where the profile has such a tree: what draws none leaves them out of it. */
  private readonly callTree: CallTree | null;
  /** Whether the tree has inlined functions. */
  private readonly hasInlined: boolean;
  private readonly trees = new Map<string, DrawnTree>();
  private readonly shares = new Map<string, readonly FlameCrateShare[]>();
  private readonly sums = new Map<string, number>();
  private readonly outside = new Map<string, number>();
  private lowered: readonly string[] | null = null;

  /** `library`: 1 for each function that is a library's; guessed where it is not given. */
  constructor(
    readonly profile: FlameProfile,
    library?: Uint8Array,
  ) {
    this.callTree = profile.inlinedTree ?? profile.callTree;
    this.frames = flameFrames({ functions: profile.functions, callTree: this.callTree }, library);
    this.hasInlined = this.callTree?.frames.inlined.includes(1) ?? false;
  }

  /** Metrics with figures for the tree or for functions, the profile's order. */
  get metrics(): readonly FlameMetric[] {
    const { callTree } = this;
    const { functions, metrics } = this.profile;
    const inTree = (id: string): boolean => callTree?.self[id] !== undefined && callTree.length > 0;
    return [
      ...metrics
        .map(({ id, unit }) => ({ id, unit, inTree: inTree(id) }))
        .filter((metric) => metric.inTree || functions.self[metric.id] || functions.total[metric.id]),
      ...inlinedParts(this.profile).map(({ id, unit }) => ({
        id,
        unit,
        inTree: inTree(id),
        part: true as const,
      })),
    ];
  }

  /** The metric of a view: as asked if there is one of that name, else the first of the tree, else the first. */
  metric(asked: string): FlameMetric | null {
    const metrics = this.metrics;
    return metrics.find((m) => m.id === asked) ?? metrics.find((m) => m.inTree) ?? metrics[0] ?? null;
  }

  /** Names in lower case for searches, by frame. */
  get lowerNames(): readonly string[] {
    return (this.lowered ??= this.frames.name.map((name) => name.toLowerCase()));
  }

  /** Whether a view draws inlined functions; null where the profile does not tell them. */
  drawsInlined(view: Pick<FlameView, "inlined">): boolean | null {
    return this.hasInlined ? (view.inlined ?? this.profile.inlinedTree === undefined) : null;
  }

  /** The tree of a view; null without a call tree. */
  drawn(view: FlameView): DrawnTree | null {
    const { callTree } = this;
    if (!callTree) return null;
    const ids = (kind: string): number[] => view.edits.filter((e) => e.kind === kind).map((e) => e.frame);
    const options = {
      hideLibraries: view.hideLibraries,
      collapseRecursion: view.collapseRecursion,
      hideInlined: this.drawsInlined(view) === false,
      merged: ids("merge"),
      dropped: ids("drop"),
    };
    const key = JSON.stringify(options);
    const kept = this.trees.get(key);
    if (kept) {
      this.trees.delete(key);
      this.trees.set(key, kept);
      return kept;
    }
    const tree = flameTree(callTree, this.frames, options);
    const costs = new Map<string, NodeCosts>();
    const drawn: DrawnTree = {
      tree,
      costs: (metric, side = "next") => {
        const key = `${side} ${metric}`;
        const made = costs.get(key) ?? this.nodeCosts(tree, metric, side);
        costs.set(key, made);
        return made;
      },
    };
    this.trees.set(key, drawn);
    if (this.trees.size > keptTrees) this.trees.delete(this.trees.keys().next().value!);
    return drawn;
  }

  /** What 100 % is: the whole run as every surface counts it, or all that the tree carries. */
  runTotal(metric: string, side: FlameSide = "next"): number {
    const key = `${side} ${metric}`;
    const known = this.sums.get(key);
    if (known !== undefined) return known;
    const recorded = this.recorded(metric, side);
    const run = (side === "base" ? this.profile.base?.profile : null) ?? this.profile;
    let sum = 0;
    for (let node = 0; recorded && node < recorded.length; node++) {
      const value = recorded[node]!;
      if (value > 0 && value < Infinity) sum += value;
    }
    const missing = run.unattributed[metric] ?? 0;
    const whole = wholeRun(run, metric) ?? sum + Math.max(0, missing);
    const total = Math.max(sum, whole);
    this.sums.set(key, total);
    this.outside.set(key, total - sum);
    return total;
  }

  private recorded(metric: string, side: FlameSide): Float64Array | undefined {
    return side === "base" ? this.profile.base?.self[metric] : this.callTree?.self[metric];
  }

  /** Two own crates, then all by share of the self cost of the whole run; the order colours go by. */
  crates(metric: string, withInlined: boolean): readonly FlameCrateShare[] {
    const key = `${String(withInlined)} ${metric}`;
    const made = this.shares.get(key);
    if (made) return made;
    const { frames, profile, callTree: tree } = this;
    const byFrame = new Float64Array(frames.length);
    const frameOf = tree && drawnFrames(tree, frames, withInlined);
    const self = tree?.self[metric];
    const ownCost = profile.functions.self[metric];
    const byFunction = ownCost?.some((value) => value > 0) ? ownCost : profile.functions.total[metric];
    const known = self !== undefined || byFunction === ownCost;
    for (let node = 0; tree && self && node < self.length; node++) {
      const frame = frameOf![node]!;
      if (frame >= 0 && self[node]! > 0) byFrame[frame]! += self[node]!;
    }
    for (let row = 0; !self && byFunction && row < frames.functions; row++)
      if (byFunction[row]! > 0) byFrame[row]! += byFunction[row]!;
    const sums = new Float64Array(frames.crates.length);
    let whole = 0;
    for (let frame = 0; frame < frames.length; frame++) {
      whole += byFrame[frame]!;
      const crate = frames.crate[frame]!;
      if (crate >= 0) sums[crate]! += byFrame[frame]!;
    }
    const rows = frames.crates.map(({ name, library }, row) => ({
      name,
      library,
      weight: sums[row]!,
      share: known && whole > 0 ? sums[row]! / whole : null,
    }));
    rows.sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
    // The guest's own code is what its author looks for: it has a colour even where libraries cost more.
    const own = rows.filter(({ library, weight }) => !library && weight > 0).slice(0, 2);
    const top = [...own, ...rows.filter((row) => !own.includes(row))]
      .slice(0, flameLimits.crates)
      .map(({ name, library, share }) => ({ name, library, share }));
    this.shares.set(key, top);
    return top;
  }

  private nodeCosts(tree: FlameTree, metric: string, side: FlameSide): NodeCosts {
    const drawn = this.sideCosts(tree, metric, side);
    if (!this.profile.base) return drawn;
    const other = this.sideCosts(tree, metric, side === "next" ? "base" : "next");
    const sides = nodeSides(tree, this.profile.base.sides);
    // What no tree carries is a node of every run.
    sides[tree.unattributed] = 3;
    return { ...drawn, other: { ...other, sides } };
  }

  private sideCosts(tree: FlameTree, metric: string, side: FlameSide): NodeCosts {
    const self = new Float64Array(tree.length);
    const recorded = this.recorded(metric, side);
    for (let node = 0; recorded && node < tree.nodeOf.length; node++) {
      const value = recorded[node]!;
      const at = tree.nodeOf[node]!;
      if (at >= 0 && value > 0 && value < Infinity) self[at]! += value;
    }
    this.runTotal(metric, side);
    self[tree.unattributed]! += this.outside.get(`${side} ${metric}`) ?? 0;
    const total = self.slice();
    for (let node = tree.length - 1; node > 0; node--) total[tree.parent[node]!]! += total[node]!;
    return { self, total };
  }
}

/** The frame of each node; of an inlined one, where those are not drawn, that of the function that it was inlined into. */
function drawnFrames(tree: CallTree, frames: FlameFrames, withInlined: boolean): Int32Array {
  const out = new Int32Array(tree.length);
  for (let node = 0; node < tree.length; node++) {
    const frame = frames.ofTreeFrame[tree.frame[node]!] ?? -1;
    const parent = tree.prefix[node]!;
    const isOwn = withInlined || frame < 0 || frames.inlined[frame] !== 1 || parent < 0 || parent >= node;
    out[node] = isOwn ? frame : out[parent]!;
  }
  return out;
}

/** Which runs a drawn node is in: those of any call-tree node that it was made of. */
function nodeSides(tree: FlameTree, recorded: Uint8Array): Uint8Array {
  const sides = new Uint8Array(tree.length);
  sides[0] = 3;
  for (let node = 0; node < tree.nodeOf.length; node++) {
    const at = tree.nodeOf[node]!;
    if (at >= 0) sides[at]! |= recorded[node] ?? 0;
  }
  return sides;
}
