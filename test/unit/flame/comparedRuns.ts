import { flameComparison } from "../../../src/core/analysis/flame/comparison";
import { FlameIndex } from "../../../src/core/analysis/flame/flameIndex";
import { compareTrees } from "../../../src/core/compare/compareTrees";
import type { Profile } from "../../../src/core/profile/model";
import { profileFromTree } from "./pictures";

/** main calls a, which got dearer, b, which is gone with its callee, and c, which is new; d is what it was. */
export const before = profileFromTree(`
  main 10
    g::a 100
      g::d 50
    g::b 30
      g::d 20
`);
export const after = profileFromTree(`
  main 10
    g::a 160
      g::d 50
    g::c 40
`);

/** The flame graph of two runs. */
export function comparedIndex(base: Profile = before, next: Profile = after): FlameIndex {
  const side = (profile: Profile) => ({ profile, library: new Uint8Array(profile.functions.length) });
  const { profile, library } = flameComparison(side(base), side(next), compareTrees(base, next)!);
  return new FlameIndex(profile, library);
}
