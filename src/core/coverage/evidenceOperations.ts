import type { Backend, Operation } from "./types";

/**
 * How operations show in a run: software kernels by function name, accelerated ones by the SDK's functions and by counters.
 * Sources: the precompile tables of ZisK 1.4 and SP1 6, the function names of the crates themselves.
 */
export interface OperationSigns {
  readonly operation: Operation;
  /** The innermost software functions; one call is one unit of the precompile where `unit` says so. */
  readonly software: RegExp;
  /** Functions of an SDK that lead to a precompile. */
  readonly provider: RegExp | null;
  readonly counters: Readonly<Partial<Record<Backend, readonly string[]>>>;
  /** One call of a kernel that `kernel` matches is one precompile call of this cost (ZisK area units). */
  readonly unit?: {
    readonly kernel: RegExp;
    readonly precompile: string;
    readonly cost: number;
    readonly model: string;
  };
}

export const operationSigns: readonly OperationSigns[] = [
  {
    operation: "keccak256",
    software: /\bkeccak::(?:.*::)?(?:keccak_p|f1600|keccak_f|p1600)|\btiny_keccak::|\bkeccak_asm::|\bsha3::/,
    provider: /^native_keccak256$|\bzisklib::(?:.*::)?keccak|^zkvm_keccak256|\bopenvm_keccak256/,
    counters: { zisk: ["keccak"], sp1: ["keccak_permute"] },
    unit: {
      kernel: /\bkeccak::(?:.*::)?(?:keccak_p|f1600|keccak_f)|tiny_keccak::(?:.*::)?keccakf/,
      precompile: "keccak",
      cost: 41_513,
      model: "ZisK 1.4",
    },
  },
  {
    operation: "sha256",
    software: /\bsha2::(?:.*::)?(?:compress256|soft|sha256)/,
    provider: /\bzisklib::(?:.*::)?sha256|^zkvm_sha256|\bopenvm_sha2/,
    counters: { zisk: ["sha256"], sp1: ["sha_extend", "sha_compress"] },
    unit: { kernel: /\bsha2::(?:.*::)?compress256/, precompile: "sha256", cost: 8_784, model: "ZisK 1.4" },
  },
  {
    operation: "secp256k1",
    software: /\bk256::|\brustsecp256k1_|\blibsecp256k1/,
    provider: /\bzisklib::(?:.*::)?secp256k1|^zkvm_secp256k1/,
    counters: { zisk: ["secp256k1_add", "secp256k1_dbl"], sp1: ["secp256k1_add", "secp256k1_double"] },
  },
  {
    operation: "p256",
    software: /\bp256::/,
    provider: /\bzisklib::(?:.*::)?secp256r1|^zkvm_secp256r1/,
    counters: { zisk: ["secp256r1_add", "secp256r1_dbl"], sp1: ["secp256r1_add", "secp256r1_double"] },
  },
  {
    operation: "bn254-add",
    software: /\bDefaultCrypto::bn254_g1_add$|\bbn254::(?:arkworks|substrate)::g1_point_add/,
    provider: /\bzisklib::(?:.*::)?bn254::curve::add|^zkvm_bn254_g1_add/,
    counters: {},
  },
  {
    operation: "bn254-mul",
    software: /\bDefaultCrypto::bn254_g1_mul$|\bbn254::(?:arkworks|substrate)::g1_point_mul/,
    provider: /\bzisklib::(?:.*::)?bn254::curve::(?:scalar_)?mul|^zkvm_bn254_g1_mul/,
    counters: {},
  },
  {
    operation: "bn254-pairing",
    software: /\bDefaultCrypto::bn254_pairing_check$|\bbn254::(?:arkworks|substrate)::pairing/,
    provider: /\bzisklib::(?:.*::)?bn254::pairing|^zkvm_bn254_pairing/,
    counters: {},
  },
  {
    operation: "bls12-381",
    software: /\bbls12_381::|\bark_bls12_381::|^blst_/,
    provider: /\bzisklib::(?:.*::)?bls12_381|^zkvm_bls12_/,
    counters: {
      zisk: ["bls12_381_curve_add", "bls12_381_curve_dbl"],
      sp1: ["bls12381_add", "bls12381_double"],
    },
  },
  {
    operation: "modexp",
    software: /\baurora_engine_modexp::|\bmalachite\w*::/,
    provider: /\bzisklib::(?:.*::)?modexp|^zkvm_modexp/,
    counters: {},
  },
  {
    operation: "ed25519",
    software: /\bcurve25519_dalek::/,
    provider: null,
    counters: { zisk: ["ed25519_add"], sp1: ["ed_add", "ed_decompress"] },
  },
  {
    operation: "blake2",
    software: /\bblake2::(?!blake2_precompile|run$)/,
    provider: /\bzisklib::(?:.*::)?blake2b/,
    counters: { zisk: ["blake2b"] },
  },
];
