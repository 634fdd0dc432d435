import { describe, expect, it } from "vitest";
import { decodeRiscv, instructionText } from "../../../src/core/symbols/riscv";

const hex = (address: number): string => address.toString(16);

/** Text of one instruction word (8 digits) or parcel (4 digits) at 0x1000. */
function text(word: string, bits: 32 | 64 = 64): string {
  const bytes = Uint8Array.from(word.match(/../g)!.reverse(), (b) => parseInt(b, 16));
  return instructionText(decodeRiscv(bytes, 0x1000, bits)!, hex).replace(/ +(?=[^#])/g, " ");
}

describe("RISC-V instructions as assemblers write them", () => {
  it.each([
    ["00000013", "nop"],
    ["00500513", "li a0, 5"],
    ["00050593", "mv a1, a0"],
    ["ff010113", "addi sp, sp, -16"],
    ["0005051b", "sext.w a0, a0"],
    ["fff54513", "not a0, a0"],
    ["40a00533", "neg a0, a0"],
    ["00153513", "seqz a0, a0"],
    ["00a03533", "snez a0, a0"],
    ["00113423", "sd ra, 8(sp)"],
    ["00813083", "ld ra, 8(sp)"],
    ["00008067", "ret"],
    ["00078067", "jr a5"],
    ["000780e7", "jalr a5"],
    ["3ec080e7", "jalr 1004(ra)"],
    ["00a50463", "beq a0, a0, 1008"],
    ["fe051ee3", "bnez a0, ffc"],
    ["008000ef", "jal 1008"],
    ["0000006f", "j 1000"],
    ["00000517", "auipc a0, 0"],
    ["000105b7", "lui a1, 16"],
    ["02b50533", "mul a0, a0, a1"],
    ["02b5553b", "divuw a0, a0, a1"],
    ["00b6362f", "amoadd.d a2, a1, (a2)"],
    ["1605262f", "lr.w.aqrl a2, (a0)"],
    ["00000073", "ecall"],
    ["0ff0000f", "fence"],
    ["08b5053b", "add.uw a0, a0, a1"],
    ["6b855513", "rev8 a0, a0"],
    ["60051513", "clz a0, a0"],
    ["28755513", "orc.b a0, a0"],
    ["48b51533", "bclr a0, a0, a1"],
    ["02b57553", "fadd.d fa0, fa0, fa1"],
    ["ffffffff", ".word 0xffffffff"],
  ])("%s %s", (word, expected) => {
    expect(text(word)).toBe(expected);
  });

  it.each([
    ["80052073", "csrs 0x800, a0  # keccak"],
    ["81a7a073", "csrs 0x81a, a5  # profile_tag"],
    ["8f052073", "csrs 0x8f0, a0  # fcall parameter, 1 word"],
    ["8c0bd073", "csrwi 0x8c0, 23  # fcall 23"],
    ["ffe02573", "csrr a0, 0xffe  # fcall result"],
    ["34051073", "csrw mscratch, a0"],
    ["f1202573", "csrr a0, marchid"],
    ["c0002573", "rdcycle a0"],
  ])("%s %s", (word, expected) => {
    expect(text(word)).toBe(expected);
  });

  it.each([
    ["0001", "nop"],
    ["1141", "addi sp, sp, -16"],
    ["e406", "sd ra, 8(sp)"],
    ["60a2", "ld ra, 8(sp)"],
    ["8082", "ret"],
    ["4501", "li a0, 0"],
    ["852e", "mv a0, a1"],
    ["952e", "add a0, a0, a1"],
    ["2501", "sext.w a0, a0"],
    ["a001", "j 1000"],
    ["9002", "ebreak"],
    ["0000", "unimp"],
    ["8002", ".half 0x8002"],
  ])("compressed %s %s", (parcel, expected) => {
    expect(text(parcel)).toBe(expected);
  });

  it("32 bits read some words otherwise", () => {
    expect([text("2011", 64), text("2011", 32)]).toEqual([".half 0x2011", "jal 1004"]);
    expect([text("0005051b", 64), text("0005051b", 32)]).toEqual(["sext.w a0, a0", ".word 0x0005051b"]);
  });

  it("takes every parcel and what is cut off", () => {
    let odd = 0;
    for (let half = 0; half < 65536; half++)
      for (const bits of [32, 64] as const)
        if (decodeRiscv(Uint8Array.of(half & 255, half >> 8), 0, bits)!.length !== 2) odd++;
    expect(odd).toBe(0);
    expect(decodeRiscv(new Uint8Array(0), 0, 64)).toBeNull();
    expect(decodeRiscv(Uint8Array.of(3), 0, 64)!.mnemonic).toBe(".byte");
  });
});
