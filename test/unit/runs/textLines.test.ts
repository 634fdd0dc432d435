import { describe, expect, it } from "vitest";
import { textLines } from "../../../src/runs/textLines";

const all = (text: string): string[] => text.split(/\r\n|\n|\r/);

describe("lines of a text", () => {
  for (const text of ["", "one", "one\n", "a\nb\nc", "\n\nc\n", "a\r\nb\r\nc\r\n", "a\rb\nc\r", "é\n€uro\n𝄞"])
    it(`of ${JSON.stringify(text)} are what a split gives, as far as there are any`, () => {
      const lines = [1, 2, 3, 4, 9];
      expect(textLines(Buffer.from(text), lines)).toEqual(
        lines.filter((line) => line <= all(text).length).map((line) => all(text)[line - 1]),
      );
    });

  it("are those that are asked for", () =>
    expect(textLines(Buffer.from("a\nb\nc\nd"), [2, 4])).toEqual(["b", "d"]));
});
