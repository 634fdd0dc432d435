import type { CallTree, MetricId, Profile } from "../profile/model";
import { countOf, type Instances } from "./instances";
import { instanceTree, type InstanceTree } from "./instanceTree";

/**
 * What a group of several instances costs with all that it calls, each cost counted once however they nest: from the
 * call tree, where it holds all rows of the group.
 */
export class GroupTotals {
  /** 1 for each group of several of which the tree has all rows: a tool's may have lost some (tail calls). */
  readonly complete: Uint8Array;
  private readonly tree: CallTree | null;
  private readonly calls: InstanceTree | null;

  constructor({ callTree }: Profile, instances: Instances) {
    this.tree = instances.several ? callTree : null;
    this.calls = this.tree && instanceTree(this.tree, instances);
    this.complete = this.tree ? completeGroups(this.tree, instances) : new Uint8Array(instances.length);
  }

  /** Whether the tree has that metric; else `write` is not for it. */
  knows(metric: MetricId): boolean {
    return this.tree?.self[metric] !== undefined;
  }

  /** Puts the totals of the complete groups into a column of all groups. */
  write(metric: MetricId, column: Float64Array): void {
    const self = this.tree?.self[metric];
    if (this.calls === null || self === undefined) return;
    const { within, prefix, group, isTop } = this.calls;
    const below = new Float64Array(prefix.length);
    for (let node = 0; node < within.length; node++) {
      const call = within[node]!;
      if (call >= 0) below[call]! += self[node] || 0;
    }
    for (let at = 0; at < column.length; at++) if (this.complete[at] === 1) column[at] = 0;
    for (let call = below.length - 1; call >= 0; call--) {
      const parent = prefix[call]!;
      if (parent >= 0) below[parent]! += below[call]!;
      if (isTop[call] === 1 && this.complete[group[call]!] === 1) column[group[call]!]! += below[call]!;
    }
  }
}

/** 1 for each group of several of which the tree has all rows. */
function completeGroups({ length, frame, frames }: CallTree, instances: Instances): Uint8Array {
  const isThere = new Uint8Array(frames.length);
  for (let node = 0; node < length; node++) isThere[frame[node]!] = 1;
  const seen = new Uint8Array(instances.ofRow.length);
  for (let at = 0; at < frames.length; at++) {
    const row = frames.func[at]!;
    if (isThere[at] === 1 && row >= 0 && row < seen.length) seen[row] = 1;
  }
  const complete = new Uint8Array(instances.length);
  const missing = new Uint8Array(instances.length);
  for (let row = 0; row < seen.length; row++) if (seen[row] === 0) missing[instances.ofRow[row]!] = 1;
  for (let group = 0; group < complete.length; group++)
    if (missing[group] === 0 && countOf(instances, group) > 1) complete[group] = 1;
  return complete;
}
