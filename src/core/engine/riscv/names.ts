/** The 32-bit instructions of RV64 IMA, Zicsr, Zifencei, Zba, Zbb, Zbs, Zbkb, and the ones that machines refuse by name. */
export const rvNames = [
  // What no table knows: a trap where it is executed.
  "illegal",
  // A 16-bit parcel, decoded only as far as its size.
  "parcel16",
  "lb lh lw ld lbu lhu lwu sb sh sw sd",
  "addi slti sltiu xori ori andi slli srli srai addiw slliw srliw sraiw",
  "add sub sll slt sltu xor srl sra or and addw subw sllw srlw sraw",
  "mul mulh mulhsu mulhu div divu rem remu mulw divw divuw remw remuw",
  "lui auipc jal jalr beq bne blt bge bltu bgeu",
  "fence fence.i ecall ebreak",
  "csrrw csrrs csrrc csrrwi csrrsi csrrci",
  "lr.w sc.w amoswap.w amoadd.w amoxor.w amoand.w amoor.w amomin.w amomax.w amominu.w amomaxu.w",
  "lr.d sc.d amoswap.d amoadd.d amoxor.d amoand.d amoor.d amomin.d amomax.d amominu.d amomaxu.d",
  "andn orn xnor rol rolw ror rorw rori roriw min minu max maxu pack packh packw",
  "rev8 brev8 orc.b clz clzw ctz ctzw cpop cpopw sext.b sext.h zext.h",
  "bclr bclri bext bexti binv binvi bset bseti",
  "add.uw sh1add sh1add.uw sh2add sh2add.uw sh3add sh3add.uw slli.uw",
  // Known and not carried out by ZisK's default build, which refuses to load them.
  "clmul clmulh clmulr xperm4 xperm8 czero.eqz czero.nez float",
].flatMap((line) => line.split(" ")) as readonly string[];

const numbers = new Map(rvNames.map((name, i) => [name, i]));

/** The number of an instruction's name in `rvNames`; throws for a name that stands in none of our tables. */
export function rv(name: string): number {
  const number = numbers.get(name);
  if (number === undefined) throw new Error(`no instruction ${name}`);
  return number;
}
