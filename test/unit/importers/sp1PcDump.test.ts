import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { sp1PcDump } from "../../../src/core/importers/sp1PcDump";
import { readElf } from "../../../src/core/symbols/elf";
import { pictureOf } from "./host/hostSamples";
import { sourceOf } from "./sources";

const elf = readElf(new Uint8Array(gunzipSync(readFileSync("test/fixtures/symbols/inlined.rv32.elf.gz"))));
const [outer, start] = ["outer", "_start"].map(
  (name) => elf.symbols.address[elf.symbols.name.indexOf(name)]!,
);

function dump(pcs: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * pcs.length);
  pcs.forEach((pc, i) => new DataView(bytes.buffer).setUint32(4 * i, pc));
  return bytes;
}
const run = (from: number, words: number): number[] => Array.from({ length: words }, (_, i) => from + 4 * i);
/** _start, outer, and the rest of _start again. */
const pcs = [...run(start!, 5), ...run(outer!, 12), ...run(start! + 20, 3)];

describe("program counters that SP1 3.x dumps", () => {
  it("are known by their look", () => {
    expect(sp1PcDump.detect(dump(pcs), "trace")).toBe(true);
    expect(sp1PcDump.detect(dump(pcs.map((pc) => pc + 2)), "trace")).toBe(false);
    expect(sp1PcDump.detect(dump(pcs.map((_, i) => 4096 + (i % 2) * 64)), "trace")).toBe(false);
    expect(sp1PcDump.detect(new Uint8Array(4096), "zeros")).toBe(false);
    expect(sp1PcDump.detect(new TextEncoder().encode("a;b 1\n".repeat(40)), "text")).toBe(false);
    expect(sp1PcDump.detect(new Uint8Array(readFileSync("test/fixtures/symbols/mini.elf")), "elf")).toBe(
      false,
    );
  });

  it.each([1, 3, 4, 7, 4096])(
    "count cycles by function and line, in chunks of %i bytes",
    async (chunkBytes) => {
      const part = await sp1PcDump.import(sourceOf(dump(pcs), chunkBytes), {});
      expect(part.profile!.totals["cycles"]).toBe(20);
      expect(part.profile!.warnings.join()).toContain("--elf");
      const profile = part.withElf!(elf, null)!;
      const { name, self, total } = profile.functions;
      const figures = Object.fromEntries(
        name.map((fn, row) => [fn, [self["cycles"]![row], total["cycles"]![row]]]),
      );
      // What was inlined into `outer` is in its total.
      expect(figures["_start"]).toEqual([8, 8]);
      expect(figures["outer"]![1]).toBe(12);
      expect(self["cycles"]!.reduce((a, b) => a + b)).toBe(20);
      expect(pictureOf(profile)).toHaveProperty(
        "lines",
        expect.arrayContaining([expect.stringMatching(/inlined\.c:16 \d+\/12$/)]),
      );
    },
  );

  it("say where addresses are of another program, and where the dump is cut", async () => {
    const part = await sp1PcDump.import(sourceOf(dump([...pcs, ...run(0x200000, 20)]).slice(0, -1)), {});
    expect(part.profile!.outcome.status).toBe("truncated");
    expect(part.withElf!(elf, null)!.warnings.join()).toMatch(
      /48\.7 % of the cycles stand at addresses without a symbol/,
    );
  });

  it("of addresses all over the place are refused before they fill the memory", async () => {
    const wild = dump(Array.from({ length: 5000 }, (_, i) => i * 16384 * 4));
    await expect(sp1PcDump.import(sourceOf(wild), {})).rejects.toMatchObject({ kind: "too-large" });
  });
});
