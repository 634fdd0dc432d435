import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { chargeLines, plainChargeLines } from "../../../src/core/analysis/chargeLines";
import { fastChargeLines } from "../../../src/core/analysis/fastChargeLines";
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
        expect(fastChargeLines(elf.debugOf(pcs)!, pcs, ["cost", "steps"], columns, 1)).toEqual(found);
        expect(plainChargeLines(elf.debugOf(pcs)!, pcs, ["cost", "steps"], columns)).toEqual(found);
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

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "whatever debug information says (%i): the fast way is the plain one",
    (seed) => {
      const random = randomNumbers(seed);
      const part = randomPart(random);
      // Every instruction, most of them, a few, none.
      for (const share of [1, 0.9, 0.1, 0]) {
        const pcs = part.pcs.filter(() => random(1000) < 1000 * share);
        const columns = [pcs.map(() => random(3) * random(2 ** 40)), pcs.map(() => random(2))];
        const fast = fastChargeLines(part, pcs, ["cost", "steps"], columns, 0);
        expect(fast).toEqual(plainChargeLines(part, pcs, ["cost", "steps"], columns));
      }
    },
  );

  it("more lines and files than fit the fast way's keys are charged the plain way", () => {
    const part = randomPart(randomNumbers(9));
    const huge = { ...part, nodes: { ...part.nodes, length: 1 << 20 } };
    expect(fastChargeLines(huge, part.pcs, ["cost"], [part.pcs], 0)).toBeNull();
  });
});

function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Tables with files that are unknown or have no name, lines that are none, instances deep in one another. */
function randomPart(random: (below: number) => number): DebugPart {
  const length = 1 + random(3000);
  const count = 1 + random(400);
  const files = ["b.rs", "a/b.rs", "", "c d.rs", "a.rs", "\u{1f980}.rs"];
  const pick = (...from: readonly number[]): number => from[random(from.length)]!;
  const line = (): number => pick(0, 1, 2, 3, random(200), 16_777_215, 16_777_216, -5);
  const rows = new Int32Array(3 * length);
  const node = new Int32Array(length);
  for (let at = 0; at < length; at++) {
    const isNew = at === 0 || random(3) === 0;
    rows.set(isNew ? [random(4), random(8), line()] : rows.subarray(3 * at - 3, 3 * at), 3 * at);
    node[at] = isNew ? random(count + 1) - 1 : node[at - 1]!;
  }
  const parent = Int32Array.from({ length: count }, (_, i) =>
    random(4) === 0 ? -1 : pick(i - 1, random(i + 1) - 1),
  );
  const siteFile = parent.map(() => random(files.length + 1) - 1);
  const siteLine = parent.map(() => Math.max(0, line()));
  const fileOf = (table: number, number: number): number => (table === 0 ? -1 : ((table + number) % 7) - 1);
  return {
    pcs: Float64Array.from({ length }, (_, i) => 2 ** 33 + 4 * i),
    files,
    columns: { rows, node, fileOf },
    file: (at: number) => fileOf(rows[3 * at]!, rows[3 * at + 1]!),
    line: (at: number) => (fileOf(rows[3 * at]!, rows[3 * at + 1]!) < 0 ? 0 : Math.max(0, rows[3 * at + 2]!)),
    node: (at: number) => node[at]!,
    follows: () => false,
    nodes: {
      length: count,
      parent,
      file: (i: number) => siteFile[i]!,
      line: (i: number) => siteLine[i]!,
      origin: () => ({ name: null, line: 0 }),
    },
  } as unknown as DebugPart;
}
