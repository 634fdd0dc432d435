import { describe, it } from "vitest";
import { attributeCounts } from "../../../src/core/analysis/attribute";
import type { PcCounts } from "../../../src/core/importers/artefact";
import { readElf } from "../../../src/core/symbols/elf";
import { fuzz } from "./fuzz";
import { elfs, largeElfs } from "./samples";

/** Counts at the first symbols' entries. */
function countsAt(pc: Float64Array): PcCounts {
  return {
    length: pc.length,
    pc,
    count: new Float64Array(pc.length).fill(3),
    internal: "created",
    complete: true,
  };
}

/** Everything that reads an ELF reads this one. */
function read(bytes: Uint8Array): void {
  const elf = readElf(bytes);
  const { address } = elf.symbols;
  for (const pc of [elf.entry, ...address.slice(0, 20)]) {
    elf.symbols.find(pc);
    elf.code(pc, 64);
    elf.debug?.frames(pc);
  }
  void elf.debug?.functions.length;
  const pcs = [...new Set(address.slice(0, 50))].filter((pc) => pc >= 0).sort((a, b) => a - b);
  attributeCounts(countsAt(Float64Array.from(pcs)), elf);
}

describe("ELF and DWARF take arbitrary bytes", () => {
  it("of small programs", async () => {
    await fuzz("elf", elfs, 2000, read);
  });

  it.skipIf(largeElfs.length === 0)("of Rust programs", async () => {
    await fuzz("large elf", largeElfs, 24, read);
  });
});
