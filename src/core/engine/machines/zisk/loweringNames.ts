/** How operations of RISC-V are called as operations of ZisK, where one step with the same operands does it. */

/** [operation, rd] := op(rs1, rs2). */
export const registerOps = names(
  "sub sub, sll sll, slt lt, sltu ltu, xor xor, srl srl, sra sra, and and, " +
    "addw add_w, subw sub_w, sllw sll_w, srlw srl_w, sraw sra_w, " +
    "mul mul, mulh mulh, mulhsu mulsuh, mulhu muluh, mulw mul_w, " +
    "div div, divu divu, rem rem, remu remu, divw div_w, divuw divu_w, remw rem_w, remuw remu_w, " +
    "andn andn, orn orn, xnor xnor, rol rol, rolw rol_w, ror ror, rorw ror_w, min min, minu minu, max max, " +
    "maxu maxu, pack pack, packh pack_h, packw pack_w, bclr bclr, bext bext, binv binv, bset bset, " +
    "sh1add sh1add, sh2add sh2add, sh3add sh3add",
);
export const immediateOps = names(
  "slti lt, sltiu ltu, andi and, slli sll, srli srl, srai sra, slliw sll_w, srliw srl_w, sraiw sra_w, " +
    "rori ror, roriw ror_w, bclri bclr, bexti bext, binvi binv, bseti bset, slli.uw sll_u_w",
);
/** a = 0, b = rs1. */
export const singleOps = names(
  "rev8 rev8, brev8 brev8, orc.b orc_b, clz clz, clzw clz_w, ctz ctz, ctzw ctz_w, cpop cpop, cpopw cpop_w, " +
    "sext.b signextend_b, sext.h signextend_h",
);
export const branchOps = names("beq eq, bne eq, blt lt, bge lt, bltu ltu, bgeu ltu");
export const negatedBranches = new Set(["bne", "bge", "bgeu"]);
export const atomicOps = names(
  "amoadd.w add_w, amoxor.w xor, amoand.w and, amoor.w or, amomin.w min_w, amomax.w max_w, " +
    "amominu.w minu_w, amomaxu.w maxu_w, amoadd.d add, amoxor.d xor, amoand.d and, amoor.d or, " +
    "amomin.d min, amomax.d max, amominu.d minu, amomaxu.d maxu",
);
export const loads: Readonly<Record<string, readonly [string, 1 | 2 | 4 | 8]>> = {
  lb: ["signextend_b", 1],
  lh: ["signextend_h", 2],
  lw: ["signextend_w", 4],
  "lr.w": ["signextend_w", 4],
  lbu: ["copyb", 1],
  lhu: ["copyb", 2],
  lwu: ["copyb", 4],
  ld: ["copyb", 8],
  "lr.d": ["copyb", 8],
};
export const storeWidths: Readonly<Record<string, 1 | 2 | 4 | 8>> = {
  sb: 1,
  sh: 2,
  sw: 4,
  sd: 8,
  "sc.w": 4,
  "sc.d": 8,
};

/** `"rv op, rv op"` as a table. */
function names(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split(", ").map((pair) => pair.split(" ") as [string, string]));
}
