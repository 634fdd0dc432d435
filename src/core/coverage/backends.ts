import type { Backend } from "./types";

/** By which crates a package shows what it is for; a new backend is a new row. */
export interface BackendFacts {
  readonly backend: Backend;
  /** Crates that only a guest links; the first names the SDK. */
  readonly sdk: readonly string[];
  /** Crates of others that bring the SDK's entry point along. */
  readonly wrappers: readonly string[];
  /** Crates that only a host or its build script uses. */
  readonly host: readonly string[];
  /** Features of the SDK crate that only a host switches on (RISC Zero has one crate for both sides). */
  readonly hostFeatures: readonly string[];
}

export const backendFacts: readonly BackendFacts[] = [
  {
    backend: "sp1",
    sdk: ["sp1-zkvm"],
    wrappers: ["ere-platform-sp1"],
    host: [
      "sp1-sdk",
      "sp1-build",
      "sp1-helper",
      "sp1-prover",
      "sp1-cuda",
      "sp1-core-executor",
      "sp1-core-machine",
    ],
    hostFeatures: [],
  },
  {
    backend: "zisk",
    sdk: ["ziskos"],
    wrappers: ["ere-platform-zisk"],
    host: ["zisk-sdk", "zisk-build", "cargo-zisk", "ziskemu", "zisk-core", "proofman"],
    hostFeatures: [],
  },
  {
    backend: "risc0",
    sdk: ["risc0-zkvm"],
    wrappers: ["ere-platform-risc0"],
    host: ["risc0-build", "risc0-r0vm", "bonsai-sdk"],
    hostFeatures: ["prove", "client", "cuda", "metal", "bonsai"],
  },
  {
    backend: "openvm",
    sdk: ["openvm"],
    wrappers: ["ere-platform-openvm"],
    host: ["openvm-sdk", "openvm-build", "openvm-circuit", "openvm-transpiler", "cargo-openvm"],
    hostFeatures: [],
  },
];
