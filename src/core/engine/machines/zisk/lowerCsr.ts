import type { DecodedCode } from "../../riscv/decode";
import { rvNames } from "../../riscv/names";
import { pairPorts, parameterWords, ports, singlePorts } from "./csrPorts";
import { layout } from "./layout";
import { UnloadableCode } from "./loadError";
import type { Lowered } from "./lowered";
import {
  csrScratch,
  imm,
  last,
  mem,
  reg,
  toMem,
  toReg,
  zero,
  type MicroStep,
  type Operand,
  type Store,
} from "./microStep";

const allOnes: Operand = { kind: "imm", lo: -1, hi: -1 };

/** A CSR instruction: an accelerator, a hint, or the CSR's word in memory. */
export function lowerCsr(code: DecodedCode, i: number, name: string): Lowered {
  const csr = code.csr[i]!;
  const rd = code.rd[i]!;
  const source = code.rs1[i]!;
  const next = code.pc[i]! + 4;
  const isLibrary = csr >= ports.library && csr < ports.libraryEnd;
  const isArgument = csr >= ports.libraryArgument && csr < ports.libraryArgumentEnd;
  if (isLibrary || isArgument)
    throw new UnloadableCode("a call into ZisK's assembly library (zkvmcall)", code.pc[i]!);
  const port =
    name === "csrrs"
      ? lowerPort(code, i)
      : name === "csrrsi" && rd === 0 && csr === ports.memset
        ? memsetOfConstants(code, i)
        : null;
  if (port !== null) return port;
  if (name === "csrrwi" && rd === 0 && csr >= ports.fcall && csr < ports.fcallEnd)
    return { steps: [{ op: "fcall", a: imm((csr - ports.fcall) * 32 + source), b: zero }], next };
  const word = layout.csr + csr * 8;
  switch (name) {
    case "csrrw":
      return { steps: write(word, rd, source), next };
    case "csrrs":
      return { steps: set(word, rd, source), next };
    case "csrrc":
      return { steps: clear(word, rd, source), next };
    case "csrrwi":
      return { steps: writeImmediate(word, rd, source), next };
    default:
      return { steps: changeImmediate(word, rd, source, name === "csrrsi"), next };
  }
}

/** [register :=] a copy of b. */
const copy = (b: Operand, store?: Store): MicroStep => ({ op: "copyb", a: zero, b, ...(store && { store }) });

function write(word: number, rd: number, rs1: number): MicroStep[] {
  const put = copy(reg(rs1), toMem(word));
  if (rd === 0) return [put];
  if (rd === rs1) return [copy(mem(word), toReg(csrScratch)), put, copy(reg(csrScratch), toReg(rd))];
  return [copy(mem(word), toReg(rd)), put];
}

function set(word: number, rd: number, rs1: number): MicroStep[] {
  if (rd === 0 && rs1 === 0) return [copy(zero)];
  if (rd === 0) return [{ op: "or", a: mem(word), b: reg(rs1), store: toMem(word) }];
  if (rs1 === 0) return [copy(mem(word), toReg(rd))];
  const put: MicroStep = { op: "or", a: last, b: reg(rs1), store: toMem(word) };
  if (rd === rs1) return [copy(mem(word), toReg(csrScratch)), put, copy(reg(csrScratch), toReg(rd))];
  return [copy(mem(word), toReg(rd)), put];
}

function clear(word: number, rd: number, rs1: number): MicroStep[] {
  if (rd === 0 && rs1 === 0) return [copy(zero)];
  const mask: MicroStep = { op: "xor", a: allOnes, b: reg(rs1) };
  const put = (from: Operand): MicroStep => ({ op: "and", a: from, b: last, store: toMem(word) });
  if (rd === 0) return [mask, put(mem(word))];
  if (rs1 === 0) return [copy(mem(word), toReg(rd))];
  if (rd === rs1)
    return [copy(mem(word), toReg(csrScratch)), mask, put(reg(csrScratch)), copy(reg(csrScratch), toReg(rd))];
  return [copy(mem(word), toReg(rd)), mask, put(reg(rd))];
}

function writeImmediate(word: number, rd: number, value: number): MicroStep[] {
  const put = copy(imm(value), toMem(word));
  return rd === 0 ? [put] : [copy(mem(word), toReg(rd)), put];
}

function changeImmediate(word: number, rd: number, value: number, isSet: boolean): MicroStep[] {
  if (value === 0) return [rd === 0 ? copy(zero) : copy(mem(word), toReg(rd))];
  const change = (a: Operand): MicroStep => ({
    op: isSet ? "or" : "and",
    a,
    b: isSet ? imm(value) : { kind: "imm", lo: ~value, hi: -1 },
    store: toMem(word),
  });
  return rd === 0 ? [change(mem(word))] : [copy(mem(word), toReg(rd)), change(last)];
}

