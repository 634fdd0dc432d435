import { shiftLine, type LineEdit } from "../analysis/lineShift";
import { indexFunctions, type FunctionIndex } from "./functionIndex";

/**
 * The functions of a document that is being typed in. While it parses worse than it did, the last good
 * functions are kept and moved with the edits: lenses neither come and go nor jump while a brace is open.
 */
export class HeldIndex {
  private held: FunctionIndex = nothing;
  private dirty = true;

  /** To be called for every change, in order. */
  edit(edit: LineEdit): void {
    this.dirty = true;
    const { functions, entry } = this.held;
    const to = (line: number): number => shiftLine(line, edit).line;
    this.held = {
      ...this.held,
      entry: entry && { ...entry, line: to(entry.line) },
      functions: functions.map((fn) => ({
        ...fn,
        startLine: to(fn.startLine),
        line: to(fn.line),
        endLine: Math.max(to(fn.line), to(fn.endLine)),
      })),
    };
  }

  /** The whole text was replaced: nothing is worth keeping. */
  reset(): void {
    this.dirty = true;
    this.held = nothing;
  }

  current(text: () => string): FunctionIndex {
    if (!this.dirty) return this.held;
    this.dirty = false;
    const index = indexFunctions(text());
    if (index.errors <= this.held.errors || index.functions.length >= this.held.functions.length)
      this.held = index;
    return this.held;
  }
}

const nothing: FunctionIndex = { functions: [], entry: null, errors: Infinity };
