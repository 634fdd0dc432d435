import { describe, expect, it } from "vitest";
import { applyEdits, lineEdit } from "../../../src/core/coverage/textEdits";
import { range } from "../report/coverageAnswers";

const at = (line: number, from: number, to: number, newText: string) => ({
  range: range(line, from, to),
  newText,
});

describe("applying edits", () => {
  it.each([
    ["a\nb\n", [at(1, 0, 1, "B")], "a\nB\n"],
    ["a\r\nb", [at(1, 1, 1, "!"), at(0, 1, 1, "?")], "a?\r\nb!"],
    ["a", [at(5, 0, 0, "\nend")], "a\nend"],
    ["a", [at(0, 1, 1, "1"), at(0, 1, 1, "2")], "a12"],
  ])("%j with %j is %j", (text, edits, after) => {
    expect(applyEdits(text, edits)).toBe(after);
  });

  it("counts no byte order mark, not one and not 100,000", () => {
    for (const mark of ["\ufeff", "\ufeff".repeat(100_000)])
      expect(applyEdits(`${mark}ab`, [at(0, 1, 2, "B")]) === `${mark}aB`).toBe(true);
  });

  it("refuses those that overlap", () => {
    expect(applyEdits("abc", [at(0, 0, 2, ""), at(0, 1, 3, "")])).toBeNull();
  });
});

describe("one edit for all lines that differ", () => {
  it.each([
    ["a\nb\nc\n", "a\nB\nc\n"],
    ["a\n", "a\nb\n"],
    ["a", "a\nb"],
    ["a\nb", "a"],
    ["", "a"],
    ["a\nb\na\nb", "a\nb"],
    ["a\r\nb\r\n", "a\r\nc\r\nb\r\n"],
    ["x\na\n", "a\n"],
    ["a", "b\na"],
  ])("makes %j %j", (before, after) => {
    const edit = lineEdit(before, after)!;
    expect(applyEdits(before, [edit])).toBe(after);
  });

  it("touches only the line that differs", () => {
    expect(lineEdit("a\nb\nc\n", "a\nB\nc\n")).toEqual({
      range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } },
      newText: "B\n",
    });
  });

  it("is none for equal texts", () => {
    expect(lineEdit("a", "a")).toBeNull();
  });
});
