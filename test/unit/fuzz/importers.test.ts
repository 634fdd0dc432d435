import { describe, expect, it } from "vitest";
import { headBytes, importers, importPart } from "../../../src/core/importers/detect";
import { assemble } from "../../../src/core/importers/assemble";
import { readElf } from "../../../src/core/symbols/elf";
import { sourceOf } from "../importers/sources";
import { fuzz } from "./fuzz";
import { elfs, texts } from "./samples";

describe("importers take arbitrary bytes", () => {
  it("by detection, and the profile comes together", async () => {
    const result = await fuzz("importPart", texts, 1500, async (bytes, name) => {
      const part = await importPart(sourceOf(bytes, 65_536, name));
      assemble([part], null);
    });
    // Most damaged files must still be read: refusing everything is no answer.
    expect(result.errors).toBeLessThan(result.cases / 2);
  });

  for (const importer of importers)
    it(`whatever the bytes are: ${importer.format}`, async () => {
      const own = texts.filter((sample) => importer.detect(sample.bytes.subarray(0, headBytes), sample.name));
      const others = texts.filter((_, at) => at % 8 === 0).slice(0, 1 + (own.length >> 2));
      await fuzz(importer.format, [...own, ...others], 500, async (bytes, name) => {
        const part = await importer.import(sourceOf(bytes, 1 + (bytes.length % 9973), name), {});
        assemble([part], null);
      });
    });

  it("with a sound ELF beside damaged counts", async () => {
    const elf = elfs.map((sample) => readElf(sample.bytes)).at(-1) ?? null;
    const counts = texts.filter((sample) => /disasm/.test(sample.name));
    await fuzz("counts with ELF", counts, 200, async (bytes, name) => {
      assemble([await importPart(sourceOf(bytes, 65_536, name))], elf);
    });
  });
});
