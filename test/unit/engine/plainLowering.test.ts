import { describe, expect, it } from "vitest";
import { decodeCode } from "../../../src/core/engine/riscv/decode";
import { UnloadableCode } from "../../../src/core/engine/machines/zisk/loadError";
import { lower } from "../../../src/core/engine/machines/zisk/lower";
import type { Lowered } from "../../../src/core/engine/machines/zisk/lowered";
import { heapSpace } from "../../../src/core/engine/machines/zisk/microColumns";
import type { MicroProgram } from "../../../src/core/engine/machines/zisk/microProgram";
import { MicroProgramBuilder } from "../../../src/core/engine/machines/zisk/microProgramBuilder";
import { zisk14 } from "../../../src/core/engine/machines/zisk/zisk14Costs";
import { generator } from "./support/generator";

const start = 0x90000000;

/** Pairs of an instruction and what stands behind it; laid out by need, and by way of `lower`. */
function bothWays(words: Uint32Array): { plain: MicroProgram; lowered: MicroProgram } {
  const bytes = new Uint8Array(words.buffer);
  const end = start + bytes.length;
  const rows = words.length;
  const plain = new MicroProgramBuilder(zisk14, rows, start + 1);
  const lowered = new MicroProgramBuilder(zisk14, rows, start + 1);
  const ranges = [plain, lowered].map((builder) => builder.range(start, end, bytes));
  for (let at = 0; at < bytes.length; at += 8) {
    const lone = lowerOrNull(start + at, bytes.slice(at, at + 8));
    if (lone?.steps.length !== 1) continue;
    plain.addPlain(ranges[0]!, start + at);
    lowered.add(ranges[1]!, start + at, lone.steps, lone.next);
  }
  return { plain: plain.build(), lowered: lowered.build() };
}

/** Null for what cannot be loaded. */
function lowerOrNull(pc: number, bytes: Uint8Array): Lowered | null {
  try {
    return lower(decodeCode(pc, bytes), 0);
  } catch (error) {
    if (error instanceof UnloadableCode) return null;
    throw error;
  }
}

const opcodes = [0x03, 0x13, 0x17, 0x1b, 0x23, 0x33, 0x37, 0x3b, 0x63, 0x67, 0x6f, 0x0f, 0x0b];

describe("plain instructions", () => {
  it("are the one step that `lower` says, in every column", () => {
    const random = generator(20261121);
    const words = new Uint32Array(60_000);
    for (let k = 0; k < words.length; k += 2) {
      const opcode = opcodes[random() % opcodes.length]!;
      let word = ((random() & ~0x7f) | opcode) >>> 0;
      // Registers are often x0, immediates often 0, funct7 often one that exists.
      if (random() % 3 === 0) word &= ~(31 << 7);
      if (random() % 3 === 0) word &= ~(31 << 15);
      if (random() % 4 === 0) word &= 0xfffff;
      if (random() % 2 === 0) word &= [0x01ffffff, 0x41ffffff, 0x03ffffff][random() % 3]!;
      // Behind an auipc often stands the jalr that it is fused with.
      const rd = (word >>> 7) & 31;
      const fused = (random() & 0x00f00000) | (rd << 15) | ((random() & 1) * (rd << 7)) | 0x67;
      if (opcode === 0x17) word &= 0x00ffffff;
      words[k] = word;
      words[k + 1] = random() % 2 === 0 ? fused : 0x13;
    }
    const { plain, lowered } = bothWays(words);
    plain.needAll();
    lowered.needAll();
    expect(lowered.length).toBeGreaterThan(20_000);
    expect(plain.length).toBe(lowered.length);
    for (const [column, values] of Object.entries(lowered)) {
      if (!ArrayBuffer.isView(values)) continue;
      const [a, b] = [plain[column as "op"], values as Uint8Array];
      const row = a.findIndex((value, i) => value !== b[i]);
      const word = row < 0 ? null : words[(lowered.pc[row]! - start) / 4]!.toString(16);
      expect({ column, word, is: a[row], wanted: b[row] }).toEqual({ column, word: null });
    }
    expect(new Set(lowered.op).size).toBeGreaterThan(30);
  });

  it("of two segments over one another are found in the first, in whatever order they are asked for", () => {
    const [addi, nop] = [0x00150513, 0x00000013];
    const builder = new MicroProgramBuilder(zisk14, 8, start + 1);
    const bytesOf = (...words: number[]) => new Uint8Array(Uint32Array.from(words).buffer);
    //          start  +4    +8
    // first    addi   addi  addi
    // second          nop   nop
    const first = builder.range(start, start + 12, bytesOf(addi, addi, addi));
    const second = builder.range(start + 4, start + 12, bytesOf(nop, nop));
    for (const at of [0, 4, 8]) builder.addPlain(first, start + at);
    for (const at of [4, 8]) builder.addPlain(second, start + at);
    const program = builder.build();
    program.place(heapSpace);
    for (const row of [4, 2, 0, 3, 1]) program.need(row);
    expect([0, 4, 8].map((at) => program.rowOf(start + at))).toEqual([0, 1, 2]);
    // Behind +4, in whichever segment, stands +8 of the first.
    expect([0, 1, 3].map((row) => program.next[row])).toEqual([1, 2, 2]);
    expect(Array.from(program.neededRows())).toEqual([0, 1, 2, 3, 4]);
  });
});
