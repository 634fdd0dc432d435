import type { FixEdit } from "../core/coverage/types";
import type { Version } from "./version";

/** The generations of SP1 that differ in what tracing needs; null where no lock or requirement says which. */
export type Sp1Line = "v3" | "v4" | "v5" | "v6";

/** Whether the host's executor is built so that it can trace. */
export type Sp1Profiling =
  /** The dependency's own `features` name it. */
  | { readonly kind: "on" }
  /** Features of the host package that switch it on; one of them is enough. */
  | { readonly kind: "by-feature"; readonly features: readonly string[] }
  /** Nowhere in the manifests; `edit` adds it, null where a manifest is broken or not at hand. */
  | { readonly kind: "off"; readonly edit: Sp1ManifestEdit | null }
  /** SP1 comes through a package whose manifest is not at hand. */
  | { readonly kind: "unknown" }
  /** SP1 3.x: no such feature; a build with debug assertions writes a list of addresses. */
  | { readonly kind: "none" };

/** A change to one Cargo.toml as text edits by range; `file` is absolute. */
export interface Sp1ManifestEdit {
  readonly file: string;
  readonly title: string;
  readonly edits: readonly FixEdit[];
}

export type Sp1Crate = "sp1-sdk" | "sp1-core-executor";

/** A package that can run SP1 guests: it links sp1-sdk or sp1-core-executor. */
export interface Sp1Host {
  readonly name: string;
  /** Absolute. */
  readonly manifestPath: string;
  /** The cargo workspace root. */
  readonly root: string;
  readonly bins: readonly string[];
  /** `default-run`, else the only bin; null where a bin has to be chosen. */
  readonly defaultBin: string | null;
  /** Names of the `[features]` table and of optional dependencies, for completion; sorted. */
  readonly features: readonly string[];
  readonly via: Sp1Crate;
  /** False where another package of the chain links it: then `VIA/profiling` is no feature that cargo takes. */
  readonly isDirect: boolean;
  /** Features that link SP1 at all where it is optional, one is enough; empty where it is always linked. */
  readonly linkedBy: readonly string[];
  /** Features that are on by default, with all that they switch on. */
  readonly defaultFeatures: readonly string[];
  /** `profile.release` of the workspace as TOML values: kept for the host while the guest gets line tables. */
  readonly release: { readonly debug: string; readonly strip: string };
  /** Of the crate in `via`: locked, else as required; null where neither says. */
  readonly version: Version | null;
  readonly line: Sp1Line | null;
  readonly profiling: Sp1Profiling;
  /** True where a build script builds the guest (sp1-build, sp1-helper): one build serves both. */
  readonly buildsGuest: boolean;
  /** One of our trace hosts: takes `ELF --input … --report-json FILE`, needs no arguments of the user. */
  readonly isTraceHost: boolean;
}

/** One process, as `runTool` or a task starts it; never a shell. */
export interface Sp1Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** On top of the environment of the session. */
  readonly env: Readonly<Record<string, string>>;
}

/** All that a traced run of a host needs. */
export interface Sp1HostPlan {
  /** Program of cargo. */
  readonly cargo: string;
  readonly host: Pick<Sp1Host, "name" | "manifestPath" | "root" | "line" | "release" | "buildsGuest">;
  readonly bin: string | null;
  /** As `--features` takes them; may hold commas. */
  readonly features: readonly string[];
  readonly noDefaultFeatures?: boolean;
  /** With `{elf}`, `{input}`, `{trace}`, `{report}`, `{output}`, `{folder}` where the run's own are wanted. */
  readonly arguments: readonly string[];
  readonly values: Sp1Values;
  /** Absolute, in a folder that exists; null for a run without a trace. */
  readonly traceFile: string | null;
  /** 1 or more; sample every n-th instruction. */
  readonly sampleRate: number;
  /** The folder that the host's own relative paths mean; the workspace root where it is left out. */
  readonly cwd?: string;
  /** The user's own variables; they win over ours, except for TRACE_FILE. */
  readonly env?: Readonly<Record<string, string>>;
  /** `release` where it is left out; 3.x is traced with `dev`. */
  readonly profile?: string;
  /** Line tables for the guest that a build script builds; true where it is left out. */
  readonly lineTables?: boolean;
}

/** What stands for the placeholders; a null one in use is an error with the way out. */
export interface Sp1Values {
  readonly elf: string | null;
  readonly input: string | null;
  readonly report: string | null;
  readonly output: string | null;
  readonly folder: string | null;
}

export type Sp1ProblemKind =
  | "no-host"
  | "unsupported-version"
  | "old-version"
  | "no-profiling"
  | "feature-not-named"
  | "unknown-feature"
  | "bin-unknown"
  | "bin-ambiguous"
  | "rust-too-old"
  | "cargo-missing"
  | "protoc-missing"
  | "protoc-incomplete"
  | "cargo-prove-missing"
  | "build-failed"
  | "guest-build-failed"
  | "wrong-elf"
  | "rv32-guest"
  | "elf-missing"
  | "stripped-elf"
  | "no-main"
  | "no-trace"
  | "empty-trace"
  | "cut-trace"
  | "second-executor"
  | "trace-path"
  | "disk-full"
  | "sample-rate"
  | "guest-panic"
  | "guest-input"
  | "guest-illegal"
  | "cycle-limit"
  | "killed"
  | "out-of-memory"
  | "arguments"
  | "host-failed";

/** One thing that stands in the way, or went wrong: what, and the one thing to do. */
export interface Sp1Problem {
  readonly kind: Sp1ProblemKind;
  /** `error`: there is no use in going on, or the run gave no trace. */
  readonly severity: "error" | "warning";
  readonly message: string;
  /** An imperative sentence without a full stop. */
  readonly hint: string;
  /** The edit of a manifest that cures it. */
  readonly edit?: Sp1ManifestEdit;
  /** Features for `--features` that cure it without an edit. */
  readonly addFeatures?: readonly string[];
  /** The command that cures it, to be copied or run by the user. */
  readonly run?: readonly string[];
}

/** What is known of the machine; `undefined` where nobody looked. */
export interface Sp1Machine {
  /** null: not installed. */
  readonly cargo?: Version | null;
  readonly protoc?: Version | null;
  readonly cargoProve?: Version | null;
}

/** Budgets for one trace, in bytes. */
export interface Sp1Budget {
  readonly fileBytes: number;
  readonly memoryBytes: number;
}

export interface Sp1SampleRate {
  /** 1 or a prime. */
  readonly rate: number;
  /** Samples, bytes of the file and of the host's memory that a run of `cycles` takes; null where they are not known. */
  readonly samples: number | null;
  readonly fileBytes: number | null;
  readonly memoryBytes: number | null;
  readonly reason: "full" | "file" | "memory" | "unknown-cycles";
}

/** How a trace file stands on disk. `cut`: it does not end as a whole one does. */
export type Sp1TraceState =
  | { readonly kind: "missing" }
  | { readonly kind: "empty" }
  | { readonly kind: "foreign"; readonly sizeBytes: number }
  | { readonly kind: "cut"; readonly sizeBytes: number }
  | {
      readonly kind: "whole";
      readonly sizeBytes: number;
      /** False where no sample was taken inside a function. */
      readonly hasStacks: boolean;
      /** False for an ELF without symbols. */
      readonly hasNames: boolean;
    };
