/**
 * What the ethrex guests of 2026-01-15 (lambdaclass/ethrex 1d590f3f4d) really run, read by hand from their sources and locks:
 * `openvm-ethrex.md` §4.3 of the project's reference ("What the 2026-01-15 locks really resolve to" and "Corrected per operation").
 */
import type { Backend, Operation } from "../../src/core/coverage/types";

export const oracleFolders: Readonly<Record<Backend, string>> = {
  sp1: "ethrex/sp1/2026-01-15_1d590f3f4d",
  zisk: "ethrex/zisk/2026-01-15_1d590f3f4d",
  risc0: "ethrex/risc0/2026-01-15_1d590f3f4d",
  openvm: "ethrex/openvm/2026-01-15_1d590f3f4d",
};

/** Commit of the git source (first 8 digits), `crates.io`, or null where the guest has no such crate; several copies as a list. */
type Copy = string | null | readonly string[];
const io = "crates.io";

export const oracleCrates: readonly (readonly [
  crate: string,
  version: string,
  sources: Readonly<Record<Backend, Copy>>,
])[] = [
  ["sha2", "0.10.9", { sp1: "0b1945ee", zisk: "ee286eaa", risc0: "8631fabd", openvm: io }],
  ["sha3", "0.10.8", { sp1: "8f6d303c", zisk: "08098df5", risc0: io, openvm: io }],
  ["tiny-keccak", "2.0.2", { sp1: "d2ffd330", zisk: "a5cb98ca", risc0: io, openvm: io }],
  ["k256", "0.13.4", { sp1: "f7d8998e", zisk: "5b849808", risc0: "7d4a8d64", openvm: [io, "05cb6a11"] }],
  ["p256", "0.13.2", { sp1: "10cca2ef", zisk: io, risc0: "bb0f51ad", openvm: io }],
  ["secp256k1", "0.30.0", { sp1: "04d87db0", zisk: null, risc0: null, openvm: null }],
  ["ecdsa", "0.16.9", { sp1: "1880299a", zisk: io, risc0: io, openvm: io }],
  ["crypto-bigint", "0.5.5", { sp1: "d4210297", zisk: io, risc0: "3ab63a6f", openvm: io }],
  ["substrate-bn", "0.6.0", { sp1: "e0d67f21", zisk: "7d408643", risc0: "22108fe8", openvm: null }],
  ["bls12_381", "0.8.0", { sp1: "f2242f78", zisk: "21917418", risc0: "21917418", openvm: [io, "21917418"] }],
  ["sp1_bls12_381", "0.8.0-sp1-5.0.0", { sp1: io, zisk: "83ad5c65", risc0: io, openvm: io }],
  ["kzg-rs", "0.2.7", { sp1: io, zisk: "7b299344", risc0: io, openvm: io }],
  ["c-kzg", "2.1.1", { sp1: null, zisk: null, risc0: "1a8fa549", openvm: null }],
  ["openvm-kzg", "0.2.0-alpha", { sp1: null, zisk: null, risc0: null, openvm: "530a6ed4" }],
];

/** A git copy of these is no accelerated one: a fork that only widens the API. */
export const oracleForks: ReadonlySet<string> = new Set(["21917418"]);

/** Plain crates.io copies that run on precompiles of the backend all the same. */
export const oracleTransitive: readonly (readonly [Backend, string])[] = [
  ["sp1", "sp1_bls12_381"],
  ["sp1", "kzg-rs"],
];

export const oracleOperations: readonly (readonly [Operation, Readonly<Record<Backend, boolean>>])[] = [
  ["secp256k1", { sp1: true, risc0: true, zisk: true, openvm: false }],
  ["sha256", { sp1: true, risc0: true, zisk: true, openvm: false }],
  ["keccak256", { sp1: true, risc0: false, zisk: true, openvm: false }],
  ["sha3", { sp1: true, risc0: false, zisk: true, openvm: false }],
  ["bn254-add", { sp1: false, risc0: false, zisk: true, openvm: false }],
  ["bn254-mul", { sp1: true, risc0: false, zisk: true, openvm: false }],
  ["bn254-pairing", { sp1: true, risc0: true, zisk: true, openvm: false }],
  ["bls12-381", { sp1: true, risc0: false, zisk: false, openvm: false }],
  ["kzg", { sp1: true, risc0: true, zisk: true, openvm: true }],
  ["p256", { sp1: true, risc0: true, zisk: false, openvm: false }],
  ["modexp", { sp1: false, risc0: false, zisk: true, openvm: false }],
];
