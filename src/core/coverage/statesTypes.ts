import type { ResolvedPackage, ResolvedPatch } from "./resolved";
import type { CrateRule, Library, PatchRule } from "./rulesTypes";
import type { CoverageState, Operation } from "./types";

/** What was found about one copy of a crate, before it becomes rows. */
export interface Verdict {
  readonly state: CoverageState;
  readonly reason: string;
  readonly rule: CrateRule | null;
  /** The patch that would accelerate it, SDK and branch filled in. */
  readonly available: PatchRule | null;
  /** The declared patch that it comes from, or that was meant for it. */
  readonly patch: ResolvedPatch | null;
  /** For `drifted`: the tag that belongs to this SDK. */
  readonly drift?: "tag" | "copies" | "sdk";
  /** For `inert`: what is off. */
  readonly missing?: NonNullable<CrateRule["needs"]>[number];
}

/** One row: a copy of a crate serving an operation. */
export interface JudgedCrate {
  readonly package: ResolvedPackage;
  readonly library: Library;
  readonly operation: Operation;
  readonly verdict: Verdict;
  /** True for the guest's own package that happens to bear a library's name. */
  readonly self: boolean;
}
