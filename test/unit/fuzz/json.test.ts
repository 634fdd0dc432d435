import { describe, expect, it } from "vitest";
import { assemble } from "../../../src/core/importers/assemble";
import { importPart } from "../../../src/core/importers/detect";
import { profileToJson } from "../../../src/core/profile/json";
import { readElf } from "../../../src/core/symbols/elf";
import { fixture, sourceOf } from "../importers/sources";
import { fuzz, seed } from "./fuzz";
import { randomOf } from "./mutate";
import { mutateJson } from "./mutateJson";

const parse = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** A stored profile with everything: report, call tree, counts, lines. */
async function stored(): Promise<unknown> {
  const names = ["tags.report.txt", "tags.profile.json.gz", "tags.disasm.txt.gz", "tags.stats.csv"];
  const parts = await Promise.all(names.map((name) => importPart(sourceOf(fixture(name), 65_536, name))));
  return profileToJson(assemble(parts, readElf(fixture("tags.guest.elf"))), { full: true });
}

/** Valid JSON that says impossible things: tables of different lengths, indices beyond, wrong types. */
describe("JSON importers take any JSON", () => {
  it.each([
    ["Firefox profile", () => parse(fixture("calls.profile.json.gz"))],
    ["sorted Firefox profile", () => parse(fixture("mini.profile.json"))],
    ["cyclelens.profile/1", stored],
  ])("%s", async (name, sample) => {
    const json = await sample();
    const whole = { name, bytes: new Uint8Array(4) };
    let run = 0;
    const result = await fuzz(name, [whole], 500, async () => {
      const text = JSON.stringify(mutateJson(json, randomOf(seed, run++))) ?? "null";
      const profile = assemble([await importPart(sourceOf(text, 4096, "x.json"))], null);
      profileToJson(profile, { full: true });
    });
    expect(result.cases - result.errors).toBeGreaterThan(0);
  });
});
