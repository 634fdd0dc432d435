import { csrName, xRegisters as x, ziskCsr } from "./riscvNames";

/** Mnemonic, operands, branch offset, note. */
export type Parts = readonly [
  mnemonic: string,
  operands?: string,
  offset?: number | null,
  note?: string | null,
];

export const rdOf = (w: number): number => (w >>> 7) & 31;
export const rs1Of = (w: number): number => (w >>> 15) & 31;
export const rs2Of = (w: number): number => (w >>> 20) & 31;
export const funct3 = (w: number): number => (w >>> 12) & 7;
const funct7 = (w: number): number => w >>> 25;
export const immI = (w: number): number => w >> 20;
export const immS = (w: number): number => ((w >> 25) << 5) | ((w >>> 7) & 31);
const immB = (w: number): number =>
  ((w >> 31) << 12) | (((w >>> 7) & 1) << 11) | (((w >>> 25) & 63) << 5) | (((w >>> 8) & 15) << 1);
const immJ = (w: number): number =>
  ((w >> 31) << 20) | (((w >>> 12) & 255) << 12) | (((w >>> 20) & 1) << 11) | (((w >>> 21) & 1023) << 1);

/** I, M, A, Zicsr, Zifencei, Zba, Zbb, Zbs, Zbkb, Zbc, Zicond; null for what is none of them. */
export function integerInstruction(w: number, bits: 32 | 64): Parts | null {
  const rd = x[rdOf(w)]!;
  const rs1 = x[rs1Of(w)]!;
  const f3 = funct3(w);
  switch (w & 0x7f) {
    case 0x03: {
      const name = ["lb", "lh", "lw", "ld", "lbu", "lhu", "lwu"][f3];
      if (name === undefined || (bits === 32 && (f3 === 3 || f3 === 6))) return null;
      return [name, `${rd}, ${immI(w)}(${rs1})`];
    }
    case 0x0f:
      return fence(w);
    case 0x13:
      return immediate(w, bits);
    case 0x17:
      return ["auipc", `${rd}, ${w >>> 12}`];
    case 0x1b:
      return bits === 64 ? immediateWord(w) : null;
    case 0x23: {
      const name = ["sb", "sh", "sw", "sd"][f3];
      if (name === undefined || (bits === 32 && f3 === 3)) return null;
      return [name, `${x[rs2Of(w)]}, ${immS(w)}(${rs1})`];
    }
    case 0x2f:
      return atomic(w, bits);
    case 0x33:
      return register(w, bits);
    case 0x37:
      return ["lui", `${rd}, ${w >>> 12}`];
    case 0x3b:
      return bits === 64 ? registerWord(w) : null;
    case 0x63:
      return branch(w);
    case 0x67:
      return f3 === 0 ? jumpRegister(w) : null;
    case 0x6f: {
      const offset = immJ(w);
      if (rdOf(w) === 0) return ["j", "", offset];
      return ["jal", rdOf(w) === 1 ? "" : rd, offset];
    }
    case 0x73:
      return system(w);
    default:
      return null;
  }
}

function fence(w: number): Parts | null {
  if (funct3(w) === 1) return ["fence.i"];
  if (funct3(w) !== 0) return null;
  if (w === 0x8330000f) return ["fence.tso"];
  if (w === 0x0100000f) return ["pause"];
  const set = (mask: number): string =>
    [..."iorw"].filter((_, i) => ((mask >>> (3 - i)) & 1) !== 0).join("") || "0";
  const [before, after] = [(w >>> 24) & 15, (w >>> 20) & 15];
  return before === 15 && after === 15 ? ["fence"] : ["fence", `${set(before)}, ${set(after)}`];
}

function immediate(w: number, bits: 32 | 64): Parts | null {
  const rd = x[rdOf(w)]!;
  const rs1 = x[rs1Of(w)]!;
  const imm = immI(w);
  switch (funct3(w)) {
    case 0:
      if (w === 0x13) return ["nop"];
      if (rs1Of(w) === 0) return ["li", `${rd}, ${imm}`];
      return imm === 0 ? ["mv", `${rd}, ${rs1}`] : ["addi", `${rd}, ${rs1}, ${imm}`];
    case 1:
    case 5:
      return shift(w, bits);
    case 2:
      return ["slti", `${rd}, ${rs1}, ${imm}`];
    case 3:
      return imm === 1 ? ["seqz", `${rd}, ${rs1}`] : ["sltiu", `${rd}, ${rs1}, ${imm}`];
    case 4:
      return imm === -1 ? ["not", `${rd}, ${rs1}`] : ["xori", `${rd}, ${rs1}, ${imm}`];
    case 6:
      return ["ori", `${rd}, ${rs1}, ${imm}`];
    default:
      return imm === 255 ? ["zext.b", `${rd}, ${rs1}`] : ["andi", `${rd}, ${rs1}, ${imm}`];
  }
}

