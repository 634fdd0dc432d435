import { layout } from "./layout";
import { imm, ind, last, reg, toMem, toReg, zero, type MicroStep } from "./microStep";

/** Step between the input words that the end of a run reads. */
const anchorStep = 0x8000000;
const anchors = 15;
const archId = 0xfffeeee;
const csrWord = (csr: number): number => layout.csr + 8 * csr;

/** The machine's own code around the guest: [pc, step], every step four bytes (zisk-1.4-cost-model §1.1). */
export function biosCode(entry: number): readonly (readonly [number, MicroStep])[] {
  const out: [number, MicroStep][] = [];
  const put = (step: MicroStep): void => void out.push([layout.bios + 4 * out.length, step]);
  const set = (register: number, value: number): void =>
    put({ op: "copyb", a: zero, b: imm(value), store: toReg(register)! });
  // 1. Start: CSRs, parameters, the call of the entry point.
  put({ op: "copyb", a: zero, b: zero, jump: { kind: "always", to: layout.bios + 8 } });
  put({ op: "copyb", a: zero, b: zero, jump: { kind: "always", to: layout.exit }, end: true });
  put({ op: "copyb", a: zero, b: imm(archId), store: toMem(csrWord(0xf12)) });
  put({ op: "copyb", a: zero, b: imm(layout.ecall), store: toMem(csrWord(0x305)) });
  set(10, layout.freeInput);
  set(11, layout.publicOutput);
  put({
    op: "copyb",
    a: zero,
    b: imm(entry),
    store: toReg(1)!,
    link: true,
    jump: { kind: "computed", offset: 0 },
  });
  // 2. End: 32 words of public output, then the input's anchors.
  set(11, 32);
  set(12, 0);
  set(13, layout.publicOutput);
  put({ op: "eq", a: reg(11), b: reg(12), jump: { kind: "branch", offset: 20, negated: false } });
  put({ op: "copyb", a: reg(13), b: ind(0), width: 8 });
  put({ op: "pubout", a: reg(12), b: last });
  put({ op: "add", a: reg(13), b: imm(8), store: toReg(13)! });
  const loop = layout.bios + 4 * (out.length - 4);
  put({ op: "add", a: reg(12), b: imm(1), store: toReg(12)!, jump: { kind: "always", to: loop } });
  for (let k = 1; k <= anchors; k++)
    put({ op: "copyb", a: imm(layout.freeInput + k * anchorStep), b: ind(0), width: 8 });
  const toExit = { kind: "computed", offset: 0 } as const;
  put({ op: "copyb", a: zero, b: imm(layout.exit), jump: toExit });
  // 3. Environment calls: 93 ends the run, all others return.
  put({ op: "eq", a: reg(17), b: imm(93), jump: { kind: "branch", offset: 8, negated: false } });
  put({ op: "copyb", a: zero, b: reg(1), jump: toExit });
  const isZero = layout.bios + 4 * out.length;
  const back = { kind: "branch", offset: layout.output - isZero, negated: false } as const;
  put({ op: "eq", a: reg(10), b: zero, jump: back });
  put({ op: "halt", a: reg(10), b: zero, end: true });
  return out;
}
