import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CycleLensError } from "../../../src/core/errors";
import { linesOf, metricsJson, read, report } from "./metricsJson";

const entry = (fields: string): string => `{"gauge":[{${fields}}]}`;
const labels = `"labels":[["group","g"]]`;

describe("reading metrics", () => {
  it.each([
    ["a value that is a number", entry(`${labels},"metric":"m","value":1`)],
    ["a value that is no number", entry(`${labels},"metric":"m","value":"1_000"`)],
    ["no value", entry(`${labels},"metric":"m"`)],
    ["no labels", entry(`"metric":"m","value":"1"`)],
    ["a key twice", entry(`${labels},"metric":"m","metric":"n","value":"1"`)],
    ["a label of three", entry(`"labels":[["a","b","c"]],"metric":"m","value":"1"`)],
    ["a label of one", entry(`"labels":[["a"]],"metric":"m","value":"1"`)],
    ["labels as an object", entry(`"labels":{"group":"g"},"metric":"m","value":"1"`)],
    ["a line break in a name", entry(`${labels},"metric":"a\nb","value":"1"`)],
    ["an entry that is a list", `{"gauge":[[]]}`],
    ["two entries without a comma", `{"gauge":[{${labels},"metric":"m","value":"1"} {}]}`],
    ["a comma at the end", `{"gauge":[{${labels},"metric":"m","value":"1"},]}`],
    ["half a file", metricsJson(["trace_gen_time_ms 5 group=g"]).slice(0, -3)],
    ["nothing", ""],
  ])("%s is refused", async (_, text) => {
    await expect(read(text)).rejects.toSatisfy((error) => CycleLensError.is(error, "bad-input"));
  });

  it.each([
    ["value is no string (entry 3 of gauge)", `"labels":[],"metric":"m","value":7`],
    [
      "a string in the JSON is no UTF-8 text (entry 3 of gauge)",
      `"labels":[],"metric":"\\ud800","value":"7"`,
    ],
  ])("an error names the entry: %s", async (text, third) => {
    const good = `{"labels":[],"metric":"m","value":"1"}`;
    const file = `{"counter":[${good}],"gauge":[${good},${good},{${third}}]}`;
    await expect(read(file)).rejects.toThrow(text);
  });

  it("unknown keys and missing lists are passed over", async () => {
    const db = await read(
      `{"histogram":[1,{"a":"]"}],"gauge":[{"unit":{"x":["}"]},"value":"2","metric":"m","labels":[]}]}`,
    );
    expect(db.entries).toBe(1);
    expect((await read("{}")).entries).toBe(0);
  });

  it("a counter of 0 is left out, a gauge of 0 is not", async () => {
    const db = await read(
      metricsJson(["trace_gen_time_ms 0 group=g"], ["rows 0 group=g", "rows -0 group=g"]),
    );
    expect(db.entries).toBe(1);
  });

  it("a figure of thousands of digits is read as Rust reads it", async () => {
    const { markdown } = await report(
      "2.0",
      metricsJson([`total_proof_time_ms 0.${"3".repeat(6000)} group=app`]),
    );
    expect(linesOf(markdown, "| `total_proof_time_ms")).toEqual([
      "| `total_proof_time_ms ` |  0.33 |  0.33 |  0.33 |  0.33 |",
    ]);
  });

  it("labels are the same set in any order, escaped or not", async () => {
    const { markdown } = await report(
      "1.5",
      `{"gauge":[
        {"labels":[["group","leaf"],["idx","0"]],"metric":"execute_preflight_time_ms","value":"10"},
        {"labels":[["idx","0"],["gro\\u0075p","le\\u0061f"]],"metric":"trace_gen_time_ms","value":"20"},
        {"labels":[["group","leaf"],["idx","0"]],"metric":"stark_prove_excluding_trace_time_ms","value":"300"}]}`,
    );
    expect(linesOf(markdown, "| leaf | 0 |")).toEqual(["| leaf | 0 | 20 | 330 | 300 | 10 | "]);
    expect(linesOf(markdown, "| `total_proof_time_ms")).toEqual([
      "| `total_proof_time_ms ` |  330 |  330 |  330 |  330 |",
    ]);
  });

  it("chunks may end anywhere", async () => {
    const text = metricsJson(
      [
        "execute_preflight_time_ms 1.5 group=app é=ü",
        "trace_gen_time_ms 2 group=app é=ü",
        "rows 3 segment=1",
      ],
      ["frequency 4 group=app opcode=ADD cycle_tracker_span=a;b"],
    ).replace("ADD", 'A\\"D\\\\');
    const whole = await report("2.0", text);
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(sizes, async (some) => {
        expect(await report("2.0", text, { sizes: some })).toEqual(whole);
      }),
    );
  });

  it("any bytes are read or refused", async () => {
    const text = metricsJson(["trace_gen_time_ms 5 group=g", "rows 1 group=g"], ["frequency 4 opcode=A"]);
    const change = fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...'"[]{},:\\0x '));
    await fc.assert(
      fc.asyncProperty(change, fc.nat(text.length), async ([at, to], cut) => {
        const broken = (text.slice(0, at) + to + text.slice(at + 1)).slice(0, cut);
        const result = await read(broken).catch((error: unknown) => error);
        expect(result instanceof Error ? CycleLensError.is(result, "bad-input") : true).toBe(true);
      }),
    );
  });
});
