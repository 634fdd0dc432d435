import type { CoverageState, Operation } from "../core/coverage/types";
import { isRecord } from "./guards";

/** Every text of the Patch Coverage view and matrix in English; the host hands out a translated copy. */
export const coverageWords = {
  matrix: "Patch coverage matrix",
  nothing: "No guest was found in this workspace: a guest depends on the SDK of a zkVM.",
  waiting: "Reading manifests and locks…",
  operation: "Operation",
  native: "Native library",
  notes: "Notes",
  coverage: "Coverage",
  figure: "{0} of {1} accelerated",
  figureUnknown: "{0} of {1} accelerated, {2} unknown",
  nothingApplicable: "no crypto found",
  guests: "Guests: {0}",
  toDo: "unpatched operations: {0}",
  ofGuests: "{0} {1} of {2}",
  source: "Source",
  cratesIo: "crates.io",
  localPath: "a path of this workspace",
  path: "Reached by",
  reason: "Why",
  fix: "Fix",
  cost: "Cost in this run",
  sdk: "SDK",
  noSdkVersion: "version not known",
  crate: "Crate",
  exportAs: "Export",
  exportMd: "Markdown",
  exportCsv: "CSV",
  exportJson: "JSON",
  refresh: "Refresh",
  onlyOpen: "Only what needs work",
  openPlace: "Open manifest",
  sortBy: "Sort by {0}",
  noRows: "Nothing needs work: each operation of each guest is accelerated, or no patch for it exists.",
  details: "Details of the cell",
  keys: "Arrow keys move, Enter sorts a column or opens the manifest of a cell.",
  accelerated: "accelerated",
  unpatched: "unpatched",
  unused: "patch unused",
  drifted: "drifted",
  inert: "inert",
  unavailable: "no patch exists",
  unknown: "unknown",
  absent: "absent",
  op_secp256k1: "ECDSA secp256k1",
  op_p256: "ECDSA P-256",
  op_sha256: "SHA-256",
  op_keccak256: "Keccak-256",
  op_sha3: "SHA-3",
  "op_bn254-add": "BN254 addition",
  "op_bn254-mul": "BN254 multiplication",
  "op_bn254-pairing": "BN254 pairing",
  "op_bls12-381": "BLS12-381",
  op_kzg: "KZG",
  op_modexp: "MODEXP",
  op_ed25519: "Ed25519",
  op_rsa: "RSA",
  op_bigint: "Big integers",
  op_ripemd160: "RIPEMD-160",
  op_blake2: "BLAKE2",
} as const satisfies Readonly<Record<string, string> & Record<CoverageState | `op_${Operation}`, string>>;

export type CoverageWords = Readonly<Record<keyof typeof coverageWords, string>>;

/** What a person can do something about, most pressing first; the order that a column is sorted by. */
export const stateRank: Readonly<Record<CoverageState, number>> = {
  unpatched: 0,
  unused: 1,
  drifted: 2,
  inert: 3,
  unknown: 4,
  unavailable: 5,
  accelerated: 6,
  absent: 7,
};

/** Ranks below this one are work to do. */
export const openRanks = 4;

export function isCoverageWords(value: unknown): value is CoverageWords {
  return (
    isRecord(value) &&
    Object.keys(coverageWords).every((key) => typeof value[key] === "string" && value[key].length <= 1000)
  );
}
