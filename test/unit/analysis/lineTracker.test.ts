import { describe, expect, it } from "vitest";
import { countLineBreaks, type LineEdit } from "../../../src/core/analysis/lineShift";
import { LineTracker } from "../../../src/core/analysis/lineTracker";

/** A document with figures: a line `code|12` carries the figure 12. */
class Editor {
  private lines: string[];
  readonly tracker: LineTracker<string>;

  constructor(picture: string) {
    const rows = picture.split("\n").map((row) => row.split("|"));
    this.lines = rows.map(([text]) => text!);
    const placed = rows.flatMap(([, item], line) => (item === undefined ? [] : [{ line, item }]));
    this.tracker = new LineTracker(placed, this.textAt);
  }

  private readonly textAt = (line: number): string => this.lines[line] ?? "";

  /** Replaces [from, to) given as `line:character`; true if the editor has to be painted again. */
  replace(from: string, to: string, text: string): boolean {
    const [a, b] = [from, to].map((at) => at.split(":").map(Number) as [number, number]) as [
      [number, number],
      [number, number],
    ];
    const before = this.lines.slice(0, a[0]);
    const after = this.lines.slice(b[0] + 1);
    const middle = this.lines[a[0]]!.slice(0, a[1]) + text + this.lines[b[0]]!.slice(b[1]);
    this.lines = [...before, ...middle.split("\n"), ...after];
    const edit: LineEdit = { startLine: a[0], endLine: b[0], newLines: countLineBreaks(text) };
    return this.tracker.edit([edit], this.textAt);
  }

  get picture(): string {
    const items = new Map(this.tracker.shown().map(({ line, item }) => [line, item]));
    return this.lines.map((text, line) => (items.has(line) ? `${text}|${items.get(line)}` : text)).join("\n");
  }
}

describe("LineTracker", () => {
  it("takes a figure away with the first key on its line, and gives it back with undo", () => {
    const editor = new Editor("a|1\nb|2\nc");
    expect(editor.replace("1:1", "1:1", "x")).toBe(true);
    expect(editor.picture).toBe("a|1\nbx\nc");
    expect(editor.replace("1:2", "1:2", "y")).toBe(false);
    expect(editor.replace("1:1", "1:3", "")).toBe(true);
    expect(editor.picture).toBe("a|1\nb|2\nc");
  });

  it("asks for no painting when other lines are typed in, inserted or removed", () => {
    const editor = new Editor("a\nb|2\nc\nd|4");
    expect(editor.replace("0:1", "0:1", "x\ny")).toBe(false);
    expect(editor.replace("0:0", "1:0", "")).toBe(false);
    expect(editor.picture).toBe("y\nb|2\nc\nd|4");
  });

  it("keeps the figure with its text when Return is pressed before or after it", () => {
    const editor = new Editor("a|1\nb|2");
    expect(editor.replace("0:1", "0:1", "\n  ")).toBe(false);
    expect(editor.picture).toBe("a|1\n  \nb|2");
    expect(editor.replace("2:0", "2:0", "\n")).toBe(true);
    expect(editor.picture).toBe("a|1\n  \n\nb|2");
  });

  it("drops the figures of removed lines and keeps the one below", () => {
    const editor = new Editor("a|1\nb|2\nc|3\nd|4");
    expect(editor.replace("1:0", "3:0", "")).toBe(true);
    expect(editor.picture).toBe("a|1\nd|4");
  });

  it("does not mind white space at the end of a line", () => {
    const editor = new Editor("a|1");
    expect(editor.replace("0:1", "0:1", "  ")).toBe(false);
    expect(editor.picture).toBe("a  |1");
  });

  it("follows several cursors", () => {
    const lines = ["x", "a", "x", "b"];
    const tracker = new LineTracker([{ line: 3, item: "b" }], (line) => lines[line] ?? "");
    const now = ["x", "", "a", "x", "", "b"];
    const edits = [2, 0].map((line) => ({ startLine: line, endLine: line, newLines: 1 }));
    expect(tracker.edit(edits, (line) => now[line] ?? "")).toBe(false);
    expect(tracker.shown()).toEqual([{ line: 5, item: "b" }]);
  });
});

describe("countLineBreaks", () => {
  it.each([
    ["", 0],
    ["a\nb", 1],
    ["a\r\nb\r\n", 2],
    ["a\rb", 1],
    ["\n\r\n\r", 3],
  ])("%j has %i", (text, count) => expect(countLineBreaks(text)).toBe(count));
});
