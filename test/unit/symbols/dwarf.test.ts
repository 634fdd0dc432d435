import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readElf } from "../../../src/core/symbols/elf";
import type { DebugInfo, ElfImage, SourceFrame } from "../../../src/core/symbols/types";
import { hasShared, ours, recorded } from "./files";

const inflate = (bytes: Uint8Array): Uint8Array => inflateSync(bytes);
const read = (name: string): ElfImage => readElf(ours(`symbols/${name}.elf.gz`), { inflate });

const shown = (frames: readonly SourceFrame[]): string =>
  frames.map((f) => `${f.name} ${f.file.replace(/^\/guest\//, "")}:${f.line}`).join(" < ");

/** One line for each stretch of code with the same frames. */
function picture(elf: ElfImage): string[] {
  const lines: string[] = [];
  for (let pc = elf.symbols.address[0]!; elf.symbols.find(pc) >= 0; pc += 4) {
    const now = shown(elf.debug!.frames(pc));
    if (lines[lines.length - 1] !== now) lines.push(now);
  }
  return lines;
}

const expected = picture(read("inlined.dwarf4"));

describe("where code comes from, through every level of inlining", () => {
  it("a header's function in a function in a function", () => {
    expect(expected).toEqual([
      "sumOf inlined.c:10 < outer inlined.c:16",
      "sumOf inlined.c:0 < outer inlined.c:16",
      "weigh inlined.c:5 < sumOf inlined.c:11 < outer inlined.c:16",
      "sumOf inlined.c:11 < outer inlined.c:16",
      "sumOf inlined.c:10 < outer inlined.c:16",
      "halve sub/helper.h:2 < weigh inlined.c:5 < sumOf inlined.c:11 < outer inlined.c:16",
      "outer sub/helper.h:0",
      "halve sub/helper.h:2 < weigh inlined.c:5 < outer inlined.c:16",
      "weigh sub/helper.h:0 < outer inlined.c:16",
      "weigh inlined.c:5 < outer inlined.c:16",
      "outer inlined.c:16",
      "_start inlined.c:19",
      "_start inlined.c:20",
      "_start inlined.c:21",
      "_start inlined.c:22",
    ]);
  });

  it.each(["dwarf2", "dwarf3", "dwarf5", "dwarf5x64", "lines", "zlib", "zlibgnu"])(
    "the same from %s",
    (form) => {
      const elf = read(`inlined.${form}`);
      expect(picture(elf)).toEqual(expected);
      expect([...elf.warnings, ...elf.debug!.warnings]).toEqual([]);
    },
  );

  it.each([0, 1, 2, 3])("the same from a file that Node read to %i bytes behind a word", (shift) => {
    for (const form of ["dwarf4", "dwarf5"]) {
      const bytes = ours(`symbols/inlined.${form}.elf.gz`);
      const file = Buffer.alloc(bytes.length + 8).subarray(shift, shift + bytes.length);
      file.set(bytes);
      expect(picture(readElf(file, { inflate }))).toEqual(expected);
    }
  });

  it.each(["split4", "split5"])("%s: lines where the entries stand in files of their own", (form) => {
    const elf = read(`inlined.${form}`);
    expect([...new Set(picture(elf))].sort()).toEqual(
      ["_start inlined.c:19", "_start inlined.c:20", "_start inlined.c:21", "_start inlined.c:22"].concat(
        [5, 9, 10, 11, 17].map((line) => `outer inlined.c:${line}`).sort(),
        [2, 3, 4].map((line) => `outer sub/helper.h:${line}`),
      ),
    );
    const pcs = Float64Array.from({ length: 40 }, (_, i) => 0x90000000 + 4 * i);
    const part = elf.debugOf(pcs)!;
    for (const pc of pcs) expect(part.places(pc)).toEqual(elf.debug!.places(pc));
    expect(elf.debug!.warnings.join()).toContain("inlined stand in .dwo files");
    expect(part.warnings).toEqual(elf.debug!.warnings);
  });

  it("32 bits have other code, and the same functions", () => {
    expect(picture(read("inlined.rv32"))).toContain(
      "halve sub/helper.h:2 < weigh inlined.c:5 < sumOf inlined.c:11 < outer inlined.c:16",
    );
  });

  it("nothing for an address without code", () => {
    const { debug } = read("inlined.dwarf5");
    expect([0, 0x8fffffff, 0x90001000, NaN, -1, 2 ** 60].map((pc) => debug!.frames(pc))).toEqual([
      [],
      [],
      [],
      [],
      [],
      [],
    ]);
  });

  it("functions for lenses, inlined ones included", () => {
    const functions = read("inlined.dwarf5").debug!.functions.map(
      (f) => `${f.name} ${f.file}:${f.line} ${Number.isNaN(f.address) ? "inlined" : f.address.toString(16)}`,
    );
    expect(functions.sort()).toEqual(
      [
        "_start /guest/inlined.c:19 90000080",
        "halve /guest/sub/helper.h:1 inlined",
        "outer /guest/inlined.c:15 90000000",
        "sumOf /guest/inlined.c:8 inlined",
        "weigh /guest/inlined.c:4 inlined",
      ].map((line) => line.replace("90000080", read("inlined.dwarf5").symbols.address[1]!.toString(16))),
    );
  });

  it("compressed sections without an inflater are left out and said", () => {
    const elf = readElf(ours("symbols/inlined.zlib.elf.gz"));
    expect(elf.debug).toBeNull();
    expect(elf.warnings.join()).toContain("compressed");
    expect(elf.symbols.name).toEqual(["outer", "_start"]);
  });

  it("old GNU sections are left out and said without an inflater, with a damaged stream and with an impossible size", () => {
    const bytes = ours("symbols/inlined.zlibgnu.elf.gz");
    const line = sectionOffset(bytes, ".zdebug_line");
    const damaged = bytes.slice();
    damaged.fill(0xff, line + 12, line + 40);
    const huge = bytes.slice();
    huge.fill(0x7f, line + 4, line + 12);
    const said = (elf: ElfImage): string => {
      expect(elf.debug?.frames(elf.entry) ?? []).not.toContainEqual(expect.objectContaining({ line: 19 }));
      return elf.warnings.join();
    };
    expect(said(readElf(bytes))).toContain("section .zdebug_line is compressed");
    expect(said(readElf(damaged, { inflate }))).toContain("section .zdebug_line is compressed and damaged");
    expect(said(readElf(huge, { inflate }))).toContain("section .zdebug_line would inflate to");
  });

  it("a unit of an unknown version leaves the lines, with a warning", () => {
    const bytes = ours("symbols/inlined.dwarf4.elf.gz");
    const info = sectionOffset(bytes, ".debug_info");
    bytes[info + 4] = 9;
    const elf = readElf(bytes);
    expect(elf.debug!.warnings).toEqual(["a unit of the debug information is left out: DWARF version 9"]);
    expect(shown(elf.debug!.frames(elf.entry))).toBe("_start inlined.c:19");
  });
});

