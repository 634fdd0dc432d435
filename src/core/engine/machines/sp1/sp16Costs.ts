import type { Price, Sp1Model, Sp1Syscall } from "./model";

/** Complexity, area. */
const price = (complexity: number, area: number): Price => ({ complexity, area });

/** `names: complexity/area` by line. */
function prices(lines: Readonly<Record<string, readonly [number, number]>>): Record<string, Price> {
  const out: Record<string, Price> = {};
  for (const [names, [complexity, area]] of Object.entries(lines))
    for (const name of names.split(" ")) out[name] = price(complexity, area);
  return out;
}

function call(
  code: number,
  name: string,
  complexity: number,
  area: number,
  more: { readonly rows?: number; readonly retained?: boolean } = {},
): Sp1Syscall {
  return { code, name, complexity, area, rows: more.rows ?? 1, retained: more.retained ?? false };
}

const retained = { retained: true };

/** SP1 6.10 (sp1-tracing §7: `rv64im_costs.json` is area, `rv64im_complexity.json` complexity). */
export const sp16: Sp1Model = {
  id: "sp1-6",
  opcodes: prices({
    add: [16, 33],
    addi: [15, 30],
    addw: [21, 36],
    sub: [16, 33],
    subw: [16, 32],
    "xor or and": [20, 51],
    "slt sltu": [42, 44],
    "mul mulh mulhu mulhsu mulw": [61, 82],
    "div divu rem remu divw divuw remw remuw": [348, 246],
    "sll sllw": [69, 65],
    "srl sra srlw sraw": [78, 69],
    "lb lbu": [32, 47],
    "lh lhu": [33, 44],
    "lw lwu": [33, 44],
    ld: [24, 39],
    sb: [32, 50],
    sh: [27, 45],
    sw: [27, 44],
    sd: [23, 39],
    "beq bne blt bge bltu bgeu": [49, 45],
    "lui auipc": [19, 31],
    jal: [24, 31],
    jalr: [26, 35],
    ecall: [93, 65],
  }),
  syscalls: [
    call(0x00300105, "sha_extend", 80, 128, { rows: 48, retained: true }),
    call(0x00010106, "sha_compress", 300, 206, { rows: 80, retained: true }),
    call(0x00010107, "ed_add", 792, 1347),
    call(0x00000108, "ed_decompress", 755, 1123),
    call(0x00010109, "keccak_permute", 2859, 2640, { rows: 24 }),
    call(0x0001010a, "secp256k1_add", 918, 1599),
    call(0x0000010b, "secp256k1_double", 904, 1591),
    call(0x0001010e, "bn254_add", 918, 1599),
    call(0x0000010f, "bn254_double", 904, 1591),
    call(0x0001011d, "uint256_mul", 253, 371),
    call(0x0001011e, "bls12381_add", 1374, 2399),
    call(0x0000011f, "bls12381_double", 1356, 2391),
    call(0x00010120, "bls12381_fp_add", 317, 450, retained),
    call(0x00010121, "bls12381_fp_sub", 317, 450, retained),
    call(0x00010122, "bls12381_fp_mul", 317, 450, retained),
    call(0x00010123, "bls12381_fp2_add", 615, 880),
    call(0x00010124, "bls12381_fp2_sub", 615, 880),
    call(0x00010125, "bls12381_fp2_mul", 994, 1639),
    call(0x00010126, "bn254_fp_add", 217, 306, retained),
    call(0x00010127, "bn254_fp_sub", 217, 306, retained),
    call(0x00010128, "bn254_fp_mul", 217, 306, retained),
    call(0x00010129, "bn254_fp2_add", 415, 592),
    call(0x0001012a, "bn254_fp2_sub", 415, 592),
    call(0x0001012b, "bn254_fp2_mul", 666, 1095),
    call(0x0001012c, "secp256r1_add", 918, 1599),
    call(0x0000012d, "secp256r1_double", 904, 1591),
    call(0x00010130, "uint256_add_carry", 297, 477, retained),
    call(0x00010131, "uint256_mul_carry", 297, 477, retained),
    call(0x00000133, "poseidon2", 497, 348, retained),
  ],
  local: price(4, 20),
  global: price(216, 241),
  syscallCore: price(2, 10),
  stateBump: price(8, 14),
  memoryBump: price(5, 15),
  chunkEntries: 134_217_728,
  shownGas: { numerator: 10n, denominator: 191n },
  maxSteps: 2 ** 40,
};