/** `csrrs` on a port; null where the CSR is an ordinary one. */
function lowerPort(code: DecodedCode, i: number): Lowered | null {
  const csr = code.csr[i]!;
  const rd = code.rd[i]!;
  const rs1 = code.rs1[i]!;
  const next = code.pc[i]! + 4;
  if (csr === ports.memcpy || csr === ports.memcmp || csr === ports.jumpDest) return transfer(code, i);
  if (csr === ports.memset) return memsetOfRegisters(code, i);
  if (csr === ports.add256 && rs1 !== 0)
    return { steps: [withStore({ op: "add256", a: zero, b: reg(rs1) }, rd)], next };
  if (rd !== 0) {
    if (rs1 === 0 && csr === ports.fcallGet)
      return { steps: [{ op: "fcall_get", a: zero, b: mem(layout.freeInput), store: toReg(rd)! }], next };
    return null;
  }
  if (rs1 === 0) return null;
  if (csr === ports.inputcpy) {
    const second = follower(code, i, ["add", "addi"], "a copy of the input");
    return extended(code, i, 1, {
      op: "dma_inputcpy",
      a: reg(second.rs1),
      b: second.name === "add" ? reg(second.rs2) : imm(second.imm),
      ...(second.rd === 0 ? {} : { store: toReg(second.rd)! }),
    });
  }
  if (csr === ports.profile) {
    const second = follower(code, i, ["addi"], "a profile tag");
    if (second.rd !== 0 || second.rs1 !== 0) throw incomplete(code, i, "a profile tag");
    // The number is taken as 32 bits without a sign.
    return extended(code, i, 1, { op: "profile", a: reg(rs1), b: imm(second.imm >>> 0) });
  }
  const pair = pairPorts[csr];
  if (pair !== undefined) {
    const second = follower(code, i, ["add"], pair);
    if (second.rd !== 0 || second.rs2 !== 0) throw incomplete(code, i, pair);
    return extended(code, i, 1, { op: pair, a: reg(rs1), b: reg(second.rs1) });
  }
  if (csr === ports.blake2b) {
    const second = follower(code, i, ["addi"], "blake2b");
    if (second.rd !== 0) throw incomplete(code, i, "blake2b");
    return extended(code, i, 1, {
      op: "blake2b",
      a: reg(rs1),
      b: reg(second.rs1),
      argument: second.imm,
    });
  }
  const single = singlePorts[csr];
  if (single !== undefined) return { steps: [{ op: single, a: zero, b: reg(rs1) }], next };
  if (csr >= ports.fcallParameter && csr < ports.fcallParameterEnd) {
    const words = parameterWords[csr - ports.fcallParameter]!;
    return { steps: [{ op: "fcall_param", a: imm(words), b: reg(rs1) }], next };
  }
  return null;
}

/** memcpy, memcmp, jump_dest: the size in a register goes through a fixed word, a constant one into the step. */
function transfer(code: DecodedCode, i: number): Lowered {
  const csr = code.csr[i]!;
  const name = csr === ports.memcpy ? "memcpy" : csr === ports.memcmp ? "memcmp" : "jump_dest";
  const second = follower(code, i, csr === ports.jumpDest ? ["add"] : ["add", "addi"], name);
  // An older form names the destination in the second instruction.
  const rd = second.rd === 0 ? code.rd[i]! : second.rd;
  const a = reg(second.rs1);
  const b = reg(code.rs1[i]!);
  if (second.name === "add") {
    const op = csr === ports.jumpDest ? "jump_dest" : `dma_${name}`;
    return {
      steps: [
        { op: "copyb", a: zero, b: reg(second.rs2), store: toMem(layout.extraParameter) },
        withStore({ op, a, b }, rd),
      ],
      next: code.pc[i + 2]!,
    };
  }
  return extended(code, i, 1, withStore({ op: `dma_x${name}`, a, b, argument: second.imm }, rd));
}

function memsetOfRegisters(code: DecodedCode, i: number): Lowered {
  const second = follower(code, i, ["addi"], "memset");
  if (second.imm < 0 || second.imm > 255) throw incomplete(code, i, "memset");
  return extended(
    code,
    i,
    1,
    withStore(
      { op: "dma_xmemset", a: reg(code.rs1[i]!), b: reg(second.rs1), argument: second.imm },
      second.rd,
    ),
  );
}

function memsetOfConstants(code: DecodedCode, i: number): Lowered {
  if (code.rs1[i] !== 2) throw incomplete(code, i, "memset");
  const second = follower(code, i, ["addi"], "memset");
  const third = follower(code, i + 1, ["addi"], "memset");
  if (third.imm < 0 || third.imm > 255) throw incomplete(code, i, "memset");
  return extended(
    code,
    i,
    2,
    withStore({ op: "dma_xmemset", a: reg(second.rs1), b: imm(second.imm), argument: third.imm }, second.rd),
  );
}

interface Follower {
  readonly name: string;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly imm: number;
}

/** The instruction behind row i, one of `names`, with another one behind it. */
function follower(code: DecodedCode, i: number, names: readonly string[], what: string): Follower {
  const at = i + 1;
  const name = rvNames[code.name[at] ?? 0]!;
  if (at + 1 >= code.length || !names.includes(name)) throw incomplete(code, i, what);
  return {
    name,
    rd: code.rd[at]!,
    rs1: code.rs1[at]!,
    rs2: code.rs2[at]!,
    imm: code.imm[at]!,
  };
}

function incomplete(code: DecodedCode, i: number, what: string): UnloadableCode {
  return new UnloadableCode(`${what} without its second instruction`, code.pc[i]!);
}

const withStore = (step: MicroStep, rd: number): MicroStep =>
  rd === 0 ? step : { ...step, store: toReg(rd)! };

/** A step that takes in the `taken` instructions behind it. */
function extended(code: DecodedCode, i: number, taken: number, step: MicroStep): Lowered {
  return { steps: [step], next: code.pc[i + 1 + taken]! };
}
