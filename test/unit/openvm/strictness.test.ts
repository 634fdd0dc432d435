import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CycleLensError } from "../../../src/core/errors";
import { linesOf, metricsJson, read, report, source } from "./metricsJson";
import { readMetrics } from "../../../src/core/openvm/readMetrics";

const good = `{"labels":[["group","app"]],"metric":"rows","value":"1"}`;
const refused = async (text: string): Promise<boolean> => {
  const error: unknown = await read(text).then(
    () => null,
    (cause: unknown) => cause,
  );
  return CycleLensError.is(error, "bad-input");
};

describe("what the tool's own reader refuses", () => {
  it.each([
    ["a list in counter's place that is a text", `{"counter":"x"}`],
    ["null in gauge's place", `{"gauge":null}`],
    ["an object in gauge's place", `{"gauge":{}}`],
    ["a number in gauge's place", `{"gauge":1}`],
    ["gauge twice", `{"gauge":[${good}],"gauge":[]}`],
    ["text behind the document", `{"gauge":[${good}]} x`],
    ["a second document", `{"gauge":[${good}]}{}`],
    ["a text", `"gauge"`],
    ["a number", `1`],
    ["null", `null`],
    ["a byte order mark", `\ufeff{"gauge":[]}`],
    ["no JSON in a value that is passed over", `{"x":[1,,2],"gauge":[${good}]}`],
    ["no literal in a value that is passed over", `{"x":nope,"gauge":[${good}]}`],
    ["brackets that do not match", `{"x":[1},"gauge":[${good}]}`],
    ["a number with a leading zero", `{"x":01}`],
    ["a key without a colon", `{"x":{"a" 1}}`],
    ["an unknown escape that is passed over", `{"x":"\\q"}`],
    ["no JSON beside labels", `{"gauge":[{"z":@,"labels":[],"metric":"m","value":"1"}]}`],
    ["nothing beside labels", `{"gauge":[{"z":,"labels":[],"metric":"m","value":"1"}]}`],
    [
      "brackets that do not match beside labels",
      `{"gauge":[{"z":[1},"labels":[],"metric":"m","value":"1"}]}`,
    ],
    ["an unknown escape in a name", `{"gauge":[{"labels":[],"metric":"a\\q","value":"1"}]}`],
    ["a short escape in a name", `{"gauge":[{"labels":[],"metric":"a\\u12","value":"1"}]}`],
    ["half a surrogate pair", `{"gauge":[{"labels":[["group","\\ud800"]],"metric":"m","value":"1"}]}`],
  ])("%s", async (_, text) => {
    expect(await refused(text)).toBe(true);
  });

  it("bytes that are no UTF-8", async () => {
    const text = `{"gauge":[{"labels":[["group","a?"]],"metric":"m","value":"1"}]}`;
    const { chunks } = source(text);
    const broken = {
      ...source(text),
      async *chunks() {
        for await (const chunk of chunks()) yield chunk.map((byte) => (byte === 0x3f ? 0xff : byte));
      },
    };
    await expect(readMetrics(broken, {})).rejects.toThrow("is no UTF-8 text");
  });

  it("is exactly what is no JSON: a changed byte is refused wherever JSON.parse refuses it", async () => {
    const text = `{"counter": [${good}],\r\n "x": {"y": [1.5e3, "\\u00e9\\n", true, {}]}, "gauge": [{"z": null, ${good.slice(1)}]}`;
    const change = fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...'"[]{},:\\0x1eE+-. tnu\u00e9'));
    await fc.assert(
      fc.asyncProperty(change, fc.constantFrom(1, 7, 4096), async ([at, to], size) => {
        const changed = text.slice(0, at) + to + text.slice(at + 1);
        const accepted = await read(changed, [size]).then(
          () => true,
          () => false,
        );
        // The reader wants more than JSON; never less.
        if (accepted) JSON.parse(changed);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("what it takes", () => {
  it("a value of any depth beside counter and gauge, as serde passes over it; a million levels end it", async () => {
    const nested = (depth: number): string =>
      `{"x":${"[".repeat(depth)}${"]".repeat(depth)},"y":${'{"a":'.repeat(depth)}1${"}".repeat(depth)},"gauge":[${good}]}`;
    const { markdown } = await report("1.5", nested(10_000));
    expect(linesOf(markdown, "| app | 1 |")).toHaveLength(1);
    await expect(read("[".repeat(10))).rejects.toThrow();
    await expect(read(`{"x":${"[".repeat(1_100_000)}`)).rejects.toThrow(CycleLensError);
  });

  it("Windows line ends", async () => {
    const text = JSON.stringify(JSON.parse(metricsJson(["rows 1 group=app"])), null, 2);
    expect(await report("2.0", text.replaceAll("\n", "\r\n"))).toEqual(await report("2.0", text));
  });

  it("a surrogate pair of two escapes is the character itself", async () => {
    const text = metricsJson(["total_proof_time_ms 1 group=app😀"]);
    const escaped = text.replace("😀", "\\ud83d\\ude00");
    expect(await report("1.5", escaped)).toEqual(await report("1.5", text));
    expect(linesOf((await report("1.5", text)).markdown, "| app😀 |||||")).toHaveLength(1);
  });

  it("U+FFFD that stands in the file as such", async () => {
    const { markdown } = await report("1.5", metricsJson(["total_proof_time_ms 1 group=a\ufffd"]));
    expect(markdown).toContain("| a\ufffd |||||");
  });
});
