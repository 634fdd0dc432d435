import { describe, expect, it } from "vitest";
import { chargeLines } from "../../../src/core/analysis/chargeLines";
import { readElf } from "../../../src/core/symbols/elf";
import type { ElfImage } from "../../../src/core/symbols/types";

/** Every instruction of the code. */
const everywhere = Float64Array.from({ length: 0x40000 }, (_, i) => 0x90000000 + 4 * i);

/** Files that no compiler wrote: each would take hours or gigabytes if it were believed. */
describe("hostile debug information and symbols", () => {
  it("inlining 200,000 levels deep: some of the chain, no overflow of the stack", () => {
    const inlined = [3, ...u32(11), ...u64(0x90000000), ...u32(0x1000), 7];
    const elf = image({
      ".debug_info": unit([1, 2, ...u32(0)], inlined, 200_000),
      ".debug_abbrev": abbrevs,
      ".debug_ranges": ranges(1),
    });
    expect(elf.debug!.frames(0x90000000).length).toBe(512);
    const part = elf.debugOf(everywhere)!;
    expect(part.places(0x90000000).length).toBe(512);
    expect(chargeLines(part, everywhere, ["steps"], [everywhere]).charged.length).toBe(1);
  });

  it("200,000 functions on one list of 100,000 ranges: read up to a bound", () => {
    const elf = image({
      ".debug_info": unit([1], [2, ...u32(0), 0], 200_000),
      ".debug_abbrev": abbrevs,
      ".debug_ranges": ranges(100_000),
    });
    expect(elf.debug!.frames(0x90000000).length).toBe(1);
    const part = elf.debugOf(everywhere)!;
    expect(part.places(0x90000000).length).toBe(1);
    expect(part.warnings).toEqual(["a unit of the debug information is damaged (cut off)"]);
  });

  it("100,000 functions over one another: looked at up to a bound", () => {
    const elf = image({
      ".debug_info": unit([1], [2, ...u32(0), 0], 100_000),
      ".debug_abbrev": abbrevs,
      ".debug_ranges": [...u64(0x90000000), ...u64(0x90100000), ...u64(0), ...u64(0)],
    });
    const part = elf.debugOf(everywhere)!;
    expect(part.places(0x90000000).length).toBe(1);
    expect(part.warnings).toEqual(["a unit of the debug information is damaged (cut off)"]);
  });

  it("entries of one byte with a thousand attributes", () => {
    const elf = image({
      ".debug_info": unit([], [1], 1_000_000),
      ".debug_abbrev": [1, 0x2e, 1, ...Array.from({ length: 1000 }, () => [0x3f, 0x19]).flat(), 0, 0, 0],
    });
    expect([elf.debug, elf.warnings]).toEqual([
      null,
      ["a unit of the debug information is damaged (cut off)"],
    ]);
  });

  it("symbols whose names overlap: no more is kept than a bound", () => {
    const count = 100_000;
    const table = new Uint8Array(count * 24);
    const view = new DataView(table.buffer);
    for (let i = 0; i < count; i++) {
      view.setUint32(i * 24, i, true);
      table[i * 24 + 4] = 0x12;
      view.setUint16(i * 24 + 6, 1, true);
      view.setUint32(i * 24 + 8, 0x90000000 + i, true);
      view.setUint32(i * 24 + 16, 1, true);
    }
    const elf = image({ ".symtab": table, ".strtab": new Uint8Array(200_000).fill(0x41) });
    expect(elf.symbols.length).toBe(count);
    expect(elf.symbols.rawName.reduce((sum, name) => sum + name.length, 0)).toBeLessThan(2 ** 27);
    expect(elf.warnings).toEqual(["the names of the ELF's symbols are longer than what is kept"]);
  });
});

/** compile_unit; subprogram (ranges); inlined_subroutine (abstract_origin, low_pc, high_pc, call_line). */
const abbrevs = [
  [1, 0x11, 1, 0, 0],
  [2, 0x2e, 1, 0x55, 0x17, 0, 0],
  [3, 0x1d, 1, 0x31, 0x13, 0x11, 0x01, 0x12, 0x06, 0x59, 0x0b, 0, 0],
  [0],
].flat();

function u32(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
}
function u64(value: number): number[] {
  return [...u32(value % 2 ** 32), ...u32(Math.floor(value / 2 ** 32))];
}

/** A unit of version 4: `head`, then `entry` again and again. */
function unit(head: readonly number[], entry: readonly number[], count: number): Uint8Array {
  const bytes = new Uint8Array(11 + head.length + entry.length * count);
  bytes.set([...u32(bytes.length - 4), 4, 0, 0, 0, 0, 0, 8, ...head]);
  for (let i = 0; i < count; i++) bytes.set(entry, 11 + head.length + i * entry.length);
  return bytes;
}

/** A list of ranges of 0x1000 bytes that start one after the other. */
function ranges(count: number): Uint8Array {
  const bytes = new Uint8Array((count + 1) * 16);
  for (let i = 0; i < count; i++) bytes.set([...u64(0x90000000 + i), ...u64(0x90001000 + i)], i * 16);
  return bytes;
}

/** An ELF with a megabyte of code at 0x90000000 and these sections. */
function image(sections: Readonly<Record<string, ArrayLike<number>>>): ElfImage {
  const names = ["", ...Object.keys(sections), ".shstrtab"];
  const strings = new TextEncoder().encode(`${names.join("\0")}\0`);
  const contents = [new Uint8Array(0), ...Object.values(sections), strings];
  const code = 0x100000;
  const size = contents.reduce((sum, c) => sum + c.length, 120 + code);
  const bytes = new Uint8Array(size + names.length * 64);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(18, 243, true);
  view.setUint32(32, 64, true);
  view.setUint32(40, size, true);
  [54, 56, 58, 60, 62].forEach((at, i) =>
    view.setUint16(at, [56, 1, 64, names.length, names.length - 1][i]!, true),
  );
  bytes.set(
    [...u32(1), ...u32(5), ...u64(120), ...u64(0x90000000), ...u64(0), ...u64(code), ...u64(code)],
    64,
  );
  let offset = 120 + code;
  let name = 0;
  contents.forEach((content, i) => {
    const at = size + i * 64;
    const isSymbols = names[i] === ".symtab";
    view.setUint32(at, name, true);
    view.setUint32(at + 4, i === 0 ? 0 : isSymbols ? 2 : 1, true);
    view.setUint32(at + 24, offset, true);
    view.setUint32(at + 32, content.length, true);
    if (isSymbols) view.setUint32(at + 40, names.indexOf(".strtab"), true);
    bytes.set(content, offset);
    offset += content.length;
    name += names[i]!.length + 1;
  });
  return readElf(bytes);
}
