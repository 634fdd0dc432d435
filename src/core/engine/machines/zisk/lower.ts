import type { DecodedCode } from "../../riscv/decode";
import { rvNames } from "../../riscv/names";
import { lowerCsr } from "./lowerCsr";
import { UnloadableCode } from "./loadError";
import { layout } from "./layout";
import {
  imm,
  ind,
  last,
  reg,
  scratch,
  toInd,
  toMem,
  toReg,
  zero,
  type MicroStep,
  type Operand,
} from "./microStep";

/** The steps of one instruction. */
export interface Lowered {
  readonly steps: readonly MicroStep[];
  /** Where the run goes on where no step jumps: behind the instruction and those that it takes in. */
  readonly next: number;
}

/** [operation, rd] := op(rs1, rs2). */
const registerOps = names(
  "sub sub, sll sll, slt lt, sltu ltu, xor xor, srl srl, sra sra, and and, " +
    "addw add_w, subw sub_w, sllw sll_w, srlw srl_w, sraw sra_w, " +
    "mul mul, mulh mulh, mulhsu mulsuh, mulhu muluh, mulw mul_w, " +
    "div div, divu divu, rem rem, remu remu, divw div_w, divuw divu_w, remw rem_w, remuw remu_w, " +
    "andn andn, orn orn, xnor xnor, rol rol, rolw rol_w, ror ror, rorw ror_w, min min, minu minu, max max, " +
    "maxu maxu, pack pack, packh pack_h, packw pack_w, bclr bclr, bext bext, binv binv, bset bset, " +
    "sh1add sh1add, sh2add sh2add, sh3add sh3add",
);
const immediateOps = names(
  "slti lt, sltiu ltu, andi and, slli sll, srli srl, srai sra, slliw sll_w, srliw srl_w, sraiw sra_w, " +
    "rori ror, roriw ror_w, bclri bclr, bexti bext, binvi binv, bseti bset, slli.uw sll_u_w",
);
/** a = 0, b = rs1. */
const singleOps = names(
  "rev8 rev8, brev8 brev8, orc.b orc_b, clz clz, clzw clz_w, ctz ctz, ctzw ctz_w, cpop cpop, cpopw cpop_w, " +
    "sext.b signextend_b, sext.h signextend_h",
);
const branchOps = names("beq eq, bne eq, blt lt, bge lt, bltu ltu, bgeu ltu");
const negatedBranches = new Set(["bne", "bge", "bgeu"]);
const atomicOps = names(
  "amoadd.w add_w, amoxor.w xor, amoand.w and, amoor.w or, amomin.w min_w, amomax.w max_w, " +
    "amominu.w minu_w, amomaxu.w maxu_w, amoadd.d add, amoxor.d xor, amoand.d and, amoor.d or, " +
    "amomin.d min, amomax.d max, amominu.d minu, amomaxu.d maxu",
);
const loads: Readonly<Record<string, readonly [string, 1 | 2 | 4 | 8]>> = {
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
const storeWidths: Readonly<Record<string, 1 | 2 | 4 | 8>> = {
  sb: 1,
  sh: 2,
  sw: 4,
  sd: 8,
  "sc.w": 4,
  "sc.d": 8,
};

/** Clears bit 0 of a jump's target. */
export const evenMask: Operand = { kind: "imm", lo: -2, hi: -1 };
const low32: Operand = { kind: "imm", lo: -1, hi: 0 };

/** Instructions that a write to a read-only CSR turns into a trap. */
function writesReadOnlyCsr(name: string, code: DecodedCode, i: number): boolean {
  if (code.csr[i]! >> 10 !== 3) return false;
  return name === "csrrw" || name === "csrrwi" || code.rs1[i]! !== 0;
}

/**
 * The micro-steps of row i (zisk-1.4-cost-model §2). Throws UnloadableCode for what the machine refuses to load:
 * floating point, operations that its default build lacks, a two-instruction form without its second half.
 */
export function lower(code: DecodedCode, i: number): Lowered {
  const name = rvNames[code.name[i]!]!;
  const pc = code.pc[i]!;
  const next = pc + code.size[i]!;
  const rd = code.rd[i]!;
  const rs1 = code.rs1[i]!;
  const rs2 = code.rs2[i]!;
  const value = code.imm[i]!;
  const one = (...steps: MicroStep[]): Lowered => ({ steps, next });
  const halt = (): Lowered => one({ op: "halt", a: zero, b: zero, end: true });
  const store = toReg(rd);
  const copy = (b: Operand): Lowered => one({ op: "copyb", a: zero, b, store });

  const registerOp = registerOps[name];
  if (registerOp !== undefined) return one({ op: registerOp, a: reg(rs1), b: reg(rs2), store });
  const immediateOp = immediateOps[name];
  if (immediateOp !== undefined) return one({ op: immediateOp, a: reg(rs1), b: imm(value), store });
  const load = loads[name];
  if (load !== undefined)
    return one({
      op: load[0],
      a: reg(rs1),
      b: ind(name.startsWith("lr") ? 0 : value),
      width: load[1],
      store,
    });
  const branchOp = branchOps[name];
  if (branchOp !== undefined)
    return one({
      op: branchOp,
      a: reg(rs1),
      b: reg(rs2),
      jump: { kind: "branch", offset: value, negated: negatedBranches.has(name) },
    });
  const single = singleOps[name];
  if (single !== undefined) return one({ op: single, a: zero, b: reg(rs1), store });

  switch (name) {
    case "add":
    case "or":
      if (rs1 === 0) return copy(reg(rs2));
      return rs2 === 0 ? copy(reg(rs1)) : one({ op: name, a: reg(rs1), b: reg(rs2), store });
    case "addi":
      if (rd === 0) return one({ op: "flag", a: reg(rs1), b: rs1 === 0 ? zero : imm(value) });
      if (value === 0 && rs1 !== 0) return copy(reg(rs1));
      return rs1 === 0 ? copy(imm(value)) : one({ op: "add", a: reg(rs1), b: imm(value), store });
    case "xori":
    case "ori":
      if (rs1 === 0) return copy(imm(value));
      return one({ op: name === "ori" ? "or" : "xor", a: reg(rs1), b: imm(value), store });
    case "addiw":
      if (rd === 0 && rs1 === 0 && value === 0) return one({ op: "flag", a: zero, b: zero });
      return one({ op: "add_w", a: reg(rs1), b: imm(value), store });
    case "lui":
      return copy(imm(value));
    case "auipc":
      return lowerAuipc(code, i);
    case "jal":
      return one({
        op: "flag",
        a: zero,
        b: zero,
        store,
        link: rd !== 0,
        jump: { kind: "always", to: pc + value },
        registers: { rs1: rd, rd },
      });
    case "jalr": {
      const jump = (b: Operand, offset: number): MicroStep => ({
        op: "and",
        a: evenMask,
        b,
        store,
        link: rd !== 0,
        jump: { kind: "computed", offset },
        registers: { rs1, rd },
      });
      return value % 2 === 0
        ? one(jump(reg(rs1), value))
        : one({ op: "add", a: imm(value), b: reg(rs1) }, jump(last, 0));
    }
    case "sb":
    case "sh":
    case "sw":
    case "sd":
      return one({ op: "copyb", a: reg(rs1), b: reg(rs2), width: storeWidths[name]!, store: toInd(value) });
    case "sc.w":
    case "sc.d": {
      const put: MicroStep = {
        op: "copyb",
        a: reg(rs1),
        b: reg(rs2),
        width: storeWidths[name]!,
        store: toInd(0),
      };
      return rd === 0 ? one(put) : one(put, { op: "copyb", a: zero, b: zero, store });
    }
    case "zext.h":
      return one({ op: "and", a: reg(rs1), b: imm(0xffff), store });
    case "add.uw":
      return one(
        { op: "and", a: reg(rs1), b: low32, store: toReg(scratch) },
        { op: "add", a: reg(rs2), b: reg(scratch), store },
      );
    case "sh1add.uw":
    case "sh2add.uw":
    case "sh3add.uw":
      return one(
        { op: "and", a: reg(rs1), b: low32, store: toReg(scratch) },
        { op: name.slice(0, 6), a: reg(scratch), b: reg(rs2), store },
      );
    case "fence":
    case "fence.i":
      return one({ op: "flag", a: zero, b: zero });
    case "ecall":
      return one({
        op: "copyb",
        a: zero,
        b: imm(layout.ecall),
        store: toReg(1),
        link: true,
        jump: { kind: "computed", offset: 0 },
      });
    case "ebreak":
    case "illegal":
    case "parcel16":
      return halt();
    case "csrrw":
    case "csrrs":
    case "csrrc":
    case "csrrwi":
    case "csrrsi":
    case "csrrci":
      return writesReadOnlyCsr(name, code, i) ? halt() : lowerCsr(code, i, name);
    case "amoswap.w":
    case "amoswap.d":
      return one(...atomicSwap(name.endsWith("w") ? 4 : 8, rd, rs1, rs2));
  }
  const atomic = atomicOps[name];
  if (atomic !== undefined) return one(...atomicOp(atomic, name.endsWith("w") ? 4 : 8, rd, rs1, rs2));
  throw new UnloadableCode(name === "float" ? "a floating-point instruction" : `the instruction ${name}`, pc);
}

/** `auipc` and the `jalr` behind it are one step where the pair is a call or jump; the `jalr` stays reachable. */
function lowerAuipc(code: DecodedCode, i: number): Lowered {
  const pc = code.pc[i]!;
  const rd = code.rd[i]!;
  const sum = pc + code.imm[i]!;
  const after = i + 1;
  const fused =
    after < code.length &&
    rvNames[code.name[after]!] === "jalr" &&
    rd !== 0 &&
    code.rs1[after] === rd &&
    (code.rd[after] === rd || code.rd[after] === 0);
  if (!fused) return { steps: [{ op: "copyb", a: zero, b: imm(sum), store: toReg(rd) }], next: pc + 4 };
  const target = sum + code.imm[after]!;
  const to = target - (((target % 2) + 2) % 2);
  const loaded = (to >= layout.rom && to < layout.romEnd) || (to >= layout.bios && to < layout.freeInput);
  if (!loaded) throw new UnloadableCode("a call to an address that is no code", pc);
  const links = code.rd[after] !== 0;
  return {
    steps: [
      {
        op: "copyb",
        a: zero,
        b: imm(links ? pc + 8 : sum),
        store: toReg(rd),
        jump: { kind: "always", to },
        registers: { rs1: rd, rd: code.rd[after]! },
      },
    ],
    next: pc + 8,
  };
}

function atomicOp(op: string, width: 4 | 8, rd: number, rs1: number, rs2: number): MicroStep[] {
  const aliased = rd === rs1 || rd === rs2;
  const load: MicroStep = {
    op: width === 4 ? "signextend_w" : "copyb",
    a: reg(rs1),
    b: ind(0),
    width,
    store: toReg(aliased ? scratch : rd),
  };
  const change: MicroStep = { op, a: last, b: reg(rs2) };
  const put: MicroStep = { op: "copyb", a: reg(rs1), b: last, width, store: toInd(0) };
  return aliased ? [load, change, put, fromScratch(rd)] : [load, change, put];
}

function atomicSwap(width: 4 | 8, rd: number, rs1: number, rs2: number): MicroStep[] {
  const aliased = rd === rs1 || rd === rs2;
  const load: MicroStep = {
    op: width === 4 ? "signextend_w" : "copyb",
    a: reg(rs1),
    b: ind(0),
    width,
    store: toReg(aliased ? scratch : rd),
  };
  const put: MicroStep = { op: "copyb", a: reg(rs1), b: reg(rs2), width, store: toInd(0) };
  return aliased ? [load, put, fromScratch(rd)] : [load, put];
}

function fromScratch(rd: number): MicroStep {
  return { op: "copyb", a: zero, b: reg(scratch), store: toReg(rd) };
}

/** `"rv op, rv op"` as a table. */
function names(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split(", ").map((pair) => pair.split(" ") as [string, string]));
}

/** Used by the CSR forms too. */
export const storeWord = (value: Operand, address: number): MicroStep => ({
  op: "copyb",
  a: zero,
  b: value,
  store: toMem(address),
});
