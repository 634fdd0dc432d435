import { inlinedParts } from "../analysis/inlinedParts";
import { CycleLensError } from "../errors";
import type { CallTree, Profile } from "../profile/model";

/** Throws `unsupported` where the profile does not tell what inlined functions cost on each call path. */
export function checkTellsInlined(profile: Profile): void {
  const { inlinedTree, callTree } = profile;
  if (inlinedTree !== undefined || callTree?.frames.inlined.includes(1) === true) return;
  throw new CycleLensError(
    "unsupported",
    "this profile does not tell what inlined functions cost on each call path",
    "profile the guest with --engine embedded --inlined",
  );
}

/**
 * The profile whose stacks have inlined functions as frames of their own, with what their cost is made of as metrics.
 * Throws `unsupported` where it does not tell them.
 */
export function withInlinedStacks(profile: Profile): Profile {
  checkTellsInlined(profile);
  const { inlinedTree } = profile;
  if (inlinedTree === undefined) return profile;
  return { ...profile, metrics: [...profile.metrics, ...inlinedParts(profile)], callTree: inlinedTree };
}

/** The profile whose stacks are those of a flame graph; `inlined` as its view says. A profile that tells none stays as it is. */
export function stacksAsDrawn(profile: Profile, inlined: boolean | undefined): Profile {
  const tree = profile.inlinedTree ?? profile.callTree;
  if (tree?.frames.inlined.includes(1) !== true) return profile;
  const whole = withInlinedStacks(profile);
  return (inlined ?? profile.inlinedTree === undefined)
    ? whole
    : { ...whole, callTree: withoutInlined(tree) };
}

/** What was inlined is its function's own; functions that are then called from one place are one node. */
function withoutInlined(tree: CallTree): CallTree {
  const { frames, length } = tree;
  const at = new Int32Array(length);
  const known = new Map<number, number>();
  const prefix: number[] = [];
  const frame: number[] = [];
  for (let node = 0; node < length; node++) {
    const parent = tree.prefix[node]!;
    const above = parent < 0 ? -1 : at[parent]!;
    const own = tree.frame[node]!;
    if (frames.inlined[own] === 1 && above >= 0) {
      at[node] = above;
      continue;
    }
    const key = (above + 1) * frames.length + own;
    let found = known.get(key);
    if (found === undefined) {
      found = prefix.push(above) - 1;
      frame.push(own);
      known.set(key, found);
    }
    at[node] = found;
  }
  const self = Object.entries(tree.self).map(([id, column]) => {
    const sums = new Float64Array(prefix.length);
    for (let node = 0; node < length; node++) sums[at[node]!]! += column[node]!;
    return [id, sums] as const;
  });
  return {
    ...tree,
    length: prefix.length,
    prefix: Int32Array.from(prefix),
    frame: Int32Array.from(frame),
    self: Object.fromEntries(self),
  };
}
