import type { FixEdit, TextRange } from "./types";

/** Text of a file as editors count it, for edits by range. */
export interface TextLines {
  readonly file: string;
  readonly lines: readonly string[];
  readonly eol: "\n" | "\r\n";
}

let lastLines: { readonly text: string; readonly lines: TextLines } | null = null;

/** The text asked about last is kept: every fix of a guest asks about one manifest. */
export function linesOf(file: string, text: string): TextLines {
  if (lastLines?.text !== text || lastLines.lines.file !== file)
    lastLines = { text, lines: splitLines(file, text) };
  return lastLines.lines;
}

function splitLines(file: string, text: string): TextLines {
  const crlf = /\r\n/.test(text);
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return { file, lines: plain.split("\n").map((l) => l.replace(/\r$/, "")), eol: crlf ? "\r\n" : "\n" };
}

/** The text of a range, its lines joined by one `\n` whatever the file has. */
export function sliceOf(text: TextLines, range: TextRange): string {
  const { start, end } = range;
  if (start.line === end.line) return (text.lines[start.line] ?? "").slice(start.character, end.character);
  const first = (text.lines[start.line] ?? "").slice(start.character);
  const between = text.lines.slice(start.line + 1, end.line);
  return [first, ...between, (text.lines[end.line] ?? "").slice(0, end.character)].join("\n");
}

/** The range of `[from, to)` of a slice that begins at `range.start`; slices join lines by one `\n`. */
export function within(slice: string, range: TextRange, from: number, to: number): TextRange {
  const at = (offset: number): { line: number; character: number } => {
    const before = slice.slice(0, offset).split("\n");
    const line = range.start.line + before.length - 1;
    const last = before.at(-1)!.length;
    return { line, character: before.length === 1 ? range.start.character + last : last };
  };
  return { start: at(from), end: at(to) };
}

/** An edit that takes nothing away; line and character from 0. */
export function insertAt(text: TextLines, line: number, character: number, newText: string): FixEdit {
  return { file: text.file, range: { start: { line, character }, end: { line, character } }, newText };
}

/** After everything on the line, a trailing comment included. */
export function insertBelow(text: TextLines, line: number, added: readonly string[]): FixEdit {
  return insertAt(text, line, (text.lines[line] ?? "").length, added.map((l) => text.eol + l).join(""));
}

/** At the end of the file, with one blank line before and a final line end. */
export function appendBlock(text: TextLines, added: readonly string[]): FixEdit {
  let last = text.lines.length - 1;
  while (last > 0 && text.lines[last] === "" && text.lines[last - 1] === "") last--;
  const line = text.lines[last] === "" ? last : last;
  const closed = text.lines[last] === "";
  const character = text.lines[line]!.length;
  const empty = last === 0 && closed;
  const lead = empty ? "" : closed ? text.eol : text.eol + text.eol;
  return insertAt(text, line, character, lead + added.join(text.eol) + text.eol);
}

/** Removes whole lines, so that comments above and below stay where they are. */
export function removeLines(text: TextLines, range: TextRange): FixEdit {
  const last =
    range.end.character === 0 && range.end.line > range.start.line ? range.end.line - 1 : range.end.line;
  // A comment behind the entry stays, on its own line.
  const rest = (text.lines[last] ?? "").slice(range.end.line === last ? range.end.character : 0).trim();
  if (rest.startsWith("#")) return { file: text.file, range, newText: "" };
  const end =
    last + 1 < text.lines.length
      ? { line: last + 1, character: 0 }
      : { line: last, character: (text.lines[last] ?? "").length };
  return { file: text.file, range: { start: { line: range.start.line, character: 0 }, end }, newText: "" };
}
