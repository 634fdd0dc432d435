/** What stands behind the CSR numbers of ZisK 1.4's accelerators and hints. */

/** One instruction, a = 0, b = the register. */
export const singlePorts: Readonly<Record<number, string>> = {
  0x800: "keccak",
  0x801: "arith256",
  0x802: "arith256_mod",
  0x804: "secp256k1_dbl",
  0x807: "bn254_curve_dbl",
  0x80b: "arith384_mod",
  0x80d: "bls12_381_curve_dbl",
  0x812: "poseidon2",
  0x818: "secp256r1_dbl",
  0x81b: "poseidon1",
  0x821: "poseidon2_koalabear",
};

/** With `add x0, q, x0` behind it: a = the register, b = q. */
export const pairPorts: Readonly<Record<number, string>> = {
  0x803: "secp256k1_add",
  0x805: "sha256",
  0x806: "bn254_curve_add",
  0x808: "bn254_complex_add",
  0x809: "bn254_complex_sub",
  0x80a: "bn254_complex_mul",
  0x80c: "bls12_381_curve_add",
  0x80e: "bls12_381_complex_add",
  0x80f: "bls12_381_complex_sub",
  0x810: "bls12_381_complex_mul",
  0x817: "secp256r1_add",
  0x81d: "babyjubjub_add",
  0x81e: "blake3",
  0x81f: "blake2s",
  0x820: "ed25519_add",
};

export const ports = {
  add256: 0x811,
  memcpy: 0x813,
  memcmp: 0x814,
  inputcpy: 0x815,
  memset: 0x816,
  blake2b: 0x819,
  profile: 0x81a,
  jumpDest: 0x81c,
  /** Calls into ZisK's assembly library, with their arguments behind. */
  library: 0x850,
  libraryEnd: 0x8c0,
  fcall: 0x8c0,
  fcallEnd: 0x8e0,
  libraryArgument: 0x8e0,
  libraryArgumentEnd: 0x8e8,
  fcallParameter: 0x8f0,
  fcallParameterEnd: 0x900,
  fcallGet: 0xffe,
} as const;

/** Words that a parameter port takes; one is the register itself. */
export const parameterWords: readonly number[] = [
  1, 2, 4, 8, 12, 16, 20, 24, 25, 32, 48, 64, 80, 96, 128, 256,
];
