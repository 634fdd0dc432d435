import type { FixEdit, TextRange } from "./types";

/** Offsets of the lines of a text, for edits by line and character (UTF-16). */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 13 && text.charCodeAt(i + 1) === 10) i++;
    if (c === 10 || c === 13) starts.push(i + 1);
  }
  return starts;
}

/** The text with the edits applied, as an editor would: ranges are those of the text before, which do not count a byte order mark. Null where they overlap. */
export function applyEdits(
  whole: string,
  edits: readonly Pick<FixEdit, "range" | "newText">[],
): string | null {
  const mark = /^\ufeff*/.exec(whole)![0];
  const text = whole.slice(mark.length);
  const starts = lineStarts(text);
  const offset = ({ line, character }: TextRange["start"]): number =>
    line >= starts.length
      ? text.length
      : Math.min(starts[line]! + character, starts[line + 1] ?? text.length, text.length);
  const placed = edits
    .map(({ range, newText }, order) => ({
      start: offset(range.start),
      end: offset(range.end),
      newText,
      order,
    }))
    .sort((a, b) => a.start - b.start || a.order - b.order);
  let out = mark;
  let at = 0;
  for (const { start, end, newText } of placed) {
    if (start < at) return null;
    out += text.slice(at, start) + newText;
    at = Math.max(at, end);
  }
  return out + text.slice(at);
}

/** One edit from the first line that differs to the last; null where the texts are equal. */
export function lineEdit(before: string, after: string): { range: TextRange; newText: string } | null {
  if (before === after) return null;
  const [a, b] = [before.split("\n"), after.split("\n")];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail++;
  // The last line has no break of its own: what changes there takes the break before it along.
  const lines = (rows: readonly string[]) => rows.slice(head, rows.length - tail);
  const start = { line: head, character: 0 };
  if (tail > 0)
    return {
      range: { start, end: { line: a.length - tail, character: 0 } },
      newText: lines(b)
        .map((line) => `${line}\n`)
        .join(""),
    };
  const end = { line: a.length - 1, character: a.at(-1)!.length };
  if (head > 0)
    return {
      range: { start: { line: head - 1, character: a[head - 1]!.length }, end },
      newText: lines(b)
        .map((line) => `\n${line}`)
        .join(""),
    };
  return { range: { start, end }, newText: b.join("\n") };
}
