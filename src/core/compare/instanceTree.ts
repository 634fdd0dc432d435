import type { CallTree } from "../profile/model";
import { countOf, type Instances } from "./instances";

/**
 * Of a call tree the nodes alone that are instances of a group of several: what is asked of the large tree is then one
 * look at each node, and all else is asked of the small one.
 */
export interface InstanceTree {
  /** By node of the whole tree, the node here that it is or stands below; -1 for none. */
  readonly within: Int32Array;
  /** The instance around each; -1 for none. A parent stands before its children. */
  readonly prefix: Int32Array;
  readonly group: Int32Array;
  /** 1 where no other instance of its group is around it. */
  readonly isTop: Uint8Array;
}

export function instanceTree(tree: CallTree, instances: Instances): InstanceTree {
  const ofFrame = severalOfFrames(tree, instances);
  const within = new Int32Array(tree.length);
  let count = 0;
  for (let node = 0; node < tree.length; node++) if (ofFrame[tree.frame[node]!]! >= 0) count++;
  const prefix = new Int32Array(count);
  const group = new Int32Array(count);
  let call = 0;
  for (let node = 0; node < tree.length; node++) {
    const parent = tree.prefix[node]!;
    const around = parent < 0 ? -1 : within[parent]!;
    const own = ofFrame[tree.frame[node]!]!;
    within[node] = own < 0 ? around : call;
    if (own < 0) continue;
    prefix[call] = around;
    group[call++] = own;
  }
  return { within, prefix, group, isTop: topmost(prefix, group, instances.length) };
}

function topmost(prefix: Int32Array, group: Int32Array, groups: number): Uint8Array {
  const { order, end } = walkOrder(prefix);
  const isTop = new Uint8Array(prefix.length);
  // What begins before the last one of its group ended is below it.
  const ended = new Int32Array(groups);
  for (let at = 0; at < order.length; at++) {
    const call = order[at]!;
    if (at < ended[group[call]!]!) continue;
    isTop[call] = 1;
    ended[group[call]!] = end[call]!;
  }
  return isTop;
}

/** The nodes as a walk from the roots, depth first, comes to them, and of each how many it has come to when it leaves it. */
function walkOrder(prefix: Int32Array): { order: Int32Array; end: Int32Array } {
  // Of a node how many it is with those below it; once the walk has come to it, where its next child begins: in the
  // end, where the last one ended.
  const end = new Int32Array(prefix.length).fill(1);
  for (let node = prefix.length - 1; node >= 0; node--) {
    const parent = prefix[node]!;
    if (parent >= 0) end[parent]! += end[node]!;
  }
  const order = new Int32Array(prefix.length);
  let nextRoot = 0;
  for (let node = 0; node < prefix.length; node++) {
    const parent = prefix[node]!;
    const at = parent < 0 ? nextRoot : end[parent]!;
    if (parent < 0) nextRoot += end[node]!;
    else end[parent] = at + end[node]!;
    end[node] = at + 1;
    order[at] = node;
  }
  return { order, end };
}

/** By frame the group, if it has several instances; else -1. */
function severalOfFrames({ frames }: CallTree, instances: Instances): Int32Array {
  const groups = new Int32Array(frames.length).fill(-1);
  for (let frame = 0; frame < frames.length; frame++) {
    const row = frames.func[frame]!;
    const group = row < 0 ? -1 : (instances.ofRow[row] ?? -1);
    if (group >= 0 && countOf(instances, group) > 1) groups[frame] = group;
  }
  return groups;
}