function sectionOffset(bytes: Uint8Array, name: string): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const headers = Number(view.getBigUint64(40, true));
  const names = headers + view.getUint16(62, true) * 64;
  const strings = Number(view.getBigUint64(names + 24, true));
  for (let i = 0; i < view.getUint16(60, true); i++) {
    const at = strings + view.getUint32(headers + i * 64, true);
    const text = new TextDecoder().decode(bytes.subarray(at, bytes.indexOf(0, at)));
    if (text === name) return Number(view.getBigUint64(headers + i * 64 + 24, true));
  }
  throw new Error(`no ${name}`);
}

describe("debug information of some instructions alone", () => {
  const places = (debug: DebugInfo, pc: number): string =>
    debug
      .places(pc)
      .map((p) => `${p.file}:${p.line}`)
      .join(" < ");
  /** What all of it says of every nth instruction of the program, and what the part says that was read for them. */
  function compare(elf: ElfImage, every: number): void {
    const { symbols, debug } = elf;
    const pcs: number[] = [];
    for (let pc = symbols.address[0]!; pc < symbols.address.at(-1)!; pc += 4 * every) pcs.push(pc);
    const part = elf.debugOf(Float64Array.from(pcs))!;
    for (const pc of pcs) {
      const frames = debug!.frames(pc);
      expect(part.frames(pc)).toEqual(frames);
      expect(places(part, pc)).toBe(frames.map((f) => `${f.file}:${f.line}`).join(" < "));
      expect(part.declaration(pc)).toEqual(debug!.declaration(pc));
    }
    expect(part.warnings).toEqual(debug!.warnings);
  }

  it.each(["dwarf2", "dwarf4", "dwarf5", "dwarf5x64", "lines", "rv32"])("%s: one, some, all", (form) => {
    for (const every of [1, 3, 1000]) compare(read(`inlined.${form}`), every);
  });

  it.runIf(hasShared)("a real Rust guest: one instruction in 97", () => {
    compare(readElf(recorded("hash", "guest.elf.gz")!), 97);
  });

  it("functions are declared where their entry says, without a name being read", () => {
    const elf = read("inlined.dwarf5");
    const outer = elf.symbols.address[0]!;
    expect(elf.debugOf(Float64Array.of(outer))!.declaration(outer)).toEqual({
      file: "/guest/inlined.c",
      line: 15,
    });
    expect(elf.debug!.declaration(outer + 4)).toBeNull();
  });

  it("nothing asked for is not the same as nothing there", () => {
    expect(read("inlined.dwarf5").debugOf(new Float64Array(0))).not.toBeNull();
    expect(readElf(ours("symbols/inlined.zlib.elf.gz")).debugOf(new Float64Array(0))).toBeNull();
  });
});

describe.runIf(hasShared)("a real Rust guest", () => {
  it("chains end in the symbol's own function", () => {
    const elf = readElf(recorded("hash", "guest.elf.gz")!);
    const main = elf.symbols.name.indexOf("main");
    const from = elf.symbols.address[main]!;
    let deepest: readonly SourceFrame[] = [];
    for (let pc = from; pc < from + elf.symbols.size[main]!; pc += 4) {
      const frames = elf.debug!.frames(pc);
      if (frames.length > 0) expect(frames[frames.length - 1]!.name).toBe("main");
      if (frames.length > deepest.length) deepest = frames;
    }
    expect(deepest.length).toBeGreaterThan(8);
    expect(deepest.map((f) => f.name)).toContain("hash::run");
    expect(elf.debug!.warnings).toEqual([]);
  });
});
