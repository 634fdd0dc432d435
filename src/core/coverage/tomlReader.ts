import { linesAt } from "./tomlLines";
import { InlineGlance, endOfString, isBare, maxString } from "./tomlInline";
import { TomlArray, TomlEntry, TomlScalar, TomlString, TomlTable, TomlText } from "./tomlTree";
import type { TomlLines, TomlValue } from "./tomlTree";

const maxDepth = 32;

/**
 * The TOML that manifests are written in, in one pass: tables, dotted keys, arrays, inline tables, strings without escapes, integers, booleans.
 * Null for everything else and for whatever is or may be an error: the full parser decides there and words it. What it gives, is what that one gives.
 */
export function readPlainToml(text: string): TomlTable | null {
  return new PlainReader(new TomlText(text, fillInline, fillLines)).read();
}

function fillInline(table: TomlTable): readonly TomlEntry[] {
  return new PlainReader(table.of).readInlineAt(table.start);
}

function fillLines(lines: TomlLines): readonly TomlEntry[] {
  return new PlainReader(lines.of).readLinesAt(lines.start, lines.end);
}

class PlainReader {
  private readonly text: string;
  private at = 0;
  private readonly root: TomlTable;
  /** The table that key values go to. */
  private table: TomlTable;
  /** All that ends where the table of the last header does. */
  private growing: { end: number }[] = [];
  // The key read last, part by part.
  private keys: string[] = [];
  private keyStarts: number[] = [];
  private keyEnds: number[] = [];
  private lastKey = 0;

  constructor(private readonly of: TomlText) {
    this.text = of.text;
    this.root = this.table = new TomlTable(this.of, 0, 0, "root");
  }

  read(): TomlTable | null {
    const { text, root } = this;
    let isFirst = true;
    while (this.skipLines()) {
      if (this.at === text.length) {
        if (!isFirst) root.end = this.lastEnd;
        return root;
      }
      if (isFirst) root.start = this.at;
      isFirst = false;
      const isRead = text.charCodeAt(this.at) === 91 /* [ */ ? this.readHeader() : this.readEntry(this.table);
      if (!isRead || !this.atLineEnd()) return null;
    }
    return null;
  }

  /** Entries of the inline table that begins there and was looked over before. */
  readInlineAt(start: number): readonly TomlEntry[] {
    this.at = start;
    return this.readWholeInline(0)?.entries ?? [];
  }

  /** Entries of whole lines that were looked over before. */
  readLinesAt(start: number, end: number): readonly TomlEntry[] {
    for (this.at = start; this.at < end; this.at++) if (!this.readPair(this.root, 0)) break;
    return this.root.entries;
  }

  private lastEnd = 0;

  private finish(end: number): void {
    this.lastEnd = end;
    for (const item of this.growing) item.end = end;
  }

  private readHeader(): boolean {
    const { text, of } = this;
    const start = this.at;
    const isArray = text.charCodeAt(start + 1) === 91;
    this.at += isArray ? 2 : 1;
    if (!this.readKey() || text.charCodeAt(this.at) !== 93 /* ] */) return false;
    if (isArray && text.charCodeAt(++this.at) !== 93) return false;
    this.at++;
    this.growing = [];
    const { keys, keyStarts, keyEnds } = this;
    const last = this.lastKey;
    let above = this.root;
    for (let part = 0; part < last; part++) {
      const found = above.get(keys[part]!)?.value;
      if (found === undefined) {
        const made = new TomlTable(of, start, 0, "implied");
        const entry = new TomlEntry(of, keys[part]!, keyStarts[part]!, keyEnds[part]!, start, 0, made);
        this.growing.push(made, entry);
        above.set(entry);
        above = made;
        continue;
      }
      const next = found.kind === "array" ? found.items.at(-1) : found;
      if (next?.kind !== "table" || (next.origin !== "implied" && next.origin !== "header")) return false;
      above = next;
    }
    const table = new TomlTable(of, start, 0, "header");
    this.growing.push(table);
    const before = above.get(keys[last]!);
    if (before === undefined) {
      const value = isArray ? new TomlArray(of, start, 0) : table;
      if (value.kind === "array") value.items.push(table);
      const entry = new TomlEntry(of, keys[last]!, keyStarts[last]!, keyEnds[last]!, start, 0, value);
      this.growing.push(value, entry);
      above.set(entry);
    } else {
      // Once more the same name: only one more of `[[name]]` is certain to be right.
      const { value } = before;
      if (!isArray || value.kind !== "array") return false;
      const first = value.items[0];
      if (first?.kind !== "table" || first.origin !== "header") return false;
      value.items.push(table);
      value.start = before.start = start;
      before.keyStart = keyStarts[last]!;
      before.keyEnd = keyEnds[last]!;
      this.growing.push(value, before);
    }
    this.table = table;
    const lines = last === 0 && before === undefined && !isArray ? linesAt(of, keys[0]!, this.at) : null;
    if (lines !== null) {
      table.startWith(lines);
      this.at = lines.end - 1;
    }
    this.finish(this.at);
    return true;
  }

