import { isSpace } from "../scan/numberArray";

/** Figures of a program point, in the order of the columns. */
export const figureKeys = ["tb", "tbk", "gb", "gbk", "eb", "ebk", "rb", "wb"] as const;
export type FigureKey = (typeof figureKeys)[number];

/** More frames a stack than this are no stack: the innermost ones are kept. */
export const maxDepth = 4096;

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openArray = 0x5b;
const backslash = 0x5c;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/** Digits of a figure; a double holds all such numbers. */
const maxDigits = 15;
/** Digits of a row; 32 bits hold all such numbers. */
const maxRowDigits = 9;

/** Bytes that must stand behind a number or a key that is read: none of them is looked for past the end. */
const margin = 32;

const unknownKey = 0;
const stackKey = 100;
/** Key of up to three small letters, five bits each → its column + 1. */
const columnOf = new Uint8Array(1 << 15);
figureKeys.forEach((key, column) => (columnOf[codeOf(key)] = column + 1));
columnOf[codeOf("fs")] = stackKey;

/**
 * Reads one program point `{"tb": 12, …, "fs": [3, 2, 1]}` in one go, as dhat writes it: whole in one chunk, nothing but
 * short plain numbers. Everything else is left to the scanner, which reads the same point from its start.
 */
export class PointReader {
  readonly figures = new Float64Array(figureKeys.length);
  /** Rows of the frame table, the innermost first. */
  readonly stack = new Int32Array(maxDepth);
  depth = 0;
  /** A bit a column: the point names it. */
  named = 0;

  private column = 0;
  private value = 0;

  clear(): void {
    this.figures.fill(0);
    this.depth = 0;
    this.named = 0;
  }

  /** Index behind the closing bracket; -1 where this is no plain point, and what it holds then means nothing. */
  read(bytes: Uint8Array, from: number, end: number): number {
    this.clear();
    let i = pastSpace(bytes, from + 1, end);
    if (i < end && bytes[i] === closeObject) return i + 1;
    for (;;) {
      // 1. The key.
      i = this.readKey(bytes, i, end);
      if (i < 0 || i >= end) return -1;
      // 2. The value.
      const column = this.column;
      if (column === stackKey) {
        if (bytes[i] !== openArray) return -1;
        i = this.readStack(bytes, i + 1, end);
      } else if (bytes[i] === openArray) {
        if (column !== unknownKey) return -1;
        i = pastNumbers(bytes, i + 1, end);
      } else {
        i = this.readNumber(bytes, i, end);
        if (column !== unknownKey) {
          this.figures[column - 1] = this.value;
          this.named |= 1 << (column - 1);
        }
      }
      if (i < 0) return -1;
      // 3. What follows.
      i = pastSpace(bytes, i, end);
      if (i >= end) return -1;
      if (bytes[i] === closeObject) return i + 1;
      if (bytes[i] !== comma) return -1;
      i = pastSpace(bytes, i + 1, end);
    }
  }

  /** `"gbk": ` up to the value. */
  private readKey(bytes: Uint8Array, from: number, end: number): number {
    if (from + margin >= end || bytes[from] !== quote) return -1;
    // 1. Two or three letters.
    const a = bytes[from + 1]! - 0x60;
    const b = bytes[from + 2]! - 0x60;
    const third = bytes[from + 3]!;
    let i = from + 4;
    let code = a | (b << 5);
    let plain = a >= 1 && a <= 26 && b >= 1 && b <= 26;
    if (third !== quote) {
      const c = third - 0x60;
      plain = plain && c >= 1 && c <= 26 && bytes[i] === quote;
      code |= c << 10;
      i++;
    }
    // 2. Any other text.
    if (plain) this.column = columnOf[code]!;
    else {
      this.column = unknownKey;
      for (i = from + 1; i < end && bytes[i] !== quote; i++) if (bytes[i] === backslash) return -1;
      i++;
    }
    if (i >= end || bytes[i] !== colon) i = pastSpace(bytes, i, end);
    return i < end && bytes[i] === colon ? pastSpace(bytes, i + 1, end) : -1;
  }

  private readNumber(bytes: Uint8Array, from: number, end: number): number {
    if (from + margin >= end) return -1;
    let digit = bytes[from]! - 48;
    if (digit >>> 0 > 9) return -1;
    let i = from + 1;
    // 1. In integers as far as they go.
    let small = digit;
    const near = from + maxRowDigits;
    while (i < near && (digit = bytes[i]! - 48) >>> 0 <= 9) {
      small = (small * 10 + digit) | 0;
      i++;
    }
    // 2. The rest in doubles.
    let value = small;
    if (i === near) {
      const far = from + maxDigits;
      while (i < far && (digit = bytes[i]! - 48) >>> 0 <= 9) {
        value = value * 10 + digit;
        i++;
      }
    }
    this.value = value;
    return endsNumber(bytes[i]!) ? i : -1;
  }

  private readStack(bytes: Uint8Array, from: number, end: number): number {
    const { stack } = this;
    const last = end - margin;
    let depth = 0;
    let i = pastSpace(bytes, from, end);
    if (i < end && bytes[i] === closeArray) {
      this.depth = 0;
      return i + 1;
    }
    for (;;) {
      if (i >= last || depth === maxDepth) return -1;
      let digit = bytes[i]! - 48;
      if (digit >>> 0 > 9) return -1;
      const far = i + maxRowDigits;
      let row = digit;
      while (++i < far && (digit = bytes[i]! - 48) >>> 0 <= 9) row = (row * 10 + digit) | 0;
      stack[depth++] = row;
      // Most often a comma and a line break, and the next number.
      let c = bytes[i]!;
      if (c === comma) {
        c = bytes[++i]!;
        if (c <= 0x20) {
          if (!isSpace(c)) return -1;
          if (bytes[++i]! <= 0x20) i = pastSpace(bytes, i, end);
        }
        continue;
      }
      if (c !== closeArray) {
        i = pastSpace(bytes, i, end);
        if (i >= end) return -1;
        c = bytes[i]!;
      }
      if (c === closeArray) break;
      if (c !== comma) return -1;
      i = pastSpace(bytes, i + 1, end);
    }
    this.depth = depth;
    return i + 1;
  }
}

function pastSpace(bytes: Uint8Array, from: number, end: number): number {
  let i = from;
  while (i < end && bytes[i]! <= 0x20 && isSpace(bytes[i]!)) i++;
  return i;
}

/** Behind the array of numbers that nobody asked for; -1 for any other array. */
function pastNumbers(bytes: Uint8Array, from: number, end: number): number {
  for (let i = from; i < end; i++) {
    const c = bytes[i]!;
    if (c === closeArray) return i + 1;
    if (c === quote || c === openArray || c === openObject || c === closeObject) return -1;
  }
  return -1;
}

/** Only what the scanner takes for the end of a number, too; any other byte is for it to judge. */
function endsNumber(c: number): boolean {
  return c === comma || c === closeObject || isSpace(c);
}

function codeOf(key: string): number {
  let code = 0;
  for (let i = 0; i < key.length; i++) code |= (key.charCodeAt(i) & 31) << (5 * i);
  return code;
}
