import { expect, it } from "vitest";
import { KeyTable, textHash } from "../../../src/core/compare/keyTable";

const numbered = (table: KeyTable, texts: readonly string[]): number[] =>
  texts.map((text) => table.add(text, textHash(text)));

it("numbers texts in the order they come, each once", () => {
  const table = new KeyTable(0);
  expect(numbered(table, ["a::f", "", "a::g", "a::f", ""])).toEqual([0, 1, 2, 0, 1]);
  expect(table.keys).toEqual(["a::f", "", "a::g"]);
  expect([table.find("a::g", textHash("a::g")), table.find("a::h", textHash("a::h"))]).toEqual([2, -1]);
  expect([table.has(2, "a::g", textHash("a::g")), table.has(1, "a::g", textHash("a::g"))]).toEqual([
    true,
    false,
  ]);
});

it("grows far beyond what was expected", () => {
  const table = new KeyTable(10);
  const texts = Array.from({ length: 20_000 }, (_, i) => `k::f${String(i)}`);
  expect(numbered(table, texts)).toEqual([...texts.keys()]);
  expect(numbered(table, texts)).toEqual([...texts.keys()]);
});

it("tells texts apart that were made to have one hash, also when it has grown since", () => {
  const table = new KeyTable(0);
  const texts = Array.from({ length: 3_000 }, (_, i) => `made${String(i)}`);
  const numbers = (): number[] => texts.map((text) => table.add(text, 7));
  expect(numbers()).toEqual([...texts.keys()]);
  expect(numbers()).toEqual([...texts.keys()]);
  expect([table.find("made2999", 7), table.find("made3000", 7)]).toEqual([2999, -1]);
});
