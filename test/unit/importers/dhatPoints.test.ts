// Program points in one byte loop must be what the scanner makes of them, whatever the form, the order and the chunks.
import { describe, expect, it } from "vitest";
import { figureKeys, PointReader } from "../../../src/core/importers/dhat/pointReader";
import { DhatTables } from "../../../src/core/importers/dhat/tables";
import { parseDhatFrame } from "../../../src/core/importers/dhat/frameText";
import { array, object } from "../../../src/core/importers/scan/shape";
import type { ArrayShape, ObjectShape } from "../../../src/core/importers/scan/shape";
import { JsonScanner } from "../../../src/core/importers/scan/scanner";
import { mutate, randomOf } from "../fuzz/mutate";

const encode = (text: string) => new TextEncoder().encode(text);

/** The same tables without the quick way. */
function careful(tables: DhatTables): ObjectShape {
  const shape = tables.shape as ObjectShape;
  const points = shape.keys.get("pps") as ArrayShape;
  const point = points.of as ObjectShape;
  const { whole: _, ...hooks } = point;
  const of = object(Object.fromEntries(hooks.keys), hooks.hooks);
  return object({ ...Object.fromEntries(shape.keys), pps: array(of, points.hooks) }, shape.hooks);
}

/** Everything that the tables hold of a document; the kind of the error where it is none. */
function heldOf(bytes: Uint8Array, chunk: number, quick: boolean): unknown {
  const tables = new DhatTables();
  const scanner = new JsonScanner(quick ? tables.shape : careful(tables));
  let error: unknown = null;
  try {
    for (let at = 0; at < bytes.length; at += chunk) scanner.feed(bytes.slice(at, at + chunk));
    scanner.finish();
  } catch (thrown) {
    error = (thrown as Error).message;
  }
  const { stacks, values } = tables;
  const rows = Array.from({ length: values.length }, (_, k) => k);
  return {
    error,
    complete: scanner.complete,
    points: tables.points,
    odd: tables.oddPoints,
    cut: tables.cutFrames,
    named: figureKeys.map((_, column) => tables.has(column)),
    noStack: [...tables.noStack],
    stacks: [[...stacks.prefix], [...stacks.key]],
    values: rows.map((k) => [values.nodeAt(k), ...figureKeys.map((_, column) => values.valueAt(k, column))]),
    frames: tables.frames,
  };
}

describe("a program point in one go", () => {
  const source = randomOf(71, 0);
  const random = (limit: number) => source.below(limit);
  const pick = <T>(of: readonly T[]): T => of[random(of.length)]!;
  const space = () => pick(["", "", "", " ", "\n", "\r\n\t", "\n      "]);
  const plain = () => pick([() => random(10), () => random(100_000), () => random(2 ** 31), () => 0])();
  const numberText = () =>
    random(12) > 0
      ? String(plain())
      : pick([
          "-1",
          "1e3",
          "2.5",
          "007",
          "null",
          "123456789012345",
          "1234567890123456",
          "-0",
          '"7"',
          "[1]",
          "{}",
        ]);
  const key = () =>
    random(9) > 0
      ? pick(figureKeys)
      : pick(["tl", "mb", "mbk", "", "x", "tbkk", "t\\u0062", "TB", "é", "acc"]);
  let last: string[] = [];
  const stack = () => {
    // Most stacks end as the one before: sometimes the same text, sometimes digits before it.
    if (random(3) > 0) {
      const gap = pick([",\n", ","]);
      const rows = Array.from({ length: random(4) }, () => String(random(300)));
      last = [...rows, ...last.slice(random(last.length + 1))];
      return `[${pick(["", "\n"])}${random(20) > 0 ? "" : "1"}${last.join(gap)}${pick(["", "\n"])}]`;
    }
    const rows = Array.from({ length: random(6) }, () =>
      random(30) > 0 ? String(random(20)) : numberText(),
    );
    return `[${space()}${rows.join(`${space()},${space()}`)}${space()}]`;
  };
  const point = () => {
    const cells = Array.from({ length: random(9) }, () => `"${key()}"${space()}:${space()}${numberText()}`);
    if (random(8) > 0) cells.splice(random(cells.length + 1), 0, `"fs"${space()}:${space()}${stack()}`);
    return `{${space()}${cells.join(`${space()},${space()}`)}${space()}}`;
  };
  const file = () =>
    encode(
      `{"dhatFileVersion":2,"pps":[${Array.from({ length: random(12) }, point).join(`${space()},${space()}`)}],"ftbl":["[root]"]}`,
    );

  it("is the same with and without, in chunks of any size", () => {
    for (let round = 0; round < 1500; round++) {
      const bytes = file();
      const chunk = pick([1 << 20, 1 << 20, 7, 64, 200]);
      const text = new TextDecoder().decode(bytes);
      expect([text, heldOf(bytes, chunk, true)]).toEqual([text, heldOf(bytes, 1 << 20, false)]);
    }
  });

  it("is the same where the text is damaged", () => {
    for (let round = 0; round < 1500; round++) {
      const bytes = mutate(file(), file(), source);
      const text = new TextDecoder("latin1").decode(bytes);
      expect([text, heldOf(bytes, 1 << 20, true)]).toEqual([text, heldOf(bytes, 1 << 20, false)]);
    }
  });

  it("is what dhat writes, and is left to the scanner where it is not", () => {
    const read = (text: string) => {
      const bytes = encode(`${text}${" ".repeat(40)}`);
      return new PointReader().read(bytes, 0, bytes.length);
    };
    const usual = '{\n"tb": 120,\n"tbk": 3,\n"tl": 99,\n"fs": [\n3,\n2,\n1\n]\n}';
    expect(read(usual)).toBe(usual.length);
    for (const text of ['{"tb": -1}', '{"tb": 1.5}', '{"t\\u0062": 1}', '{"fs": [1,]}', '{"fs": [1'])
      expect([text, read(text)]).toEqual([text, -1]);
  });
});

describe("the place of a dhat frame", () => {
  it("is what the pattern of its form says", () => {
    const source = randomOf(5, 0);
    const random = (limit: number) => source.below(limit);
    const parts = [
      "a",
      "::",
      ":",
      "7",
      "12",
      "(",
      ")",
      " (",
      "/x.rs",
      " ",
      "0x1f: ",
      "???",
      "in ",
      "12345678901",
    ];
    for (let round = 0; round < 5000; round++) {
      const place = Array.from({ length: 1 + random(7) }, () => parts[random(parts.length)]!).join("");
      if (/[()]/.test(place) || place.startsWith("in ")) continue;
      const frame = parseDhatFrame(`0xAb: f (${place})`);
      const at = /^([^]*?[^:]):(\d{1,10})(?::\d{1,10})?$/.exec(place);
      if (!at) expect(frame).toMatchObject({ address: "0xAb", name: `f (${place})`, file: null, line: 0 });
      else {
        const [file, line] = at[1] === "???" ? [null, 0] : [at[1], Number(at[2])];
        expect([place, frame]).toMatchObject([
          place,
          { name: "f", file, line: line <= 0x7fffffff ? line : 0 },
        ]);
      }
    }
  });
});
