import type { Backend, Operation } from "./types";

/**
 * Rules are data: what is known of a backend's patches, with a source and a date a fact (schemas/rules-1.json).
 * A rule never names a guest; what the references do not know is left out.
 */
export interface RuleFile {
  readonly schema: "cyclelens.rules/1";
  readonly native?: Readonly<Partial<Record<Operation, string>>>;
  readonly libraries?: readonly Library[];
  readonly backend?: Backend;
  /** The package whose version is the SDK's. */
  readonly sdk?: string;
  /** Packages of the SDK: a git copy that depends on one of them is accelerated by itself. A trailing `*` is a prefix. */
  readonly sdkLibraries?: readonly string[];
  readonly repositories?: readonly RepositoryRule[];
  readonly tags?: TagRule;
  readonly providers?: readonly ProviderRule[];
  readonly symbols?: readonly SymbolRule[];
  readonly switches?: readonly FeatureSwitch[];
  readonly crates?: readonly CrateRule[];
}

/** A crate that does an operation, whatever the backend. */
export interface Library {
  readonly crate: string;
  readonly operations: readonly Operation[];
  /** `library` does the work; `router` hands it to one of `via`; `support` is arithmetic or glue under a library. */
  readonly role: "library" | "router" | "support";
  readonly via?: readonly string[];
  /** Starts of function names of this crate where they are not the crate's own. */
  readonly functions?: readonly string[];
}

export interface RepositoryRule {
  /** `https://host/owner/name`, or a prefix with a trailing `*`. */
  readonly url: string;
  /** True: copies from here run on this backend's precompiles; false: a plain fork; null: as its dependencies are. */
  readonly accelerated: boolean | null;
  readonly source: string;
  readonly date: string;
}

export interface TagRule {
  /** How the tag names the SDK: `sp1-{sdk}`. */
  readonly pattern: string;
  /** `major`: runs on every SDK of the same major from the tag's on; `minor`: of the same minor. */
  readonly compatibility: "major" | "minor";
  /** Endings of tags from before they named the SDK, and the SDK that they are for. */
  readonly eras?: readonly { readonly ending: string; readonly sdk: string }[];
}

export interface ProviderRule {
  /** The package whose functions run on precompiles. */
  readonly library: string;
  readonly sdk: string;
  readonly operations: readonly Operation[];
  /** Features of other crates that send an operation to the provider. */
  readonly features?: readonly ProviderFeature[];
  readonly source: string;
  readonly date: string;
}

export interface ProviderFeature {
  readonly crate: string;
  readonly feature: string;
  readonly operation: Operation;
  readonly sdk: string;
  readonly symbol: string;
}

/** A feature that makes a crate use another library for an operation. */
export interface FeatureSwitch {
  readonly crate: string;
  readonly feature: string;
  readonly operation: Operation;
  /** The package that then does the work; it must be reachable. */
  readonly to: string;
  /** True where that package must be a patched copy or one of the SDK. */
  readonly accelerated?: boolean;
  readonly sdk?: string;
  readonly source: string;
  readonly date: string;
}

/** Function symbols of an ELF that say that the operation's accelerated form is linked. */
export interface SymbolRule {
  readonly operation: Operation;
  readonly names: readonly string[];
}

export interface CrateRule {
  /** `backend.crate`. */
  readonly id: string;
  readonly crate: string;
  /** `patch`: a patched copy exists; `package`: the crate is accelerated itself; `none`: it is known that no patch exists. */
  readonly kind: "patch" | "package" | "none";
  readonly repository?: string;
  /** How tags are made, for people: `patch-{crate}-{version}-sp1-{sdk}`. */
  readonly tag?: string;
  readonly patches?: readonly PatchRule[];
  /** Other package names that the patch has had. */
  readonly names?: readonly string[];
  /** Crates of the same repository that must be patched with it. */
  readonly together?: readonly string[];
  readonly needs?: readonly Need[];
  /** As the machine names them in its counters. */
  readonly precompiles: readonly string[];
  readonly impact: "high" | "medium" | "low";
  readonly bugs?: readonly { readonly text: string; readonly link: string }[];
  /** What to do instead; an imperative sentence without a full stop. */
  readonly advice?: string;
  readonly source: string;
  readonly date: string;
}

export interface PatchRule {
  /** Of the crate, as the patched copy has it. */
  readonly version: string;
  /** `{sdk}` in it stands for the SDK's version. */
  readonly tag?: string;
  readonly branch?: string;
  /** Range of SDK versions; all where absent. */
  readonly sdk?: string;
  /** Patches what comes from this git repository, not from crates.io. */
  readonly from?: string;
  /** Where it differs from the rule's. */
  readonly repository?: string;
  /** Branch of `from` → branch of the patch. */
  readonly branches?: Readonly<Record<string, string>>;
  /** Where the rule has another one. */
  readonly source?: string;
  readonly date?: string;
}

/** What a patched copy needs beside itself. */
export type Need =
  | { readonly kind: "feature"; readonly crate: string; readonly feature: string; readonly sdk: string }
  | {
      readonly kind: "section";
      readonly section: string;
      /** Any of these sections will do. */
      readonly or?: readonly string[];
      /** Values that the section must hold. */
      readonly contains?: readonly string[];
      /** What to write into openvm.toml; absent where it depends on the curve. */
      readonly text?: string;
    };

export interface BackendRules {
  readonly backend: Backend;
  readonly sdk: string;
  readonly sdkLibraries: readonly string[];
  readonly repositories: readonly RepositoryRule[];
  readonly tags: TagRule | null;
  readonly providers: readonly ProviderRule[];
  readonly symbols: readonly SymbolRule[];
  readonly switches: readonly FeatureSwitch[];
  readonly crates: ReadonlyMap<string, CrateRule>;
}

export interface RuleSet {
  readonly native: ReadonlyMap<Operation, string>;
  readonly libraries: ReadonlyMap<string, Library>;
  readonly backends: ReadonlyMap<Backend, BackendRules>;
}
