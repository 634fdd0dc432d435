/** One change of a document: lines startLine…endLine became `newLines` + 1 lines. 0-based. */
export interface LineEdit {
  readonly startLine: number;
  readonly endLine: number;
  /** Line breaks in the new text. */
  readonly newLines: number;
}

/** Where a line is after an edit; `touched`: the edit reached it, so it is `line` or `other`, or gone. */
export interface Shifted {
  readonly line: number;
  readonly other: number;
  readonly touched: boolean;
}

/**
 * Follows one line through one edit. A touched first line stays first, a touched last line becomes the last
 * of the new ones: which of the two it is, or neither, only its text tells.
 */
export function shiftLine(line: number, edit: LineEdit): Shifted {
  if (line < edit.startLine) return { line, other: line, touched: false };
  const moved = line + edit.newLines - (edit.endLine - edit.startLine);
  if (line > edit.endLine) return { line: moved, other: moved, touched: false };
  return {
    line: line === edit.endLine ? edit.startLine + edit.newLines : edit.startLine,
    other: edit.startLine,
    touched: true,
  };
}

/** The line breaks of a text, as editors count them. */
export function countLineBreaks(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) count++;
  }
  return count;
}
