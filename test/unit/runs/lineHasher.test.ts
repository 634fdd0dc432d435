import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { LineHasher } from "../../../src/runs/lineHasher";
import { lineHash } from "../../../src/runs/runJson";
import { textLines } from "../../../src/runs/textLines";
import { tempFolder } from "../tempFolder";

const hasher = new LineHasher();

function hashed(bytes: Buffer, lines: readonly number[], size = bytes.length): string[] {
  const file = path.join(tempFolder({}), "text.rs");
  writeFileSync(file, bytes);
  const read = hasher.read(file, size);
  expect(Buffer.from(read.bytes).equals(bytes)).toBe(true);
  return read.hashes(lines);
}

const plain = (bytes: Buffer, lines: readonly number[]): string[] => textLines(bytes, lines).map(lineHash);

describe("lines of a file are hashed as its text's lines are", () => {
  const few = [1, 2, 3, 4, 9];
  it.each([
    "",
    "one",
    "one\n",
    "a\nb\nc",
    "\n\nc\n",
    "\n\n\n\n\n\n\n\n\n\n\n",
    "a\r\nb\r\nc\r\n",
    "a\nb\nc\rd\n",
    "a\nb\r",
    "é\n€uro\n𝄞",
    "// plain\nlet x = 'é';\nb",
    "  indented \t\v\f \nx\t\n \t \nlast  ",
    "\ufefffn main() {\n}\n",
    "nul \0 and \x1f \n\x7f\n\x0e\n",
    "1234567\n12345678\n123456789\n1234567890123456\nx",
  ])("%j", (text) => {
    const bytes = Buffer.from(text);
    for (const lines of [few, [], [1], [2], [4], [5, 6, 7, 8]])
      expect(hashed(bytes, lines)).toEqual(plain(bytes, lines));
  });

  it("where there are no letters of a text at all", () => {
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256));
    expect(hashed(bytes, [1, 5, 9])).toEqual(plain(bytes, [1, 5, 9]));
  });

  it("by chance, after a longer text stood there", () => {
    const letters = ["a", "}", " ", "\t", "\n", "\n", "fn main() {", "0123456789abcdef", "é", "\r"];
    for (let round = 0; round < 100; round++) {
      const some = round % 3 === 0 ? letters.length : letters.length - 2;
      const length = Math.floor(Math.random() * 200);
      const bytes = Buffer.from(
        Array.from({ length }, () => letters[Math.floor(Math.random() * some)]!).join(""),
      );
      const lines = Array.from({ length: 60 }, (_, i) => i + 1).filter(() => Math.random() < 0.4);
      expect(hashed(bytes, lines)).toEqual(plain(bytes, lines));
    }
  });

  it("where the memory has to grow: for the text, and for the lines of one", () => {
    const lines = Array.from({ length: 200_000 }, (_, i) => i + 1);
    const bytes = Buffer.from("x\n".repeat(150_000) + `${"y".repeat(2 ** 19)}  \n`);
    expect(hashed(bytes, lines)).toEqual(plain(bytes, lines));
  });

  it("where the file has another size than it was said to have", () => {
    const bytes = Buffer.from("one\ntwo\nthree\n");
    for (const size of [0, 5, bytes.length - 1, bytes.length + 1, 2 ** 40])
      expect(hashed(bytes, [1, 3], size)).toEqual(plain(bytes, [1, 3]));
  });

  it("of this very file", () => {
    const file = "src/runs/sources.ts";
    const bytes = readFileSync(file);
    const lines = Array.from({ length: 200 }, (_, i) => i + 1);
    expect(new LineHasher().read(file, statSync(file).size).hashes(lines)).toEqual(plain(bytes, lines));
  });
});
