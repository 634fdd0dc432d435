import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { assemble } from "../../../src/core/importers/assemble";
import { importers, importPart } from "../../../src/core/importers/detect";
import { profileToJson } from "../../../src/core/profile/json";
import { readElf } from "../../../src/core/symbols/elf";
import { fixture, sourceOf } from "../importers/sources";
import { fuzz, seed } from "./fuzz";
import { randomOf } from "./mutate";
import { mutateJson, reorderedText } from "./mutateJson";

const parse = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** A file of test/fixtures as JSON. */
function json(name: string): unknown {
  const bytes = readFileSync(`test/fixtures/${name}`);
  return parse(name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
}

/** A stored profile with everything: report, call tree, counts, lines. */
async function stored(): Promise<unknown> {
  const names = ["tags.report.txt", "tags.profile.json.gz", "tags.disasm.txt.gz", "tags.stats.csv"];
  const parts = await Promise.all(names.map((name) => importPart(sourceOf(fixture(name), 65_536, name))));
  return profileToJson(assemble(parts, readElf(fixture("tags.guest.elf"))), { full: true });
}

/** Each format with the importer that reads it. */
const documents: readonly (readonly [string, string, () => unknown])[] = [
  ["ZisK profile", "zisk-firefox", () => parse(fixture("calls.profile.json.gz"))],
  ["sorted ZisK profile", "zisk-firefox", () => parse(fixture("mini.profile.json"))],
  ["cyclelens.profile/1", "cyclelens-profile", stored],
  ["Firefox profile, version 55", "firefox", () => json("host/samply.json")],
  ["Firefox profile, version 75", "firefox", () => json("host/samply.v75.json.gz")],
  ["SP1 trace", "sp1-gecko", () => json("sp1/fib-calls.rate100.json.gz")],
  ["SP1 report", "sp1-report", () => json("sp1/tracker-nest.report.json")],
  ["speedscope", "speedscope", () => json("host/pyspy.speedscope.json")],
  ["cpuprofile", "cpuprofile", () => json("host/node.cpuprofile")],
  ["hyperfine", "hyperfine", () => json("host/hyperfine.three.json")],
  ["dhat", "dhat", () => json("dhat/valgrind-c.json")],
];

/** Valid JSON that says impossible things: tables of different lengths, indices beyond, wrong types. */
describe("JSON importers take any JSON", () => {
  it.each(documents)("%s with other values", async (name, _, sample) => {
    const document = await sample();
    const whole = { name, bytes: new Uint8Array(4) };
    let run = 0;
    const result = await fuzz(name, [whole], 300, async () => {
      const text = JSON.stringify(mutateJson(document, randomOf(seed, run++))) ?? "null";
      const profile = assemble([await importPart(sourceOf(text, 4096, "x.json"))], null);
      profileToJson(profile, { full: true });
    });
    expect(result.cases - result.errors).toBeGreaterThan(0);
  });

  it.each(documents)("%s with keys in any order, some twice", async (name, format, sample) => {
    const document = await sample();
    const importer = importers.find((candidate) => candidate.format === format)!;
    let run = 0;
    await fuzz(`${name} reordered`, [{ name, bytes: new Uint8Array(4) }], 60, async () => {
      const text = reorderedText(document, randomOf(seed, run++));
      assemble([await importer.import(sourceOf(text, 4096, "x.json"), {})], null);
    });
  });

  it.each(documents)("%s with a value nested 200,000 deep", async (name, format, sample) => {
    const text = JSON.stringify(await sample());
    const importer = importers.find((candidate) => candidate.format === format)!;
    const places = [...text.matchAll(/:/g)].map((match) => match.index + 1);
    const deep = [`${"[".repeat(2e5)}${"]".repeat(2e5)}`, "[".repeat(2e5), '{"a":'.repeat(2e5)];
    await fuzz(`${name} deep`, [{ name, bytes: new Uint8Array(4) }], 12, async () => {
      const run = places.length;
      const at = places[randomOf(seed, run).below(places.length)]!;
      places.splice(places.indexOf(at), 1);
      const inserted = `${text.slice(0, at)}${deep[run % deep.length]!},"b":${text.slice(at)}`;
      assemble([await importer.import(sourceOf(inserted, 65_536, "x.json"), {})], null);
    });
  });
});
