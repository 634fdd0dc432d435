import { inlineBit } from "./tomlInline";
import type { TextRange } from "./types";

export type TomlValue = TomlString | TomlScalar | TomlArray | TomlTable;

/** A text whose offsets become lines and characters when asked: most of a manifest is never marked. */
export class TomlText {
  private starts: readonly number[] | null = null;

  constructor(
    readonly text: string,
    /** Reads the entries of an inline table that was only looked over. */
    readonly fill: ((table: TomlTable) => readonly TomlEntry[]) | null = null,
    /** Reads the entries of whole lines that were only looked over. */
    readonly fillLines: ((lines: TomlLines) => readonly TomlEntry[]) | null = null,
  ) {}

  range(from: number, to: number): TextRange {
    return { start: this.position(from), end: this.position(to) };
  }

  private position(offset: number): TextRange["start"] {
    const starts = (this.starts ??= lineStarts(this.text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - starts[low]! };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** A string with its place in the file. */
export class TomlString {
  readonly kind = "string";

  constructor(
    private readonly of: TomlText,
    private readonly start: number,
    private readonly end: number,
    readonly value: string,
  ) {}

  get range(): TextRange {
    return this.of.range(this.start, this.end);
  }
}

/** A number, a date or a boolean with its place in the file. */
export class TomlScalar {
  readonly kind = "scalar";

  constructor(
    private readonly of: TomlText,
    private readonly start: number,
    private readonly end: number,
    /** Integers as text: they may be larger than a number holds. */
    readonly value: boolean | number | string,
  ) {}

  get range(): TextRange {
    return this.of.range(this.start, this.end);
  }
}

/** `[…]`, or the tables of `[[name]]`: its range is the last one's. */
export class TomlArray {
  readonly kind = "array";
  readonly items: TomlValue[] = [];

  constructor(
    private readonly of: TomlText,
    public start: number,
    public end: number,
  ) {}

  get range(): TextRange {
    return this.of.range(this.start, this.end);
  }
}

/** Where a table comes from: only some may be written to again. */
export type TomlOrigin = "root" | "implied" | "header" | "dotted" | "inline";

/** Lines `key = "…"` and `key = { path = "…" }` of a table, looked over as a whole: whoever only asks for keys makes no entries. */
export interface TomlLines {
  readonly of: TomlText;
  readonly start: number;
  readonly end: number;
  /** Each once. */
  readonly keys: readonly string[];
}

const fewEntries = 8;
const noEntries: TomlEntry[] = [];

export class TomlTable {
  readonly kind = "table";
  private list: TomlEntry[] = noEntries;
  /** Made when a long table is searched that is not in order. */
  private byKey: Map<string, TomlEntry> | null = null;
  /** Each key is greater than those before it, as most people keep their dependencies: a new one needs no search. */
  private ordered = true;
  /** What the table begins with. */
  private lines: TomlLines | null = null;
  private isLinesRead = true;

  constructor(
    readonly of: TomlText,
    public start: number,
    public end: number,
    readonly origin: TomlOrigin,
    /** Keys that it holds while its entries are not made: nobody asks most dependencies of a workspace for more. 0 where they are. */
    private unread = 0,
  ) {}

  /** True for `{ … }`: an edit must stay on the line. */
  get inline(): boolean {
    return this.origin === "inline";
  }

  get range(): TextRange {
    return this.of.range(this.start, this.end);
  }

  /** In order of appearance. */
  get entries(): readonly TomlEntry[] {
    if (this.unread !== 0) this.read();
    if (!this.isLinesRead) this.readLines();
    return this.list;
  }

  /** Keys of a table that has only such lines; null of any other. */
  get lineKeys(): readonly string[] | null {
    const { lines } = this;
    if (lines === null) return null;
    return !this.isLinesRead || this.list.length === lines.keys.length ? lines.keys : null;
  }

  /** Gives an empty table its lines. */
  startWith(lines: TomlLines): void {
    this.lines = lines;
    this.isLinesRead = false;
  }

  private readLines(): void {
    this.isLinesRead = true;
    for (const entry of this.of.fillLines!(this.lines!)) this.add(entry);
  }

  get(key: string): TomlEntry | undefined {
    if (this.unread !== 0) {
      if ((this.unread & inlineBit(key)) === 0) return undefined;
      this.read();
    }
    if (!this.isLinesRead) this.readLines();
    if (this.byKey !== null) return this.byKey.get(key);
    const { list } = this;
    if (list.length > fewEntries) {
      if (this.ordered && key > list[list.length - 1]!.key) return undefined;
      this.byKey = new Map();
      for (const entry of list) this.byKey.set(entry.key, entry);
      return this.byKey.get(key);
    }
    for (let at = 0; at < list.length; at++) if (list[at]!.key === key) return list[at];
    return undefined;
  }

  private read(): void {
    this.unread = 0;
    for (const entry of this.of.fill!(this)) this.set(entry);
  }

  /** Takes an entry in; of two with one key the later one counts, at the place of the first. */
  set(entry: TomlEntry): void {
    this.put(entry, this.get(entry.key));
  }

  /** As `set`, of a key that is known not to be there. */
  add(entry: TomlEntry): void {
    this.put(entry, undefined);
  }

  private put(entry: TomlEntry, before: TomlEntry | undefined): void {
    const { list } = this;
    if (before === undefined && list.length > 0 && entry.key <= list[list.length - 1]!.key)
      this.ordered = false;
    // Nearly all inline tables have one entry: a list that grew by itself would have room for many.
    if (this.list.length === 0) this.list = [entry];
    else if (before === undefined) list.push(entry);
    else list[list.indexOf(before)] = entry;
    this.byKey?.set(entry.key, entry);
  }
}

/** `key = value`, or a `[table]` with its header. */
export class TomlEntry {
  constructor(
    private readonly of: TomlText,
    readonly key: string,
    public keyStart: number,
    public keyEnd: number,
    public start: number,
    public end: number,
    readonly value: TomlValue,
  ) {}

  get keyRange(): TextRange {
    return this.of.range(this.keyStart, this.keyEnd);
  }

  /** From the key (or header) to the end of the value (or the last line of the table). */
  get range(): TextRange {
    return this.of.range(this.start, this.end);
  }
}

/** The table at a path of keys; null where some part of the way is none. */
export function tableAt(table: TomlTable | null, ...keys: readonly string[]): TomlTable | null {
  let at: TomlTable | null = table;
  for (const key of keys) {
    const value: TomlValue | undefined = at?.get(key)?.value;
    at = value?.kind === "table" ? value : null;
  }
  return at;
}

/** The string under a key; null where there is none. */
export function stringAt(table: TomlTable | null, key: string): string | null {
  const value = table?.get(key)?.value;
  return value?.kind === "string" ? value.value : null;
}

/** The boolean under a key; null where there is none. */
export function booleanAt(table: TomlTable | null, key: string): boolean | null {
  const value = table?.get(key)?.value;
  return value?.kind === "scalar" && typeof value.value === "boolean" ? value.value : null;
}

const none: readonly string[] = [];

/** The strings of the array under a key; what is none is left out. */
export function stringsAt(table: TomlTable | null, key: string): readonly string[] {
  const value = table?.get(key)?.value;
  return value?.kind === "array"
    ? value.items.flatMap((item) => (item.kind === "string" ? [item.value] : []))
    : none;
}
