import type { Backend, Finding, Place } from "./types";

/** What the files establish about one guest for one backend; states and fixes are computed from this (`resolve.ts` makes it). */
export interface ResolvedGuest {
  /** Path of the guest's Cargo.toml as the caller named it. */
  readonly manifest: string;
  readonly name: string;
  readonly version: string | null;
  readonly backend: Backend;
  /** How the backend shows: a dependency of the manifest, an optional one, or only the lock reaches it through another crate. */
  readonly evidence: "direct" | "optional" | "reachable";
  /** Features of the guest that switch the backend's SDK on; empty where it is always on. */
  readonly features: readonly string[];
  readonly sdk: ResolvedSdk;
  /** Manifest whose `[patch]` tables cargo reads; null where it is not among the files. */
  readonly workspaceRoot: string | null;
  readonly lock: ResolvedLock;
  /** Every package of the lock that the guest reaches, itself first, then by distance; empty without a lock. */
  readonly packages: readonly ResolvedPackage[];
  /** The manifest's own dependencies with `workspace = true` filled in. */
  readonly dependencies: readonly ResolvedDependency[];
  readonly patches: readonly ResolvedPatch[];
  /** Without a lock: what the manifests of its path dependencies name, with the chain. */
  readonly named?: readonly NamedCrate[];
  /** The guest's openvm.toml; null where there is none. */
  readonly openvm: OpenvmConfig | null;
  /** True where `cargo metadata` told features and kinds; without it a lock merges build and host dependencies. */
  readonly sharpened: boolean;
  /** What it was made of: as long as both are the same objects, packages and patches say the same, wherever their entries stand now. */
  readonly basis?: { readonly graph: object; readonly patches: object };
  readonly findings: readonly Finding[];
}

/** A crate that the manifest of a path dependency names. */
export interface NamedCrate {
  readonly name: string;
  readonly place: Place;
  /** Names of packages from the guest to the crate. */
  readonly path: readonly string[];
}

export interface ResolvedSdk {
  readonly name: string;
  /** From the lock; null where there is no lock or it does not hold the SDK. */
  readonly version: string | null;
  /** The version or tag that the manifest asks for, for people, where the lock is missing. */
  readonly wanted: string | null;
  readonly package: ResolvedPackage | null;
}

export type ResolvedLock =
  | { readonly kind: "found"; readonly file: string; readonly version: number }
  /** `file` is where it would be; `reason` is a sentence with the way to make one. */
  | {
      readonly kind: "missing" | "broken" | "without-guest";
      readonly file: string;
      readonly reason: string;
    };

export interface ResolvedPackage {
  /** Index of the entry in its lock: the identity of this copy. */
  readonly id: number;
  readonly name: string;
  readonly version: string;
  /** The lock's own string; null for a path package. */
  readonly source: string | null;
  readonly git: GitSource | null;
  /** True for crates.io in any of its spellings. */
  readonly cratesIo: boolean;
  /** The lock entry. */
  readonly place: Place;
  /** Shortest chain of package names, guest first, this one last. */
  readonly path: readonly string[];
  /** Entries of the same guest that depend on it (ids). */
  readonly users: readonly number[];
  /** Entries it depends on (ids). */
  readonly dependencies: readonly number[];
  /**
   * `normal`: the guest links it. `build`: only build scripts, tests or proc macros do, as metadata or the manifests at hand say.
   * `off`: metadata says that this target and these features leave it out.
   * `unsure`: the lock alone cannot tell (it merges build, target and feature dependencies); the usual answer without metadata.
   */
  readonly use: "normal" | "build" | "off" | "unsure";
  /** Enabled features; null where the files do not say (no metadata). */
  readonly features: readonly string[] | null;
  /** The guest's own dependency entry, where it is a direct one. */
  readonly declared: Place | null;
}

/** `git+https://host/repo.git?tag=v1#commit` taken apart; `tag`, `branch` and `rev` percent-decoded. */
export interface GitSource {
  /** As written, without `git+`, query and commit. */
  readonly url: string;
  /** For comparing: lower case, no `.git`, no doubled or trailing slash. */
  readonly canonicalUrl: string;
  readonly tag: string | null;
  readonly branch: string | null;
  readonly rev: string | null;
  readonly commit: string | null;
}

export type DependencyKind = "normal" | "build" | "dev";

export interface DependencySpec {
  /** Version requirement as written. */
  readonly version: string | null;
  readonly git: string | null;
  readonly tag: string | null;
  readonly branch: string | null;
  readonly rev: string | null;
  readonly path: string | null;
  readonly registry: string | null;
  readonly features: readonly string[];
  readonly defaultFeatures: boolean;
  readonly optional: boolean;
}

export interface ResolvedDependency extends DependencySpec {
  /** The key of the table: what code calls it. */
  readonly key: string;
  /** The package behind it (`package = "…"`), equal to `key` where not renamed. */
  readonly package: string;
  readonly kind: DependencyKind;
  /** `cfg(…)` or triple of a target table; null for all targets. */
  readonly target: string | null;
  readonly inherited: boolean;
  /** The whole entry in the guest's manifest. */
  readonly place: Place;
  /** The entry of `[workspace.dependencies]`, where inherited. */
  readonly workspacePlace: Place | null;
  /** Where its features are written, for an edit; null where none are. */
  readonly featuresPlace: Place | null;
  /** The lock entry it resolves to; null without a lock or where that cannot be told. */
  readonly resolved: number | null;
}

export interface ResolvedPatch extends DependencySpec {
  readonly manifest: string;
  /** `crates-io`, a registry's name or a URL, as written. */
  readonly table: string;
  readonly key: string;
  readonly package: string;
  /** The whole entry. */
  readonly place: Place;
  readonly keyPlace: Place;
  /** `root`: cargo reads it. `member`: in a manifest that is not the workspace root, cargo ignores it. `outer`: in another workspace above. */
  readonly where: "root" | "member" | "outer";
  /** `applied`: the guest's lock resolves the package from exactly this source. `stale`: from the same repository or path at another tag, branch or rev
   * (lock older than manifest). `unused`: nothing of the lock comes from it. `ignored`: wrong place. `elsewhere`: applied in the lock, not in what this guest reaches.
   * `unknown`: no lock. */
  readonly state: "applied" | "stale" | "unused" | "ignored" | "elsewhere" | "unknown";
  /** One sentence that a person can check. */
  readonly reason: string;
  /** Lock entries that come from it (ids, of the whole lock). */
  readonly packages: readonly number[];
  /** Reachable copies of the same package from other sources (ids). */
  readonly others: readonly number[];
  /** `[[patch.unused]]` entry of the lock. */
  readonly unusedPlace: Place | null;
  /** Another entry of the same table for the same package and source. */
  readonly duplicateOf: Place | null;
}

export interface OpenvmConfig {
  readonly file: string;
  /** Every table below `[app_vm_config]`, or the whole file where there is none: `keccak`, `modular`, `ecc` … */
  readonly sections: readonly OpenvmSection[];
  /** End of the file, for adding a section. */
  readonly end: Place;
}

export interface OpenvmSection {
  readonly name: string;
  readonly place: Place;
  /** Strings and integers of the section in order of appearance, as text: moduli, curve names. */
  readonly values: readonly { readonly key: string; readonly value: string }[];
}
