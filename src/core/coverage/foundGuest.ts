import type { BackendFacts } from "./backends";
import type { PackageView } from "./project";
import type { ResolvedDependency } from "./resolved";

/** A package that is a guest of a backend, and how that shows. */
export interface FoundGuest {
  readonly view: PackageView;
  readonly facts: BackendFacts;
  readonly evidence: "direct" | "optional" | "reachable";
  readonly features: readonly string[];
  /** The manifest's entry for the SDK or its wrapper. */
  readonly entry: ResolvedDependency | null;
  /** True where the lock holds the package but its manifest is not among the files. */
  readonly withoutManifest: boolean;
}
