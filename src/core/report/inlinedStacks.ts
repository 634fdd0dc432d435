import { CycleLensError } from "../errors";
import type { Profile } from "../profile/model";

/**
 * The profile whose stacks have inlined functions as frames of their own. Throws `unsupported` where it does not tell
 * them.
 */
export function withInlinedStacks(profile: Profile): Profile {
  const { inlinedTree, callTree } = profile;
  if (inlinedTree !== undefined) return { ...profile, callTree: inlinedTree };
  if (callTree?.frames.inlined.includes(1) === true) return profile;
  throw new CycleLensError(
    "unsupported",
    "this profile does not tell what inlined functions cost on each call path",
    "profile the guest with --engine embedded --inlined",
  );
}
