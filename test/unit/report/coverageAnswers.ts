import type {
  Coverage,
  CrateCoverage,
  Fix,
  GuestCoverage,
  Operation,
} from "../../../src/core/coverage/types";

/** Answers for printers and surfaces, drawn by hand. */
export const range = (line: number, from: number, to: number) => ({
  start: { line, character: from },
  end: { line, character: to },
});

export const addPatch: Fix = {
  kind: "add-patch",
  title: "Patch sha2 for SP1",
  edits: [{ file: "guest/Cargo.toml", range: range(9, 0, 0), newText: 'sha2 = "1"\n' }],
  then: [["cargo", "update", "-p", "sha2"]],
};

export function crate(operation: Operation, more: Partial<CrateCoverage> = {}): CrateCoverage {
  return {
    operation,
    crate: "sha2",
    version: "0.10.9",
    source: "registry+https://github.com/rust-lang/crates.io-index",
    state: "unpatched",
    reason: "no patch is declared",
    path: ["guest", "revm", "sha2"],
    fix: addPatch,
    place: { file: "guest/Cargo.toml", range: range(6, 0, 12) },
    related: { file: "guest/Cargo.lock", range: range(40, 0, 13) },
    ...more,
  };
}

export function guest(more: Partial<GuestCoverage> = {}): GuestCoverage {
  return {
    manifest: "guest/Cargo.toml",
    name: "guest",
    backend: "sp1",
    sdk: { name: "sp1-zkvm", version: "5.2.3" },
    crates: [crate("sha256"), crate("keccak256", { crate: "tiny-keccak", state: "accelerated", fix: null })],
    findings: [],
    ...more,
  };
}

export function coverage(...guests: GuestCoverage[]): Coverage {
  const used = ["sha256", "keccak256", "rsa"] as const;
  return {
    schema: "cyclelens.coverage/1",
    guests,
    matrix: used.map((operation) => ({
      operation,
      native: "sha2",
      cells: guests.map(({ manifest, backend, crates }) => {
        const row = crates.find((known) => known.operation === operation);
        return {
          guest: manifest,
          backend,
          state: row?.state ?? "absent",
          crate: row?.crate ?? null,
          version: row?.version ?? null,
          note: null,
        };
      }),
    })),
    coverage: guests.map(({ manifest }) => ({ guest: manifest, accelerated: 1, applicable: 2, unknown: 0 })),
    warnings: [],
  };
}
