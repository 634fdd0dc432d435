import { describe, expect, it } from "vitest";
import { headBytes, importers, importPart } from "../../../src/core/importers/detect";
import { assemble } from "../../../src/core/importers/assemble";
import { readElf } from "../../../src/core/symbols/elf";
import { profileToJson } from "../../../src/core/profile/json";
import { fixture, sourceOf } from "../importers/sources";
import { fuzz } from "./fuzz";
import { elfs, texts } from "./samples";
import type { Sample } from "./samples";

/** A stored profile with everything: report, call tree, counts, lines. */
async function storedProfile(): Promise<Sample> {
  const names = ["calls.report.txt", "calls.profile.json.gz", "calls.disasm.txt.gz", "calls.stats.csv"];
  const parts = await Promise.all(names.map((name) => importPart(sourceOf(fixture(name), 65_536, name))));
  const profile = assemble(parts, readElf(fixture("calls.guest.elf")));
  const text = JSON.stringify(profileToJson(profile, { full: true }));
  return { name: "stored.json", bytes: new TextEncoder().encode(text) };
}
const samples = [...texts, await storedProfile()];

/** Those that an importer knows while they are whole: expectations, rules and manifests stand among the fixtures too. */
const known = samples.filter(({ bytes, name }) =>
  importers.some((importer) => importer.detect(bytes.subarray(0, headBytes), name)),
);

describe("importers take arbitrary bytes", () => {
  it("by detection, and the profile comes together", async () => {
    const read = async (bytes: Uint8Array, name: string): Promise<void> => {
      const part = await importPart(sourceOf(bytes, 65_536, name));
      assemble([part], null);
    };
    await fuzz("importPart, whatever file", samples, 300, read);
    const result = await fuzz("importPart", known, 1200, read);
    // Most damaged files must still be read: refusing everything is no answer.
    expect(result.errors).toBeLessThan(result.cases / 2);
  });

  for (const importer of importers)
    it(`whatever the bytes are: ${importer.format}`, async () => {
      const own = samples.filter((sample) =>
        importer.detect(sample.bytes.subarray(0, headBytes), sample.name),
      );
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
