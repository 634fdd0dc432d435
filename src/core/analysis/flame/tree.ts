import type { CallTree } from "../../profile/model";
import type { FlameFrames } from "./frames";
import { linksOf, NodeTable } from "./nodeTable";

/** What is done to the call tree before it is drawn. */
export interface TreeOptions {
  /** Frames of library crates vanish, their self cost goes to the caller. */
  readonly hideLibraries: boolean;
  readonly collapseRecursion: boolean;
  /** Inlined functions are their callers' own code. */
  readonly hideInlined: boolean;
  /** Frame ids merged into their callers. */
  readonly merged: readonly number[];
  /** Frame ids taken out with all that they call. */
  readonly dropped: readonly number[];
}

/** The tree as drawn: node 0 is the whole run, a parent stands before its children, siblings differ in frame. */
export interface FlameTree {
  readonly length: number;
  readonly parent: Int32Array;
  /** Frame id; -1 for the root. */
  readonly frame: Int32Array;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** Levels below the node. */
  readonly height: Int32Array;
  /** First call-tree node that a node was made of; -1 for the root and for what is unattributed. */
  readonly origin: Int32Array;
  /** Call-tree node → node; -1 where it was dropped. */
  readonly nodeOf: Int32Array;
  /** The node of `frames.unattributed`: a child of the root, without cost where nothing is missing. */
  readonly unattributed: number;
}

/**
 * Builds the drawn tree in one pass over the call tree.
 *
 *     hide libraries      a → lib → b        becomes   a → b          (lib's self goes to a)
 *     collapse recursion  a → b → a → c      becomes   a → (b, c)     (both a are one)
 *     hide inlined        as hide libraries, for inlined functions
 *     merge f             as hide libraries, for one function
 *     drop f              f and its callees go, with their cost
 */
export function flameTree(tree: CallTree, frames: FlameFrames, options: TreeOptions): FlameTree {
  const asIs = isPlain(options) ? plainTree(tree, frames) : null;
  if (asIs) return asIs;
  const fate = fates(frames, options);
  const nodeOf = new Int32Array(tree.length).fill(-1);
  const nodes = new NodeTable(tree.length + 2);
  nodes.add(-1, -1, -1);
  const place = (node: number, outermost: number): number => {
    const prefix = tree.prefix[node]!;
    const parent = prefix < 0 || prefix >= node ? 0 : nodeOf[prefix]!;
    if (parent < 0) return -1;
    const frame = frames.ofTreeFrame[tree.frame[node]!] ?? -1;
    if (frame < 0) return parent;
    const what = fate[frame]!;
    if (what === dropped) return -1;
    if (what === merged) return parent;
    return outermost >= 0 ? outermost : nodes.childOf(parent, frame, node);
  };
  if (options.collapseRecursion) collapse(tree, frames, nodeOf, place);
  else for (let node = 0; node < tree.length; node++) nodeOf[node] = place(node, -1);
  const unattributed = nodes.childOf(0, frames.unattributed, -1);
  return { ...nodes.finish(), nodeOf, unattributed };
}

function isPlain(options: TreeOptions): boolean {
  const { hideLibraries, collapseRecursion, hideInlined, merged, dropped } = options;
  return !hideLibraries && !collapseRecursion && !hideInlined && merged.length === 0 && dropped.length === 0;
}

/**
 * The common case, many times faster: nothing is asked for and no siblings are alike, so that
 * every node is drawn as it is, one place further. Null where that does not hold.
 */
function plainTree(tree: CallTree, frames: FlameFrames): FlameTree | null {
  const length = tree.length + 2;
  const parent = new Int32Array(length);
  const frame = new Int32Array(length);
  parent[0] = -1;
  frame[0] = -1;
  for (let node = 0; node < tree.length; node++) {
    const prefix = tree.prefix[node]!;
    const of = frames.ofTreeFrame[tree.frame[node]!] ?? -1;
    if (of < 0) return null;
    parent[node + 1] = prefix < 0 || prefix >= node ? 0 : prefix + 1;
    frame[node + 1] = of;
  }
  frame[length - 1] = frames.unattributed;
  const links = linksOf(parent);
  // Which parent a frame was last seen under, while the children of one parent are looked at together.
  const seen = new Int32Array(frames.length).fill(-1);
  for (let above = 0; above < length; above++) {
    for (let node = links.firstChild[above]!; node >= 0; node = links.nextSibling[node]!) {
      if (seen[frame[node]!] === above) return null;
      seen[frame[node]!] = above;
    }
  }
  const origin = new Int32Array(length).fill(-1);
  const nodeOf = new Int32Array(tree.length);
  for (let node = 0; node < tree.length; node++) {
    origin[node + 1] = node;
    nodeOf[node] = node + 1;
  }
  return { length, parent, frame, ...links, origin, nodeOf, unattributed: length - 1 };
}

const kept = 0;
const merged = 1;
const dropped = 2;

function fates(frames: FlameFrames, options: TreeOptions): Uint8Array {
  const fate = new Uint8Array(frames.length).fill(kept);
  for (let frame = 0; options.hideLibraries && frame < frames.length; frame++)
    if (frames.library[frame] === 1) fate[frame] = merged;
  for (let frame = 0; options.hideInlined && frame < frames.length; frame++)
    if (frames.inlined[frame] === 1) fate[frame] = merged;
  for (const frame of options.merged) if (frame >= 0 && frame < fate.length) fate[frame] = merged;
  for (const frame of options.dropped) if (frame >= 0 && frame < fate.length) fate[frame] = dropped;
  return fate;
}

/** Depth-first without recursion; `open` knows the node of each frame that is on the present path. */
function collapse(
  tree: CallTree,
  frames: FlameFrames,
  nodeOf: Int32Array,
  place: (node: number, outermost: number) => number,
): void {
  const first = new Int32Array(tree.length).fill(-1);
  const next = new Int32Array(tree.length).fill(-1);
  let firstRoot = -1;
  for (let node = tree.length - 1; node >= 0; node--) {
    const prefix = tree.prefix[node]!;
    if (prefix < 0 || prefix >= node) {
      next[node] = firstRoot;
      firstRoot = node;
    } else {
      next[node] = first[prefix]!;
      first[prefix] = node;
    }
  }
  const open = new Int32Array(frames.length).fill(-1);
  const opened = new Uint8Array(tree.length);
  const frameOf = (node: number): number => frames.ofTreeFrame[tree.frame[node]!] ?? -1;
  for (let node = firstRoot; node >= 0;) {
    const frame = frameOf(node);
    nodeOf[node] = place(node, frame < 0 ? -1 : open[frame]!);
    if (frame >= 0 && open[frame]! < 0) {
      open[frame] = nodeOf[node]!;
      opened[node] = 1;
    }
    if (first[node]! >= 0) {
      node = first[node]!;
      continue;
    }
    for (let at = node; ;) {
      if (opened[at] === 1) open[frameOf(at)] = -1;
      if (next[at]! >= 0) {
        node = next[at]!;
        break;
      }
      const prefix = tree.prefix[at]!;
      if (prefix < 0 || prefix >= at) {
        node = -1;
        break;
      }
      at = prefix;
    }
  }
}
