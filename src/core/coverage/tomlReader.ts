import { linesAt } from "./tomlLines";
import { TomlArray, TomlEntry, TomlTable, TomlText } from "./tomlTree";
import type { TomlLines } from "./tomlTree";
import { TomlValues } from "./tomlValues";

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

class PlainReader extends TomlValues {
  private readonly root: TomlTable;
  /** The table that key values go to. */
  private table: TomlTable;
  /** All that ends where the table of the last header does. */
  private growing: { end: number }[] = [];
  private lastEnd = 0;

  constructor(of: TomlText) {
    super(of);
    this.root = this.table = new TomlTable(of, 0, 0, "root");
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
}
