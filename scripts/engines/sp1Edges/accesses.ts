import { asm } from "../sp1Assembler";
import type { MadeGuest } from "../sp1Guests";
import { at, far, guest, numbers } from "./writing";

/** Loads, stores and jumps where there is nothing, or not aligned. */
export function accesses(): MadeGuest[] {
  const out: MadeGuest[] = [];
  for (const [name, address] of [
    ["0", 0n],
    ["a small place", 64n],
    ["behind the registers", 256n],
    ["below the stack", 0x10000000n],
    ["code", 0x78000000n],
    ["the last word", (1n << 40n) - 8n],
    ["2^40", 1n << 40n],
    ["the highest", -8n],
    ["2^63", 1n << 63n],
  ] as const) {
    const data = numbers();
    new DataView(data.buffer).setBigUint64(8000, BigInt.asUintN(64, address), true);
    out.push(guest(`a load at ${name}`, [...far(9, 8000), asm.ld(6, 9, 0), asm.ld(0, 9, 0)], data));
    out.push(guest(`a store at ${name}`, [...far(9, 8000), asm.sd(9, 9, 0), asm.ld(6, 9, 0)], data));
    out.push(guest(`a jump to ${name}`, [...far(9, 8000), asm.jalr(1, 9, 0)], data));
  }
  for (const [name, target] of [
    ["an odd place", 0x78000001n],
    ["between two instructions", 0x78000002n],
    ["behind the code", 0x78100000n],
  ] as const) {
    const data = numbers();
    new DataView(data.buffer).setBigUint64(8000, target, true);
    out.push(guest(`a jump to ${name}`, [...far(9, 8000), asm.jalr(1, 9, 0)], data));
  }
  for (const funct3 of [0, 1, 2, 3, 4, 5, 6, 7])
    for (const by of [0, 1, 2, 4, 7]) {
      out.push(
        guest(`load ${String(funct3)} at ${String(by)}`, [
          ...asm.li(9, at(by)),
          asm.i(0x03, funct3, 6, 9, 0),
        ]),
      );
      if (funct3 < 4)
        out.push(
          guest(`store ${String(funct3)} at ${String(by)}`, [
            ...asm.li(9, at(by)),
            asm.store(funct3, 9, 9, 0),
          ]),
        );
    }
  for (const [name, word] of [
    ["ebreak", 0x00100073],
    ["fence", 0x0ff0000f],
    ["fence.i", 0x0000100f],
    ["csrr", 0xc0002573],
    ["lr.d", 0x1004b52f],
    ["amoadd.d", 0x0064b52f],
    ["zeros", 0],
    ["all ones", 0xffffffff],
    ["c.nop", 0x00010001],
    ["wfi", 0x10500073],
    ["mul of another kind", asm.r(0x33, 0, 3, 6, 6, 6)],
    ["a branch of another kind", 0x00002463],
    ["a jalr of another kind", 0x00005067],
    ["a shift of 63", asm.i(0x13, 1, 6, 6, 63)],
    ["a shift by more", asm.i(0x13, 5, 6, 6, 0x7ff)],
    ["a word shift of 32", asm.i(0x1b, 1, 6, 6, 32)],
  ] as const)
    out.push(guest(`${name} runs`, [...asm.li(9, at(0)), word >>> 0]));
  out.push(guest("a jump between two instructions", [asm.jal(0, 6), 0]));
  out.push(
    guest("code that is written over", [
      ...asm.li(9, 0x78000000),
      asm.sd(9, 0, 24),
      asm.addi(6, 0, 1),
      asm.addi(6, 6, 1),
    ]),
  );
  return out;
}
