import { TomlCursor, maxDepth } from "./tomlCursor";
import { InlineGlance, endOfString, maxString } from "./tomlInline";
import { TomlArray, TomlEntry, TomlScalar, TomlString, TomlTable } from "./tomlTree";
import type { TomlValue } from "./tomlTree";

/** Inline tables deeper than this are rare, and their own limits of depth are kept. */
const fewLevels = 8;

/** Control characters (a carriage return is dropped by the full parser) and lines that look like a merge conflict. */
const unusual = /[\0-\x08\x0b-\x1f\x7f]|\n(?:<{7}|={7}|>{7}|\|{7})/;

/** Values, and the `key = value` that they stand in. Null and false for whatever the full parser has to judge. */
export class TomlValues extends TomlCursor {
  private readonly glance = new InlineGlance();

  protected readPair(table: TomlTable, depth: number): boolean {
    const { text, of } = this;
    const start = this.at;
    if (!this.readKey() || text.charCodeAt(this.at) !== 61 /* = */) return false;
    this.at++;
    let above = table;
    let made: { end: number }[] | null = null;
    const { keys, keyStarts, keyEnds } = this;
    const last = this.lastKey;
    for (let part = 0; part < last; part++) {
      const next = above.get(keys[part]!)?.value;
      if (next === undefined) {
        const inner = new TomlTable(of, start, 0, "dotted");
        const entry = new TomlEntry(of, keys[part]!, keyStarts[part]!, keyEnds[part]!, start, 0, inner);
        (made ??= []).push(inner, entry);
        above.set(entry);
        above = inner;
      } else if (next.kind === "table" && next.origin === "dotted") above = next;
      else return false;
    }
    const key = keys[last]!;
    const keyStart = keyStarts[last]!;
    const keyEnd = keyEnds[last]!;
    if (above.get(key) !== undefined) return false;
    this.skipSpace();
    const value = this.readValue(depth);
    if (value === null) return false;
    above.add(new TomlEntry(of, key, keyStart, keyEnd, start, this.at, value));
    if (made !== null) for (const item of made) item.end = this.at;
    return true;
  }

  protected readValue(depth: number): TomlValue | null {
    const { text, of } = this;
    const start = this.at;
    const code = text.charCodeAt(start);
    if (code === 34 || code === 39) {
      const isLong = text.charCodeAt(start + 1) === code && text.charCodeAt(start + 2) === code;
      if (isLong) return this.readLongString(code);
      const end = endOfString(text, this.at, code);
      if (end < 0) return null;
      this.at = end + 1;
      return new TomlString(of, start, end + 1, text.slice(start + 1, end));
    }
    if (code === 123 /* { */) return this.readInline(depth);
    if (code === 91) return this.readArray(depth);
    if (code === 116 && text.startsWith("true", start)) return this.scalar(start + 4, true);
    if (code === 102 && text.startsWith("false", start)) return this.scalar(start + 5, false);
    const digits = code === 45 /* - */ ? start + 1 : start;
    let end = digits;
    while (isDigit(text.charCodeAt(end))) end++;
    // A leading zero begins another radix, or an error; of a last or negative one the full parser has its own idea.
    const isZero = text.charCodeAt(digits) === 48 && (end > start + 1 || end === text.length);
    if (end === digits || end > start + 15 || isZero) return null;
    return this.scalar(end, text.slice(start, end));
  }

  /** A value of one word: null where the word goes on. */
  private scalar(end: number, value: boolean | string): TomlScalar | null {
    const code = this.text.charCodeAt(end);
    const isEnd = isSpaceOrLine(code) || code === 44 || code === 93 || code === 125 || code === 35;
    if (!isEnd && end < this.text.length) return null;
    const start = this.at;
    this.at = end;
    return new TomlScalar(this.of, start, end, value);
  }

  /** A string of several lines, unless something in it is more than letters. */
  private readLongString(quote: number): TomlString | null {
    const { text, of } = this;
    const start = this.at;
    const end = text.indexOf(quote === 34 ? '"""' : "'''", start + 3);
    // A fourth quote belongs to the string.
    if (end < 0 || end - start > maxString || text.charCodeAt(end + 3) === quote) return null;
    const inner = text.slice(start + 3, end);
    if (unusual.test(inner) || (quote === 34 && inner.includes("\\"))) return null;
    this.at = end + 3;
    return new TomlString(of, start, end + 3, inner.startsWith("\n") ? inner.slice(1) : inner);
  }

  private readArray(depth: number): TomlArray | null {
    const { text } = this;
    if (depth >= maxDepth) return null;
    const array = new TomlArray(this.of, this.at++, 0);
    for (;;) {
      if (!this.skipLines()) return null;
      if (text.charCodeAt(this.at) === 93) break;
      const value = this.readValue(depth + 1);
      if (value === null) return null;
      array.items.push(value);
      if (!this.skipLines()) return null;
      const code = text.charCodeAt(this.at);
      if (code === 93) break;
      if (code !== 44 /* , */) return null;
      this.at++;
    }
    array.end = ++this.at;
    return array;
  }

  private readInline(depth: number): TomlTable | null {
    if (depth >= maxDepth) return null;
    const start = this.at;
    const keys = depth < fewLevels ? this.glance.over(this.text, start) : 0;
    if (keys === 0) return this.readWholeInline(depth);
    this.at = this.glance.end;
    return new TomlTable(this.of, start, this.at, "inline", keys);
  }

  protected readWholeInline(depth: number): TomlTable | null {
    const { text } = this;
    const table = new TomlTable(this.of, this.at++, 0, "inline");
    this.skipSpace();
    if (text.charCodeAt(this.at) !== 125 /* } */)
      for (;;) {
        if (!this.readPair(table, depth + 1)) return null;
        this.skipSpace();
        const code = text.charCodeAt(this.at);
        if (code === 125) break;
        if (code !== 44) return null;
        this.at++;
        this.skipSpace();
      }
    table.end = ++this.at;
    return table;
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isSpaceOrLine(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}
