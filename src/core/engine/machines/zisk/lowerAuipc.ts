import type { DecodedCode } from "../../riscv/decode";
import { rvNames } from "../../riscv/names";
import { layout } from "./layout";
import { UnloadableCode } from "./loadError";
import type { Lowered } from "./lowered";
import { imm, toReg, zero } from "./microStep";

/** `auipc` and the `jalr` behind it are one step where the pair is a call or jump; the `jalr` stays reachable. */
export function lowerAuipc(code: DecodedCode, i: number): Lowered {
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
