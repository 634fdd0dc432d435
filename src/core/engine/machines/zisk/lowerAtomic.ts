import { ind, last, reg, scratch, toInd, toReg, zero, type MicroStep } from "./microStep";

/** An atomic operation: load, change, store; through the scratch register where the result would overwrite an operand. */
export function atomicOp(op: string, width: 4 | 8, rd: number, rs1: number, rs2: number): MicroStep[] {
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

/** An atomic exchange: load, store. */
export function atomicSwap(width: 4 | 8, rd: number, rs1: number, rs2: number): MicroStep[] {
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
