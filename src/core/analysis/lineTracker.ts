import { shiftLine, type LineEdit } from "./lineShift";

/** What stands after a line: shown only while the line's text is the one that it was measured for. */
interface Tracked<T> {
  line: number;
  /** The line's text without white space at its end. */
  readonly text: string;
  shown: boolean;
  readonly item: T;
}

export interface Placed<T> {
  /** 0-based. */
  readonly line: number;
  readonly item: T;
}

/**
 * Follows figures through the edits of their document: those on other lines move along, one whose line is
 * edited goes at once, and comes back when the edit is undone. Costs a pass over the figures an edit.
 */
export class LineTracker<T> {
  private readonly rows: Tracked<T>[];

  constructor(placed: readonly Placed<T>[], lineText: (line: number) => string) {
    this.rows = placed.map(({ line, item }) => ({ line, item, text: lineText(line).trimEnd(), shown: true }));
  }

  /** In order of line. */
  shown(): readonly Placed<T>[] {
    return this.rows.filter((row) => row.shown).map(({ line, item }) => ({ line, item }));
  }

  /**
   * Takes the changes of one event, each in coordinates of the document before it, and the text after all of
   * them (empty past the end). True if what is shown changed otherwise than by moving with its line.
   */
  edit(edits: readonly LineEdit[], lineText: (line: number) => string): boolean {
    let changed = false;
    for (const row of this.rows) {
      let { line } = row;
      let other = line;
      let touched = false;
      for (const edit of edits) {
        const to = shiftLine(line, edit);
        other = touched ? shiftLine(other, edit).line : to.other;
        line = to.line;
        touched ||= to.touched;
      }
      if (touched) {
        const found = [line, other].find((at) => lineText(at).trimEnd() === row.text);
        changed ||= (found !== undefined) !== row.shown || (found !== undefined && found !== row.line);
        row.shown = found !== undefined;
        line = found ?? line;
      }
      row.line = line;
    }
    return changed;
  }
}
