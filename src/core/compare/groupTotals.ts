import { treeIndex } from "../analysis/treeIndex";
import type { CallTree, MetricId, Profile } from "../profile/model";

/** Rows of `functions` that are instances of one source `fn`; the number of the group of each row. */
export interface Groups {
  readonly rows: readonly (readonly number[])[];
  readonly ofRow: Int32Array;
}

/**
 * What every group costs with all that it calls, each cost counted once however its instances nest: from the call
 * tree, where it holds all rows of the group, in one walk. NaN where it does not. Null without a tree that knows the metric.
 */
export function groupTotals(profile: Profile, groups: Groups, metric: MetricId): Float64Array | null {
  const tree = profile.callTree;
  if (tree?.self[metric] === undefined) return null;
  const { roots, firstChild, nextSibling, total } = treeIndex(tree);
  const below = total(metric);
  const sums = new Float64Array(groups.rows.length);
  const open = new Int32Array(groups.rows.length);
  const of = groupOfFrames(tree, groups);
  for (const root of roots) {
    // Depth first without recursion: `open` counts the instances of a group on the way from the root.
    let node = root;
    let down = true;
    for (;;) {
      const group = of[tree.frame[node]!]!;
      if (down) {
        if (group >= 0 && open[group]!++ === 0) sums[group]! += below[node]!;
        if (firstChild[node]! >= 0) {
          node = firstChild[node]!;
          continue;
        }
      }
      if (group >= 0) open[group]!--;
      if (node === root) break;
      down = nextSibling[node]! >= 0;
      node = down ? nextSibling[node]! : tree.prefix[node]!;
    }
  }
  return unknownWhereCut(tree, groups, sums);
}

function groupOfFrames(tree: CallTree, groups: Groups): Int32Array {
  return tree.frames.func.map((row) => (row < 0 ? -1 : (groups.ofRow[row] ?? -1)));
}

/** A tool's tree may have lost functions (tail calls): it speaks for a group only if it has all its rows. */
function unknownWhereCut(tree: CallTree, groups: Groups, sums: Float64Array): Float64Array {
  const seen = new Uint8Array(groups.ofRow.length);
  for (let node = 0; node < tree.length; node++) {
    const row = tree.frames.func[tree.frame[node]!]!;
    if (row >= 0 && row < seen.length) seen[row] = 1;
  }
  return sums.map((sum, group) => (groups.rows[group]!.every((row) => seen[row] === 1) ? sum : NaN));
}
