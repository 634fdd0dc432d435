/**
 * Patch coverage: which crypto of a guest runs on precompiles (docs/design.md §6, `cyclelens.coverage/1`).
 * Manifests and locks come in as text, answers go out as tables; nothing here reads a file.
 */

export const operations = [
  "secp256k1",
  "p256",
  "sha256",
  "keccak256",
  "sha3",
  "bn254-add",
  "bn254-mul",
  "bn254-pairing",
  "bls12-381",
  "kzg",
  "modexp",
  "ed25519",
  "rsa",
  "bigint",
  "ripemd160",
  "blake2",
] as const;
export type Operation = (typeof operations)[number];

export const backends = ["sp1", "zisk", "risc0", "openvm"] as const;
export type Backend = (typeof backends)[number];

export const coverageStates = [
  "accelerated",
  "unpatched",
  "unused",
  "drifted",
  "inert",
  "unavailable",
  "unknown",
  "absent",
] as const;
export type CoverageState = (typeof coverageStates)[number];

/** 0-based, end exclusive; in UTF-16 units as editors count. */
export interface TextRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** A place in a manifest, lock or openvm.toml; `file` as the caller named it. */
export interface Place {
  readonly file: string;
  readonly range: TextRange;
}

export interface FixEdit extends Place {
  readonly newText: string;
}

export interface Fix {
  /** `add-patch`, `bump-tag`, `move-patch`, `remove-patch`, `switch-feature`, `add-section` … */
  readonly kind: string;
  readonly title: string;
  readonly edits: readonly FixEdit[];
  /** What must still be run, as argv: `["cargo", "update", "-p", "sha2"]`. */
  readonly then: readonly (readonly string[])[];
}

export interface CrateCoverage {
  readonly operation: Operation;
  readonly crate: string;
  readonly version: string | null;
  /** The lock's own string; absent for a path. */
  readonly source?: string;
  readonly state: CoverageState;
  /** One sentence that a person can check. */
  readonly reason: string;
  /** Shortest chain of package names from the guest to the crate. */
  readonly path: readonly string[];
  readonly fix: Fix | null;
  /** Where the editor marks it: the dependency or the patch entry. */
  readonly place: Place | null;
  /** The lock entry. */
  readonly related: Place | null;
  /** `library` does the work, `router` hands it to a library, `support` is arithmetic under one; the matrix speaks of libraries. */
  readonly role?: "library" | "router" | "support";
  /** How much an unpatched copy costs, by the rule. */
  readonly impact?: "high" | "medium" | "low";
  /** The rule that was used: where its facts come from. */
  readonly rule?: { readonly id: string; readonly source: string; readonly date: string };
  /** Of the run at hand: cost of the functions of this crate and operation; null without a profile. */
  readonly cost?: number | null;
}

export interface GuestCoverage {
  /** Path of the guest's Cargo.toml, relative to the folder asked about, `/`-separated. */
  readonly manifest: string;
  readonly name: string;
  readonly backend: Backend;
  readonly sdk: { readonly name: string; readonly version: string | null };
  readonly crates: readonly CrateCoverage[];
  readonly findings: readonly Finding[];
}

/** What is no crate's state: a syntax error, a missing lock, a patch in the wrong workspace, a warning sign of the profile. */
export interface Finding {
  readonly kind: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly place: Place | null;
  readonly fix: Fix | null;
}

export interface MatrixCell {
  readonly guest: string;
  readonly backend: Backend;
  readonly state: CoverageState;
  readonly crate: string | null;
  readonly version: string | null;
  readonly note: string | null;
}

export interface MatrixRow {
  readonly operation: Operation;
  /** The native libraries of the operation, for the reader. */
  readonly native: string;
  readonly cells: readonly MatrixCell[];
}

export interface CoverageFigure {
  readonly guest: string;
  readonly accelerated: number;
  readonly applicable: number;
  readonly unknown: number;
}

export interface Coverage {
  readonly schema: "cyclelens.coverage/1";
  readonly guests: readonly GuestCoverage[];
  readonly matrix: readonly MatrixRow[];
  readonly coverage: readonly CoverageFigure[];
  readonly warnings: readonly string[];
}
