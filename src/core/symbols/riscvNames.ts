/** Names of registers and control registers, and what ZisK made of the custom ones. */

export const xRegisters: readonly string[] =
  "zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6".split(
    " ",
  );

export const fRegisters: readonly string[] =
  "ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11".split(
    " ",
  );

const csrNames: Readonly<Record<number, string>> = {
  0x001: "fflags",
  0x002: "frm",
  0x003: "fcsr",
  0x100: "sstatus",
  0x104: "sie",
  0x105: "stvec",
  0x106: "scounteren",
  0x140: "sscratch",
  0x141: "sepc",
  0x142: "scause",
  0x143: "stval",
  0x144: "sip",
  0x180: "satp",
  0x300: "mstatus",
  0x301: "misa",
  0x302: "medeleg",
  0x303: "mideleg",
  0x304: "mie",
  0x305: "mtvec",
  0x306: "mcounteren",
  0x320: "mcountinhibit",
  0x340: "mscratch",
  0x341: "mepc",
  0x342: "mcause",
  0x343: "mtval",
  0x344: "mip",
  0xb00: "mcycle",
  0xb02: "minstret",
  0xc00: "cycle",
  0xc01: "time",
  0xc02: "instret",
  0xc80: "cycleh",
  0xc81: "timeh",
  0xc82: "instreth",
  0xf11: "mvendorid",
  0xf12: "marchid",
  0xf13: "mimpid",
  0xf14: "mhartid",
};

/** The standard name, else the number in hexadecimal. */
export function csrName(csr: number): string {
  return csrNames[csr] ?? `0x${csr.toString(16)}`;
}

const ziskAccelerators: readonly string[] = (
  "keccak arith256 arith256_mod secp256k1_add secp256k1_dbl sha256 bn254_curve_add bn254_curve_dbl " +
  "bn254_complex_add bn254_complex_sub bn254_complex_mul arith384_mod bls12_381_curve_add bls12_381_curve_dbl " +
  "bls12_381_complex_add bls12_381_complex_sub bls12_381_complex_mul add256 poseidon2 dma_memcpy dma_memcmp " +
  "dma_inputcpy dma_memset secp256r1_add secp256r1_dbl blake2b profile_tag poseidon1 jump_dest babyjubjub_add " +
  "blake3 blake2s ed25519_add poseidon2_koalabear"
).split(" ");

const parameterWords = [1, 2, 4, 8, 12, 16, 20, 24, 25, 32, 48, 64, 80, 96, 128, 256];

/**
 * What ZisK does at a write to (or, of 0xffe, a read of) one of its control registers; null for all others.
 * `value` is the immediate of `csrrwi`. Numbers: `ziskos` definitions, 1.4.0-alpha.
 */
export function ziskCsr(csr: number, value: number | null): string | null {
  if (csr >= 0x800 && csr < 0x800 + ziskAccelerators.length) return ziskAccelerators[csr - 0x800]!;
  if (csr >= 0x850 && csr <= 0x8bf) return "zkvm library call";
  if (csr >= 0x8c0 && csr <= 0x8df) return value === null ? "fcall" : `fcall ${(csr - 0x8c0) * 32 + value}`;
  if (csr >= 0x8e0 && csr <= 0x8ef) return "zkvm library parameter";
  if (csr >= 0x8f0 && csr <= 0x8ff) {
    const words = parameterWords[csr - 0x8f0]!;
    return `fcall parameter, ${words} ${words === 1 ? "word" : "words"}`;
  }
  return csr === 0xffe ? "fcall result" : null;
}
