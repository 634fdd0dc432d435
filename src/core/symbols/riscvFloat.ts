import { fRegisters as f, xRegisters as x } from "./riscvNames";
import { funct3, immI, immS, rdOf, rs1Of, rs2Of, type Parts } from "./riscvInteger";

const formats: readonly (string | undefined)[] = ["s", "d"];
const modes = ["rne", "rtz", "rdn", "rup", "rmm", undefined, undefined, ""];

/** F and D; null for what is none of them. */
export function floatInstruction(w: number, bits: 32 | 64): Parts | null {
  switch (w & 0x7f) {
    case 0x07:
    case 0x27: {
      const width = funct3(w) === 2 ? "w" : funct3(w) === 3 ? "d" : null;
      if (width === null) return null;
      if ((w & 0x20) === 0) return [`fl${width}`, `${f[rdOf(w)]}, ${immI(w)}(${x[rs1Of(w)]})`];
      return [`fs${width}`, `${f[rs2Of(w)]}, ${immS(w)}(${x[rs1Of(w)]})`];
    }
    case 0x43:
    case 0x47:
    case 0x4b:
    case 0x4f: {
      const name = ["fmadd", "fmsub", "fnmsub", "fnmadd"][((w & 0x7f) - 0x43) / 4]!;
      const format = formats[(w >>> 25) & 3];
      if (format === undefined) return null;
      const operands = `${f[rdOf(w)]}, ${f[rs1Of(w)]}, ${f[rs2Of(w)]}, ${f[w >>> 27]}`;
      return rounded(`${name}.${format}`, operands, w);
    }
    case 0x53:
      return operation(w, bits);
    default:
      return null;
  }
}

/** Adds the rounding mode where it is not the dynamic one. */
function rounded(name: string, operands: string, w: number): Parts | null {
  const mode = modes[funct3(w)];
  if (mode === undefined) return null;
  return [name, mode === "" ? operands : `${operands}, ${mode}`];
}

function operation(w: number, bits: 32 | 64): Parts | null {
  const format = formats[(w >>> 25) & 3];
  if (format === undefined) return null;
  const [rd, rs1, rs2] = [rdOf(w), rs1Of(w), rs2Of(w)];
  const f3 = funct3(w);
  const three = `${f[rd]}, ${f[rs1]}, ${f[rs2]}`;
  const integers = bits === 64 ? ["w", "wu", "l", "lu"] : ["w", "wu"];
  switch (w >>> 27) {
    case 0x00:
    case 0x01:
    case 0x02:
    case 0x03:
      return rounded(`${["fadd", "fsub", "fmul", "fdiv"][w >>> 27]}.${format}`, three, w);
    case 0x0b:
      return rs2 === 0 ? rounded(`fsqrt.${format}`, `${f[rd]}, ${f[rs1]}`, w) : null;
    case 0x04: {
      if (f3 > 2) return null;
      const same = rs1 === rs2;
      const name = same ? ["fmv", "fneg", "fabs"][f3]! : ["fsgnj", "fsgnjn", "fsgnjx"][f3]!;
      return [`${name}.${format}`, same ? `${f[rd]}, ${f[rs1]}` : three];
    }
    case 0x05:
      return f3 > 1 ? null : [`${["fmin", "fmax"][f3]}.${format}`, three];
    case 0x08: {
      const from = formats[rs2 & 3];
      if (rs2 > 1 || from === undefined || from === format) return null;
      // To double is always exact: no rounding mode is shown.
      const operands = `${f[rd]}, ${f[rs1]}`;
      return format === "d" ? [`fcvt.d.${from}`, operands] : rounded(`fcvt.${format}.${from}`, operands, w);
    }
    case 0x14:
      return f3 > 2 ? null : [`${["fle", "flt", "feq"][f3]}.${format}`, `${x[rd]}, ${f[rs1]}, ${f[rs2]}`];
    case 0x18: {
      const to = integers[rs2];
      return to === undefined ? null : rounded(`fcvt.${to}.${format}`, `${x[rd]}, ${f[rs1]}`, w);
    }
    case 0x1a: {
      const from = integers[rs2];
      if (from === undefined) return null;
      const operands = `${f[rd]}, ${x[rs1]}`;
      // A 32-bit integer fits a double.
      return format === "d" && rs2 < 2
        ? [`fcvt.d.${from}`, operands]
        : rounded(`fcvt.${format}.${from}`, operands, w);
    }
    case 0x1c: {
      if (rs2 !== 0) return null;
      if (f3 === 1) return [`fclass.${format}`, `${x[rd]}, ${f[rs1]}`];
      const move = format === "s" ? "fmv.x.w" : bits === 64 ? "fmv.x.d" : null;
      return f3 !== 0 || move === null ? null : [move, `${x[rd]}, ${f[rs1]}`];
    }
    case 0x1e: {
      const move = format === "s" ? "fmv.w.x" : bits === 64 ? "fmv.d.x" : null;
      return rs2 !== 0 || f3 !== 0 || move === null ? null : [move, `${f[rd]}, ${x[rs1]}`];
    }
    default:
      return null;
  }
}