const unary: Readonly<Record<number, string>> = {
  0x600: "clz",
  0x601: "ctz",
  0x602: "cpop",
  0x604: "sext.b",
  0x605: "sext.h",
};

function shift(w: number, bits: 32 | 64): Parts | null {
  const rd = x[rdOf(w)]!;
  const rs1 = x[rs1Of(w)]!;
  const code = w >>> 20;
  const amount = code & (bits - 1);
  const kind = bits === 64 ? code >>> 6 : code >>> 5;
  const [plain, arithmetic, set, clear, invert, rotate] =
    bits === 64 ? [0, 0x10, 0x0a, 0x12, 0x1a, 0x18] : [0, 0x20, 0x14, 0x24, 0x34, 0x30];
  const shifted = (name: string): Parts => [name, `${rd}, ${rs1}, ${amount}`];
  if (funct3(w) === 1) {
    const name = unary[code];
    if (name !== undefined) return [name, `${rd}, ${rs1}`];
    if (kind === plain) return shifted("slli");
    if (kind === set) return shifted("bseti");
    if (kind === clear) return shifted("bclri");
    return kind === invert ? shifted("binvi") : null;
  }
  if (code === 0x287) return ["orc.b", `${rd}, ${rs1}`];
  if (code === 0x687) return ["brev8", `${rd}, ${rs1}`];
  if (code === (bits === 64 ? 0x6b8 : 0x698)) return ["rev8", `${rd}, ${rs1}`];
  if (kind === plain) return shifted("srli");
  if (kind === arithmetic) return shifted("srai");
  if (kind === clear) return shifted("bexti");
  return kind === rotate ? shifted("rori") : null;
}

function immediateWord(w: number): Parts | null {
  const rd = x[rdOf(w)]!;
  const rs1 = x[rs1Of(w)]!;
  const amount = rs2Of(w);
  const f7 = funct7(w);
  switch (funct3(w)) {
    case 0:
      return immI(w) === 0 ? ["sext.w", `${rd}, ${rs1}`] : ["addiw", `${rd}, ${rs1}, ${immI(w)}`];
    case 1:
      if (f7 === 0) return ["slliw", `${rd}, ${rs1}, ${amount}`];
      if (w >>> 26 === 2) return ["slli.uw", `${rd}, ${rs1}, ${(w >>> 20) & 63}`];
      return f7 === 0x30 && amount < 3 ? [["clzw", "ctzw", "cpopw"][amount]!, `${rd}, ${rs1}`] : null;
    case 5: {
      const name = f7 === 0 ? "srliw" : f7 === 0x20 ? "sraiw" : f7 === 0x30 ? "roriw" : null;
      return name === null ? null : [name, `${rd}, ${rs1}, ${amount}`];
    }
    default:
      return null;
  }
}

const none = undefined;
/** By funct7, then funct3. */
const registerNames: Readonly<Record<number, readonly (string | undefined)[]>> = {
  0x00: ["add", "sll", "slt", "sltu", "xor", "srl", "or", "and"],
  0x01: ["mul", "mulh", "mulhsu", "mulhu", "div", "divu", "rem", "remu"],
  0x04: [none, none, none, none, "pack", none, none, "packh"],
  0x05: [none, "clmul", "clmulr", "clmulh", "min", "minu", "max", "maxu"],
  0x07: [none, none, none, none, none, "czero.eqz", none, "czero.nez"],
  0x10: [none, none, "sh1add", none, "sh2add", none, "sh3add", none],
  0x14: [none, "bset", "xperm4", none, "xperm8", none, none, none],
  0x20: ["sub", none, none, none, "xnor", "sra", "orn", "andn"],
  0x24: [none, "bclr", none, none, none, "bext", none, none],
  0x30: [none, "rol", none, none, none, "ror", none, none],
  0x34: [none, "binv", none, none, none, none, none, none],
};
const registerWordNames: Readonly<Record<number, readonly (string | undefined)[]>> = {
  0x00: ["addw", "sllw", none, none, none, "srlw", none, none],
  0x01: ["mulw", none, none, none, "divw", "divuw", "remw", "remuw"],
  0x04: ["add.uw", none, none, none, "packw", none, none, none],
  0x10: [none, none, "sh1add.uw", none, "sh2add.uw", none, "sh3add.uw", none],
  0x20: ["subw", none, none, none, none, "sraw", none, none],
  0x30: [none, "rolw", none, none, none, "rorw", none, none],
};

