import { describe, expect, it } from "vitest";
import { importPart } from "../../../../src/core/importers/detect";
import { sourceOf } from "../sources";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

describe("a file of no supported kind is told what it looks like", () => {
  it.each([
    ["PERFILE2h\0\0\0", /is a perf\.data recording/, /inferno-collapse-perf/],
    ["\x89PNG\r\n\x1a\n", /is a PNG picture/, /profile that it was drawn from/],
    ["PK\x03\x04\x14\0", /is a zip archive/, /unpack it/],
    ["\x28\xb5\x2f\xfd\0", /compressed by zstd/, /unpack it/],
    ["<!doctype html><html>", /is an HTML page/, /profile that it shows/],
    ["<svg xmlns='x'><rect/></svg>", /is an SVG picture without the titles/, /folded stacks/],
    [
      '{"a":{"x":1},"b":[{"y":2}],"c":"z:"}',
      /JSON of an unknown format with the keys a, b, c$/,
      /speedscope/,
    ],
    ['[{"k":1},{"l":2}]', /with the keys k$/, /pprof/],
    ['{"traceEvents":[{"ph":"X"}]}', /Chrome trace of events/, /cpuprofile/],
    [
      "work 12 [001] 1.5: 100 cycles:\n\t    55d0a main+0x1 (/home/user/work)\n\n",
      /output of perf script/,
      /inferno-collapse-perf/,
    ],
  ])("%j", async (text, what, hint) => {
    const error: unknown = await importPart(sourceOf(bytes(text), 10, "thing")).catch((e: unknown) => e);
    expect(error).toMatchObject({ kind: "bad-input", hint: expect.stringMatching(hint) as string });
    expect((error as Error).message).toMatch(what);
  });
});
