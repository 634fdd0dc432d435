import { CycleLensError } from "../errors";
import type { Profile } from "../profile/model";
import type { Comparison, CompareOptions } from "./types";

/** What changed from `base` to `next`. Throws `bad-input` for profiles of different machines or without a common metric. */
export function compareProfiles(base: Profile, next: Profile, options: CompareOptions = {}): Comparison {
  (void base, next, options);
  throw new CycleLensError("unsupported", "compare is not there yet", "wait for the next version");
}