function register(w: number, bits: 32 | 64): Parts | null {
  const name = registerNames[funct7(w)]?.[funct3(w)];
  if (name === undefined) return null;
  const [rd, rs1, rs2] = [x[rdOf(w)]!, x[rs1Of(w)]!, x[rs2Of(w)]!];
  if (name === "sub" && rs1Of(w) === 0) return ["neg", `${rd}, ${rs2}`];
  if (name === "sltu" && rs1Of(w) === 0) return ["snez", `${rd}, ${rs2}`];
  if (name === "slt" && rs2Of(w) === 0) return ["sltz", `${rd}, ${rs1}`];
  if (name === "slt" && rs1Of(w) === 0) return ["sgtz", `${rd}, ${rs2}`];
  if (name === "pack" && rs2Of(w) === 0 && bits === 32) return ["zext.h", `${rd}, ${rs1}`];
  return [name, `${rd}, ${rs1}, ${rs2}`];
}

function registerWord(w: number): Parts | null {
  const name = registerWordNames[funct7(w)]?.[funct3(w)];
  if (name === undefined) return null;
  const [rd, rs1, rs2] = [x[rdOf(w)]!, x[rs1Of(w)]!, x[rs2Of(w)]!];
  if (name === "subw" && rs1Of(w) === 0) return ["negw", `${rd}, ${rs2}`];
  if (name === "add.uw" && rs2Of(w) === 0) return ["zext.w", `${rd}, ${rs1}`];
  if (name === "packw" && rs2Of(w) === 0) return ["zext.h", `${rd}, ${rs1}`];
  return [name, `${rd}, ${rs1}, ${rs2}`];
}

function branch(w: number): Parts | null {
  const name = ["beq", "bne", none, none, "blt", "bge", "bltu", "bgeu"][funct3(w)];
  if (name === undefined) return null;
  const [rs1, rs2, offset] = [x[rs1Of(w)]!, x[rs2Of(w)]!, immB(w)];
  if (rs2Of(w) === 0 && funct3(w) < 6) return [`${name}z`, rs1, offset];
  if (rs1Of(w) === 0 && name === "bge") return ["blez", rs2, offset];
  if (rs1Of(w) === 0 && name === "blt") return ["bgtz", rs2, offset];
  return [name, `${rs1}, ${rs2}`, offset];
}

function jumpRegister(w: number): Parts {
  const rs1 = x[rs1Of(w)]!;
  const imm = immI(w);
  const place = imm === 0 ? rs1 : `${imm}(${rs1})`;
  if (rdOf(w) === 0) return imm === 0 && rs1Of(w) === 1 ? ["ret"] : ["jr", place];
  return ["jalr", rdOf(w) === 1 ? place : `${x[rdOf(w)]}, ${place}`];
}

const atomicNames: Readonly<Record<number, string>> = {
  0x00: "amoadd",
  0x01: "amoswap",
  0x02: "lr",
  0x03: "sc",
  0x04: "amoxor",
  0x08: "amoor",
  0x0c: "amoand",
  0x10: "amomin",
  0x14: "amomax",
  0x18: "amominu",
  0x1c: "amomaxu",
};

function atomic(w: number, bits: 32 | 64): Parts | null {
  const name = atomicNames[w >>> 27];
  const width = funct3(w) === 2 ? ".w" : funct3(w) === 3 && bits === 64 ? ".d" : null;
  if (name === undefined || width === null || (name === "lr" && rs2Of(w) !== 0)) return null;
  const order = ["", ".rl", ".aq", ".aqrl"][(w >>> 25) & 3]!;
  const value = name === "lr" ? "" : `, ${x[rs2Of(w)]}`;
  return [`${name}${width}${order}`, `${x[rdOf(w)]}${value}, (${x[rs1Of(w)]})`];
}

const plainSystem: Readonly<Record<number, string>> = {
  0x00000073: "ecall",
  0x00100073: "ebreak",
  0x10200073: "sret",
  0x10500073: "wfi",
  0x30200073: "mret",
  0xc0001073: "unimp",
};

const counters: Readonly<Record<number, string>> = { 0xc00: "rdcycle", 0xc01: "rdtime", 0xc02: "rdinstret" };

function system(w: number): Parts | null {
  const plain = plainSystem[w];
  if (plain !== undefined) return [plain];
  const f3 = funct3(w);
  if (f3 === 0 || f3 === 4) return null;
  const csr = w >>> 20;
  const name = csrName(csr);
  const [rd, source] = [rdOf(w), rs1Of(w)];
  const byValue = f3 >= 5;
  const operand = byValue ? String(source) : x[source]!;
  const kind = "wsc"[(f3 & 3) - 1]!;
  const note = ziskCsr(csr, f3 === 5 ? source : null);
  const counter = counters[csr];
  if (f3 === 2 && source === 0 && counter !== undefined) return [counter, x[rd]!];
  if (f3 === 2 && source === 0 && !(rd === 0 && note !== null))
    return ["csrr", `${x[rd]}, ${name}`, null, note];
  if (rd === 0) return [`csr${kind}${byValue ? "i" : ""}`, `${name}, ${operand}`, null, note];
  return [`csrr${kind}${byValue ? "i" : ""}`, `${x[rd]}, ${name}, ${operand}`, null, note];
}
