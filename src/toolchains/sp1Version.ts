import type { Sp1Line } from "./sp1Types";
import { atLeast, type Version } from "./version";

/** What differs between the generations (reference sp1-risc0 §1.1, §3.2, §4). */
export interface Sp1Facts {
  /** Target of the guest's build, part of the ELF's path. */
  readonly triple: string;
  /** The oldest Rust that builds a host; of several minor versions the newest need. */
  readonly rust: { readonly major: number; readonly minor: number; readonly patch: number };
  /** A host that links sp1-sdk needs protoc and its well-known files. */
  readonly needsProtoc: boolean;
  /** A guest that panics leaves a profile (v6); before, the file stays empty. */
  readonly tracesPanics: boolean;
  /** Where a build puts the guest's ELF below `target`: `elf-compilation`, in 3.x a copy in the package. */
  readonly elfFolder: "target" | "package";
}

const rv32 = "riscv32im-succinct-zkvm-elf";
const rv64 = "riscv64im-succinct-zkvm-elf";

export const sp1Facts: Readonly<Record<Sp1Line, Sp1Facts>> = {
  v3: {
    triple: rv32,
    rust: { major: 1, minor: 79, patch: 0 },
    needsProtoc: false,
    tracesPanics: false,
    elfFolder: "package",
  },
  v4: {
    triple: rv32,
    rust: { major: 1, minor: 79, patch: 0 },
    needsProtoc: false,
    tracesPanics: false,
    elfFolder: "target",
  },
  v5: {
    triple: rv32,
    rust: { major: 1, minor: 81, patch: 0 },
    needsProtoc: false,
    tracesPanics: false,
    elfFolder: "target",
  },
  v6: {
    triple: rv64,
    rust: { major: 1, minor: 91, patch: 1 },
    needsProtoc: true,
    tracesPanics: true,
    elfFolder: "target",
  },
};

/** The generation of a version; null for one before 3 or an unknown one. Anything newer counts as the newest known. */
export function sp1Line(version: Version | null): Sp1Line | null {
  if (version === null || version.major < 3) return null;
  return version.major === 3 ? "v3" : version.major === 4 ? "v4" : version.major === 5 ? "v5" : "v6";
}

/** The first of the v6 line whose sp1-sdk hands `profiling` on to the process that executes. */
export function hasWorkingProfiling(version: Version | null): boolean {
  return version === null || version.major < 6 || atLeast(version, 6, 1);
}
