/**
 * Which ZisK operations are precompiles. Reports up to 1.0 print one table for both kinds; from 1.1 on the
 * section says it. An operation is a precompile where it reads its operands from memory blocks.
 */
const names = new Set(
  (
    "keccak sha256 poseidon1 poseidon2 poseidon2_koalabear arith256 arith256_mod arith384_mod add256 " +
    "secp256k1_add secp256k1_dbl secp256r1_add secp256r1_dbl bn254_curve_add bn254_curve_dbl " +
    "bn254_complex_add bn254_complex_sub bn254_complex_mul bls12_381_curve_add bls12_381_curve_dbl " +
    "bls12_381_complex_add bls12_381_complex_sub bls12_381_complex_mul babyjubjub_add ed25519_add " +
    "blake2 blake2b blake2s blake3 jump_dest " +
    "dma_memcpy dma_memcmp dma_inputcpy dma_xmemcpy dma_xmemcmp dma_xmemset dma_memset " +
    "_dma_pre _dma_post _dma_64_aligned _dma_unaligned"
  ).split(" "),
);

const families = /^_?dma_|^(?:secp256|bn254_|bls12_381_|blake|poseidon|keccak|sha\d)/;

/** Kind by name; operations of later versions are known by their family. */
export function opcodeKind(name: string): "base" | "precompile" {
  return names.has(name) || families.test(name) ? "precompile" : "base";
}
