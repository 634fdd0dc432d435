import { describe, expect, it } from "vitest";
import { importPart } from "../../../src/core/importers/detect";
import { partOf, profileOf, recordedBytes } from "./reports";
import { profileToJson } from "../../../src/core/profile/json";
import { sourceOf } from "./sources";

describe("which format a file is", () => {
  it.each([
    ["1.4-tags/report.txt", "zisk-report"],
    ["1.4-tags/steps.txt", "zisk-report"],
    ["f4-0.18/X.txt", "zisk-report"],
    ["f4-0.18/guest_bad_read.out.txt", "zisk-report"],
    ["f4-0.18/guest_bad_read.err.txt", "zisk-errors"],
    ["f4-0.18/tags_sdk.txt", "zisk-sdk-report"],
    ["f0.txt", "zisk-legacy-report"],
    ["1.4-tags/stats.csv", "zisk-csv"],
    ["1.4-tags/profile.json.gz", "zisk-firefox"],
    ["1.4-tags/disasm.txt.gz", "zisk-disasm"],
  ])("%s is %s, whatever its name", async (file, format) => {
    expect((await partOf(recordedBytes(file), "x")).format).toBe(format);
  });

  it("knows its own stored form", async () => {
    const json = JSON.stringify(profileToJson(await profileOf(["1.4-tags/report.txt"]), { full: true }));
    expect((await partOf(json)).format).toBe("cyclelens-profile");
    const sorted = JSON.stringify(JSON.parse(json), Object.keys(JSON.parse(json) as object).sort());
    expect(sorted.indexOf("schema")).toBeGreaterThan(10);
  });

  it.each([
    ["nothing", new Uint8Array(0), /is empty/],
    ["an ELF", recordedBytes("1.4-tags/guest.elf"), /is an ELF program/],
    ["a packed file", new Uint8Array([0x1f, 0x8b, 8, 0, 0]), /is compressed/],
    ["binary data", new Uint8Array(5000).map((_, i) => i % 32), /looks like binary data/],
    ["other JSON", new TextEncoder().encode('{"name":"x"}'), /is JSON of an unknown format/],
    ["other text", new TextEncoder().encode("hello\nworld\n"), /is text of no known format/],
  ])("%s is refused with what it looks like", async (_, bytes, message) => {
    const error: unknown = await importPart(sourceOf(bytes, 100, "thing")).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: "bad-input" });
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toMatch(/^thing /);
  });
});