  /** `key = value` of a table of the file. */
  private readEntry(table: TomlTable): boolean {
    if (!this.readPair(table, 0)) return false;
    this.finish(this.at);
    return true;
  }

  private readPair(table: TomlTable, depth: number): boolean {
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

  /** Leaves `at` behind the key and the space that follows. */
  private readKey(): boolean {
    const { text } = this;
    let count = 0;
    for (;;) {
      this.skipSpace();
      const start = this.at;
      const code = text.charCodeAt(start);
      if (code === 34 || code === 39) {
        const end = endOfString(text, this.at, code);
        // `""` may open a string of several lines.
        if (end <= start + 1) return false;
        this.keys[count] = text.slice(start + 1, end);
        this.at = end + 1;
      } else {
        let at = start;
        while (isBare(text.charCodeAt(at))) at++;
        if (at === start) return false;
        this.keys[count] = text.slice(start, at);
        this.at = at;
      }
      this.keyStarts[count] = start;
      this.keyEnds[count++] = this.at;
      this.skipSpace();
      if (text.charCodeAt(this.at) !== 46 /* . */) break;
      if (count > maxDepth) return false;
      this.at++;
    }
    this.lastKey = count - 1;
    return true;
  }

  private readValue(depth: number): TomlValue | null {
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

  private readonly glance = new InlineGlance();

  private readWholeInline(depth: number): TomlTable | null {
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

  private skipSpace(): void {
    let code = this.text.charCodeAt(this.at);
    while (code === 32 || code === 9) code = this.text.charCodeAt(++this.at);
  }

  /** Over space, line ends and comments; false where a character stands that no comment may hold. */
  private skipLines(): boolean {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === 32 || code === 9 || code === 10) this.at++;
      else if (code === 13 && text.charCodeAt(this.at + 1) === 10) this.at += 2;
      else if (code === 35 /* # */) {
        if (!this.skipComment()) return false;
      } else return true;
    }
  }

  /** To the end of the line or text. */
  private skipComment(): boolean {
    const { text } = this;
    for (this.at++; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at);
      if (code === 10) return true;
      if (code === 13) return text.charCodeAt(this.at + 1) === 10;
      if ((code < 32 && code !== 9) || code === 127) return false;
    }
    return true;
  }

  /** Nothing but space and a comment may follow a statement. */
  private atLineEnd(): boolean {
    this.skipSpace();
    const { text, at } = this;
    const code = text.charCodeAt(at);
    return (
      at === text.length || code === 10 || code === 35 || (code === 13 && text.charCodeAt(at + 1) === 10)
    );
  }
}

/** Inline tables deeper than this are rare, and their own limits of depth are kept. */
const fewLevels = 8;

/** Control characters (a carriage return is dropped by the full parser) and lines that look like a merge conflict. */
const unusual = /[\0-\x08\x0b-\x1f\x7f]|\n(?:<{7}|={7}|>{7}|\|{7})/;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isSpaceOrLine(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}
