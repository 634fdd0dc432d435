import type { DecodedCode } from "../../riscv/decode";
import { rvNames } from "../../riscv/names";
import { layout } from "./layout";
import { UnloadableCode } from "./loadError";
import { atomicOp, atomicSwap } from "./lowerAtomic";
import { lowerAuipc } from "./lowerAuipc";
import { lowerCsr } from "./lowerCsr";
import type { Lowered } from "./lowered";
import {
  atomicOps,
  branchOps,
  immediateOps,
  loads,
  negatedBranches,
  registerOps,
  singleOps,
  storeWidths,
} from "./loweringNames";
import { imm, ind, last, reg, scratch, toInd, toReg, zero, type MicroStep, type Operand } from "./microStep";

/** Clears bit 0 of a jump's target. */
const evenMask: Operand = { kind: "imm", lo: -2, hi: -1 };
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
