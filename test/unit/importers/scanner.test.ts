import { describe, expect, it } from "vitest";
import { scanJson } from "../../../src/core/importers/scan/scanJson";
import { array, number, numbers, object, strings, text } from "../../../src/core/importers/scan/shape";
import type { Shape } from "../../../src/core/importers/scan/shape";
import { sourceOf } from "./sources";

/** Everything a shape can ask for, as one line a sink call. */
function watched(): { readonly shape: Shape; readonly seen: string[] } {
  const seen: string[] = [];
  const column = (name: string, decimals = 0): Shape =>
    numbers((batch, count) => seen.push(...[...batch.subarray(0, count)].map((v) => `${name} ${v}`)), {
      decimals,
      end: () => seen.push(`${name} end`),
    });
  const shape = object({
    title: text((value) => seen.push(`title ${value}`)),
    size: number((value) => seen.push(`size ${value}`)),
    plain: column("plain"),
    thousandths: column("thousandths", 3),
    names: strings((value) => seen.push(`name ${value}`)),
    rows: array(
      numbers((batch, count) => seen.push(`row ${[...batch.subarray(0, count)].join(" ")}`)),
      { end: () => seen.push("rows end") },
    ),
    list: array(object({ size: number((value) => seen.push(`list ${value}`)) })),
  });
  return { shape, seen };
}

async function scan(json: string, chunkBytes?: number): Promise<{ seen: string[]; complete: boolean }> {
  const { shape, seen } = watched();
  const complete = await scanJson(sourceOf(json, chunkBytes), shape, {});
  return { seen, complete };
}

const everything = `  {
  "other": {"size": 9, "deep": [[{"title": "no"}], "]}\\"", {}, null]},
  "title": "a \\"b\\" \\u00b5 µ \\ud83d\\ude00 😀 \\n",
  "size": -12.5e1,
  "plain": [0, 1,22 , 333,4444,55555,666666,7777777,88888888,999999999,9999999999,12345678901234567890,-5,1e3,null,true,"x",[1,[2]],{"a":[3]},7],
  "thousandths": [14.72,0.204,0.0005,1e-3,9816.105,4503599627370.497,123456789.012,2,-1.5,0.1234567890123456789],
  "names": ["", "one", "tw\\\\o", null, ["x"], "\\u003c/script>", 5, {}],
  "list": [{"size": 1}, {"Size": 2, "size": 3}, 4, [], {"size": "no"}],
  "plain2": []
}
`;

describe("JSON scanner", () => {
  it("hands over what the shape names and nothing else", async () => {
    expect((await scan(everything)).seen).toEqual([
      'title a "b" µ µ 😀 😀 \n',
      "size -125",
      ..."0 1 22 333 4444 55555 666666 7777777 88888888 999999999 9999999999 12345678901234567000 -5 1000 NaN NaN NaN NaN NaN 7"
        .split(" ")
        .map((v) => `plain ${v}`),
      "plain end",
      ..."14720 204 0.5 1 9816105 4503599627370497 123456789012 2000 -1500 123.45678901234568"
        .split(" ")
        .map((v) => `thousandths ${v}`),
      "thousandths end",
      ...["", "one", "tw\\o", "", "", "</script>", "", ""].map((v) => `name ${v}`),
      "list 1",
      "list 3",
    ]);
  });

  it("reads rows of numbers", async () => {
    const json = '{"rows":[[0,0.5,null],[],[1,2,3] , [4]]}';
    for (const chunkBytes of [1, 5, 100])
      expect((await scan(json, chunkBytes)).seen).toEqual([
        "row 0 0.5 NaN",
        "row 1 2 3",
        "row 4",
        "rows end",
      ]);
  });

  it("gives the same for chunks of every size", async () => {
    const whole = await scan(everything);
    for (let chunkBytes = 1; chunkBytes <= 120; chunkBytes++)
      expect(await scan(everything, chunkBytes), `chunks of ${chunkBytes}`).toEqual(whole);
  });

  it("passes over columns longer than a chunk and a text longer than many", async () => {
    const json = `{"a":[${"null,".repeat(50_000)}1],"b":"${"\\\\]".repeat(40_000)}","size":7}`;
    for (const chunkBytes of [7, 4096, 65_536, 1 << 20])
      expect((await scan(json, chunkBytes)).seen).toEqual(["size 7"]);
  });

  it("passes over any depth without recursion", async () => {
    const deep = 1_000_000;
    expect((await scan(`{"a":${"[".repeat(deep)}${"]".repeat(deep)},"size":7}`, 65_536)).seen).toEqual([
      "size 7",
    ]);
  });

  it("agrees with JSON.parse on numbers of every length", async () => {
    const values = Array.from({ length: 5000 }, (_, i) =>
      Number(((i * 7919.123457) ** (1 + (i % 4))).toPrecision(1 + (i % 17))),
    );
    const json = JSON.stringify({ plain: values });
    for (const chunkBytes of [64, 1000, 1 << 20])
      expect((await scan(json, chunkBytes)).seen).toEqual([...values.map((v) => `plain ${v}`), "plain end"]);
  });

  it.each([
    ['{"plain":[1,2', ["plain 1"]],
    ['{"plain":[1,2,', ["plain 1", "plain 2"]],
    ['{"names":["a","b', ["name a"]],
    ['{"size":12', []],
    ['{"si', []],
    ["", []],
  ])("says where a document is cut: %s", async (json, seen) => {
    expect(await scan(json)).toEqual({ seen, complete: false });
  });

  it.each(["]", "{]", '{"a" 1}', '{"a":1 "b":2}', "{1:2}", '{"plain":[1;2]}', '{"plain":[1}', "%", '{"a":}'])(
    "refuses %s",
    async (json) => {
      await expect(scan(json)).rejects.toMatchObject({ name: "CycleLensError", kind: "bad-input" });
    },
  );

  it("stops when cancelled", async () => {
    await expect(
      scanJson(sourceOf(everything, 10), watched().shape, { signal: { aborted: true } as AbortSignal }),
    ).rejects.toMatchObject({ kind: "cancelled" });
  });
});
