import { describe, expect, it } from "vitest";
import { CycleLensError } from "../../../src/core/errors";
import { readElf } from "../../../src/core/symbols/elf";
import { ours } from "./files";

const mini = ours("symbols/mini.elf");

describe("an ELF's segments and symbols", () => {
  it("reads a guest", () => {
    const elf = readElf(mini);
    expect([elf.bits, elf.machine, elf.entry.toString(16)]).toEqual([64, 243, "80000000"]);
    expect(elf.segments.map((s) => [s.address.toString(16), s.memSize, s.executable, s.writable])).toEqual([
      ["80000000", 0x2a0, true, false],
      ["a0030000", 0x108, false, true],
    ]);
    expect(elf.symbols.name).toEqual([
      "_start",
      "puts_",
      "mini::math::fib",
      "mini::math::leaf",
      "mini::math::tail",
      "ziskos::zisklib::lib::keccak256::keccak256",
      "<mini::Tree as mini::hash::Hasher>::update::{{closure}}",
      "mini::mem::unaligned",
      "main",
    ]);
    expect(elf.symbols.crate).toEqual([null, null, "mini", "mini", "mini", "ziskos", "mini", "mini", null]);
    expect(elf.warnings).toEqual([]);
  });

  it("finds the symbol of an address, and none beside them", () => {
    const { symbols } = readElf(mini);
    const at = (pc: number): string | undefined => symbols.name[symbols.find(pc)];
    expect(at(0x8000003c)).toBe("mini::math::fib");
    expect(at(0x80000088)).toBe("mini::math::fib");
    expect(at(0x8000008c)).toBe("mini::math::leaf");
    expect(at(0x7fffffff)).toBeUndefined();
    expect(at(0x80000280)).toBeUndefined();
    expect(at(NaN)).toBeUndefined();
  });

  it("code is clipped to the segment", () => {
    const elf = readElf(mini);
    expect(elf.code(0x80000000, 4)).toHaveLength(4);
    expect(elf.code(0x80000000, 1)).toEqual(Uint8Array.of(0x17));
    expect(elf.code(0x8000029e, 16)).toHaveLength(2);
    expect(elf.code(0xa0030000, 4)).toHaveLength(0);
    expect(elf.code(0, 4)).toHaveLength(0);
  });

  it("32 bits", () => {
    const elf = readElf(ours("symbols/inlined.rv32.elf.gz"));
    expect([elf.bits, elf.symbols.name, elf.symbols.address[0]!.toString(16)]).toEqual([
      32,
      ["outer", "_start"],
      "10000",
    ]);
  });

  it("says what is wrong, and what to do", () => {
    const kind = (bytes: Uint8Array): string => {
      try {
        readElf(bytes);
        return "read";
      } catch (error) {
        return CycleLensError.is(error) ? `${error.kind}: ${error.message}` : "not ours";
      }
    };
    expect(kind(new Uint8Array(0))).toBe("bad-input: not an ELF file");
    expect(kind(mini.slice(0, 40))).toBe("bad-input: the ELF header is cut off");
    expect(kind(mini.slice(0, 4))).toBe("bad-input: the ELF header is cut off");
    const big = mini.slice();
    big[5] = 2;
    expect(kind(big)).toBe("unsupported: not a little-endian ELF");
  });

  it("a cut file gives what is left, with warnings", () => {
    const elf = readElf(mini.slice(0, 0x1100));
    expect(elf.symbols.length).toBe(0);
    expect(elf.code(0x80000000, 4)).toHaveLength(4);
    expect(elf.warnings).toEqual([
      "segment 1 of the ELF reaches beyond the file",
      "the section headers of the ELF are cut off",
    ]);
  });
});

describe("symbols that are not side by side", () => {
  it("of nested ones the inner has its part, one without a size reaches to the next", () => {
    const { symbols } = readElf(
      elfWith([
        ["outer", 0x1000, 0x100],
        ["inner", 0x1040, 0x10],
        ["unsized", 0x1200, 0],
        ["next", 0x1280, 0x10],
        ["alias", 0x1280, 0x10],
      ]),
    );
    const at = (pc: number): string => symbols.name[symbols.find(pc)] ?? "-";
    expect([0x1000, 0x1044, 0x1050, 0x10ff, 0x1100, 0x1200, 0x127f, 0x1280, 0x1290].map(at)).toEqual([
      "outer",
      "inner",
      "outer",
      "outer",
      "-",
      "unsized",
      "unsized",
      "alias",
      "-",
    ]);
    const span = (pc: number): (number | undefined)[] => Object.values(symbols.span(pc));
    expect([0xfff, 0x1001, 0x1044, 0x10ff, 0x1100, 0x1285, 0x1290].map(span)).toEqual([
      [-Infinity, 0x1000],
      [0x1000, 0x1040],
      [0x1040, 0x1050],
      [0x1050, 0x1100],
      [0x1100, 0x1200],
      [0x1280, 0x1290],
      [0x1290, Infinity],
    ]);
  });
});

/** A file of nothing but one executable section at 0x1000 and these function symbols. */
function elfWith(functions: readonly (readonly [name: string, address: number, size: number])[]): Uint8Array {
  const bytes = new Uint8Array(0x2000);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(18, 243, true);
  view.setUint32(40, 0x100, true);
  view.setUint16(58, 64, true);
  view.setUint16(60, 4, true);
  const section = (
    index: number,
    type: number,
    flags: number,
    address: number,
    offset: number,
    size: number,
    link: number,
  ): void => {
    const at = 0x100 + index * 64;
    view.setUint32(at + 4, type, true);
    view.setUint32(at + 8, flags, true);
    view.setUint32(at + 16, address, true);
    view.setUint32(at + 24, offset, true);
    view.setUint32(at + 32, size, true);
    view.setUint32(at + 40, link, true);
  };
  let strings = 1;
  functions.forEach(([name, address, size], i) => {
    const at = 0x400 + i * 24;
    bytes.set(new TextEncoder().encode(name), 0x800 + strings);
    view.setUint32(at, strings, true);
    bytes[at + 4] = 0x12;
    view.setUint16(at + 6, 1, true);
    view.setUint32(at + 8, address, true);
    view.setUint32(at + 16, size, true);
    strings += name.length + 1;
  });
  section(1, 1, 6, 0x1000, 0x1000, 0x1000, 0);
  section(2, 2, 0, 0, 0x400, functions.length * 24, 3);
  section(3, 3, 0, 0, 0x800, strings, 0);
  return bytes;
}
