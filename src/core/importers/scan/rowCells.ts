import { parseNumber } from "./jsonText";
import { isScalar, isScalarStart, isSpace, maxNumberBytes } from "./numberArray";

const quote = 0x22;
const comma = 0x2c;
const openArray = 0x5b;
const closeArray = 0x5d;
const backslash = 0x5c;
const openObject = 0x7b;
const closeObject = 0x7d;

/** Cells of a row that are kept; those behind are passed over. */
const maxCells = 32;

/** The bytes end inside of the row; what stands there is no JSON. */
export const rowCut = -1;
export const rowBad = -2;

/** Reads one row `[1, null, 0.5]` of any JSON values: the careful way beside a hot loop. */
export class RowCells {
  /** NaN for what is no number. */
  readonly values = new Float64Array(maxCells);
  /** 1 for the columns whose numbers are of interest; the others are passed over as NaN. */
  readonly wanted = new Uint8Array(maxCells).fill(1);
  /** The cell was `null`. */
  readonly isNull = new Uint8Array(maxCells);
  length = 0;
  /** Where no JSON stands. */
  badAt = 0;

  /** Index behind the value at `from`; `rowCut` or `rowBad`. A value that is no array has no cells. */
  read(bytes: Uint8Array, from: number, end: number): number {
    this.length = 0;
    if (bytes[from] !== openArray) return this.skip(bytes, from, end);
    let i = from + 1;
    let expectValue = true;
    for (;;) {
      while (i < end && isSpace(bytes[i]!)) i++;
      if (i >= end) return rowCut;
      const c = bytes[i]!;
      if (c === closeArray) return i + 1;
      if (!expectValue) {
        if (c !== comma) return this.bad(i);
        expectValue = true;
        i++;
        continue;
      }
      const to = this.skip(bytes, i, end);
      if (to < 0) return to;
      if (this.length < maxCells) this.keep(bytes, i, to);
      expectValue = false;
      i = to;
    }
  }

  private keep(bytes: Uint8Array, from: number, to: number): void {
    const c = bytes[from]!;
    const cell = this.length++;
    this.isNull[cell] = c === 0x6e ? 1 : 0;
    this.values[cell] =
      this.wanted[cell] === 1 && (c === 0x2d || (c >= 0x30 && c <= 0x39)) ? numberAt(bytes, from, to) : NaN;
  }

  /** Index behind one value of any kind and depth. */
  private skip(bytes: Uint8Array, from: number, end: number): number {
    const c = bytes[from]!;
    if (isScalarStart(c)) {
      let to = from + 1;
      while (to < end && isScalar(bytes[to]!)) to++;
      return to >= end ? rowCut : to;
    }
    if (c !== quote && c !== openArray && c !== openObject) return this.bad(from);
    let depth = 0;
    let i = from;
    while (i < end) {
      const b = bytes[i++]!;
      if (b === quote) {
        while (i < end && bytes[i] !== quote) i += bytes[i] === backslash ? 2 : 1;
        if (i >= end) return rowCut;
        i++;
      } else if (b === openArray || b === openObject) depth++;
      else if (b === closeArray || b === closeObject) depth--;
      if (depth === 0) return i;
    }
    return rowCut;
  }

  private bad(at: number): number {
    this.badAt = at;
    return rowBad;
  }
}

/** Short whole numbers by integer arithmetic, all others by their text. */
function numberAt(bytes: Uint8Array, from: number, to: number): number {
  if (to - from <= 9) {
    let value = 0;
    let at = from;
    for (; at < to; at++) {
      const digit = bytes[at]! - 48;
      if (digit >>> 0 > 9) break;
      value = value * 10 + digit;
    }
    if (at === to) return value;
  }
  return parseNumber(bytes, from, Math.min(to, from + maxNumberBytes), 0);
}
