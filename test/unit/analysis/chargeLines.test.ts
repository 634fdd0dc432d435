import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { chargeLines } from "../../../src/core/analysis/chargeLines";
import { LineCharges } from "../../../src/core/analysis/lineCharges";
import { readElf } from "../../../src/core/symbols/elf";
import type { DebugPart, ElfImage } from "../../../src/core/symbols/types";
import { hasShared, ours, recorded } from "../symbols/files";

const read = (name: string): ElfImage =>
  readElf(ours(`symbols/${name}.elf.gz`), { inflate: (bytes) => inflateSync(bytes) });

/** Every nth instruction of a program, with figures that are all different. */
function counted(elf: ElfImage, every: number): { pcs: Float64Array; columns: Float64Array[] } {
  const { address, size } = elf.symbols;
  const pcs: number[] = [];
  for (let row = 0; row < elf.symbols.length; row++)
    for (let pc = address[row]!; pc < address[row]! + size[row]!; pc += 4 * every) pcs.push(pc);
  const all = Float64Array.from(new Set(pcs)).sort();
  return { pcs: all, columns: [all.map((_, i) => i + 1), all.map((pc) => pc % 1009)] };
}

/** Instruction by instruction, from all debug information. */
function oneByOne(elf: ElfImage, pcs: Float64Array, columns: readonly Float64Array[]) {
  const charges = new LineCharges(elf.debug!, ["cost", "steps"]);
  pcs.forEach((pc, i) => charges.charge(pc, ...columns.map((column) => column[i]!)));
  const lines = charges.table();
  const rows = new Map(Array.from(lines.line, (line, i) => [`${lines.files[lines.file[i]!]!}:${line}`, i]));
  const rowOf = Int32Array.from(pcs, (pc) => {
    const place = elf.debug!.places(pc)[0];
    return rows.get(`${place?.file ?? ""}:${place?.line ?? 0}`) ?? -1;
  });
  return { lines, charged: charges.charged, rowOf };
}

describe("cost by line, stretch by stretch and instance by instance", () => {
  it.each(["dwarf2", "dwarf4", "dwarf5", "dwarf5x64", "lines", "rv32"])(
    "%s: the same as instruction by instruction",
    (form) => {
      const elf = read(`inlined.${form}`);
      for (const every of [1, 2, 5]) {
        const { pcs, columns } = counted(elf, every);
        const found = chargeLines(elf.debugOf(pcs)!, pcs, ["cost", "steps"], columns);
        expect(found).toEqual(oneByOne(elf, pcs, columns));
        expect(found.lines.length).toBeGreaterThan(3);
      }
    },
  );

  it.runIf(hasShared)("a real Rust guest: the same", () => {
    const elf = readElf(recorded("hash", "guest.elf.gz")!);
    const { pcs, columns } = counted(elf, 3);
    expect(chargeLines(elf.debugOf(pcs)!, pcs, ["cost", "steps"], columns)).toEqual(
      oneByOne(elf, pcs, columns),
    );
  });

  it("a line that was inlined into itself has its cost once", () => {
    // main:1 calls f:5, which calls itself at f:5 twice over; the innermost instance stands at f:5 as well.
    const parent = Int32Array.of(-1, 0, 1, 2);
    const line = [0, 1, 5, 5];
    const part = {
      pcs: Float64Array.of(0, 4),
      files: ["a.rs"],
      file: () => 0,
      line: (at: number) => [5, 9][at]!,
      node: (at: number) => [3, 0][at]!,
      follows: () => false,
      nodes: {
        length: 4,
        parent,
        file: () => 0,
        line: (node: number) => line[node]!,
        origin: () => ({ name: null, line: 0 }),
      },
    } as unknown as DebugPart;
    const { lines } = chargeLines(part, part.pcs, ["cost"], [Float64Array.of(100, 7)]);
    const rows = Array.from(lines.line, (at, i) => [at, lines.self["cost"]![i], lines.total["cost"]![i]]);
    expect(rows).toEqual([
      [1, 0, 100],
      [5, 100, 100],
      [9, 7, 7],
    ]);
  });
});
