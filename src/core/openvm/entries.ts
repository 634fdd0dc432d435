import { CycleLensError } from "../errors";
import { decodeString, exactString } from "../importers/scan/jsonText";
import type { ArrayReader } from "../importers/scan/shape";
import { StrictSkipper } from "../importers/scan/strictSkip";
import { parseFloatText } from "./rustText";

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const openArray = 0x5b;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/** More labels than any tool gives one figure. */
const maxLabels = 256;

/** One figure as it stands in the bytes; reused for the next one. */
export class Entry {
  /** Key and value of each label: from and to, four places a label. */
  readonly at = new Int32Array(4 * maxLabels);
  /** Whether key and value hold a backslash, two places a label. */
  readonly escaped = new Uint8Array(2 * maxLabels);
  labels = 0;
  metricFrom = 0;
  metricTo = 0;
  metricEscaped = false;
  value = 0;
}

export type EntrySink = (bytes: Uint8Array, entry: Entry) => void;

/**
 * Reads the inside of `counter` and `gauge`: `{"labels": [["k", "v"], …], "metric": "m", "value": "1"}`, as strictly as
 * the tool does: the value is a string, no key is missing or repeated, other keys are passed over.
 */
export class EntryReader implements ArrayReader {
  position = 0;
  private readonly entry = new Entry();
  private readonly skipper = new StrictSkipper();
  private expect: "first" | "entry" | "comma" = "first";
  /** End of the last string read, and whether it holds a backslash. */
  private escaped = false;

  /** Entries read before. */
  private count = 0;

  /** `list` is what the entries stand in, for messages. */
  constructor(
    private readonly list: "counter" | "gauge",
    private readonly sink: EntrySink,
  ) {}

  open(): void {
    this.expect = "first";
  }

  read(bytes: Uint8Array, from: number, end: number): "closed" | "more" | "bad" {
    let i = from;
    for (;;) {
      i = skipSpace(bytes, i, end);
      this.position = i;
      if (i >= end) return "more";
      const c = bytes[i]!;
      if (c === closeArray && this.expect !== "entry") {
        this.position = i + 1;
        return "closed";
      }
      if (this.expect === "comma") {
        if (c !== comma) return "bad";
        this.expect = "entry";
        i++;
        continue;
      }
      if (c !== openObject) return "bad";
      const behind = this.take(bytes, i, end);
      if (behind < 0) return "more";
      this.count++;
      this.expect = "comma";
      i = behind;
    }
  }

  /** As `object`, and hands the entry over; an error says which one it is about. */
  private take(bytes: Uint8Array, i: number, end: number): number {
    try {
      const behind = this.object(bytes, i, end);
      if (behind >= 0) this.sink(bytes, this.entry);
      return behind;
    } catch (error) {
      if (!CycleLensError.is(error, "bad-input")) throw error;
      const what = `${error.message} (entry ${String(this.count + 1)} of ${this.list})`;
      throw new CycleLensError("bad-input", what, error.hint, { cause: error });
    }
  }

  /** The entry at i; the index behind it, -1 where it does not end before `end`. */
  private object(bytes: Uint8Array, i: number, end: number): number {
    let seen = 0;
    i = skipSpace(bytes, i + 1, end);
    while (i < end && bytes[i] !== closeObject) {
      if (seen !== 0) {
        if (bytes[i] !== comma) throw broken("expected a comma");
        i = skipSpace(bytes, i + 1, end);
        if (i >= end) return -1;
      }
      if (bytes[i] !== quote) throw broken("expected a key");
      const key = i + 1;
      const keyEnd = this.stringEnd(bytes, key, end);
      if (keyEnd < 0) return -1;
      const field = this.escaped ? fieldOfText(exactString(bytes, key, keyEnd)) : fieldOf(bytes, key, keyEnd);
      i = skipSpace(bytes, keyEnd + 1, end);
      if (i >= end) return -1;
      if (bytes[i] !== colon) throw broken("expected a colon");
      i = skipSpace(bytes, i + 1, end);
      if (i >= end) return -1;
      if ((seen & field) !== 0 && field !== other) throw broken(`the key ${fieldName(field)} stands twice`);
      seen |= field;
      if (field === labelsField) i = this.labels(bytes, i, end);
      else if (field === other) i = this.passOver(bytes, i, end);
      else {
        if (bytes[i] !== quote) throw broken(`${fieldName(field)} is no string`);
        const to = this.stringEnd(bytes, i + 1, end);
        if (to < 0) return -1;
        if (field === metricField) {
          this.entry.metricFrom = i + 1;
          this.entry.metricTo = to;
          this.entry.metricEscaped = this.escaped;
        } else this.entry.value = figureAt(bytes, i + 1, to);
        i = to + 1;
      }
      if (i < 0) return -1;
      i = skipSpace(bytes, i, end);
    }
    if (i >= end) return -1;
    if ((seen & allFields) !== allFields) throw broken(`the key ${fieldName(allFields & ~seen)} is missing`);
    return i + 1;
  }

  private labels(bytes: Uint8Array, i: number, end: number): number {
    const { at, escaped } = this.entry;
    let count = 0;
    if (bytes[i] !== openArray) throw broken("labels is no list");
    i = skipSpace(bytes, i + 1, end);
    if (i < end && bytes[i] === closeArray) {
      this.entry.labels = 0;
      return i + 1;
    }
    for (;;) {
      if (i >= end) return -1;
      if (bytes[i] !== openArray) throw broken("a label is no pair of strings");
      if (count === maxLabels) throw broken(`more than ${String(maxLabels)} labels`);
      for (let side = 0; side < 2; side++) {
        i = skipSpace(bytes, i + 1, end);
        if (i >= end) return -1;
        if (bytes[i] !== quote) throw broken("a label is no pair of strings");
        const to = this.stringEnd(bytes, i + 1, end);
        if (to < 0) return -1;
        at[4 * count + 2 * side] = i + 1;
        at[4 * count + 2 * side + 1] = to;
        escaped[2 * count + side] = this.escaped ? 1 : 0;
        i = skipSpace(bytes, to + 1, end);
        if (i >= end) return -1;
        if (bytes[i] !== (side === 0 ? comma : closeArray)) throw broken("a label is no pair of strings");
      }
      count++;
      i = skipSpace(bytes, i + 1, end);
      if (i >= end) return -1;
      if (bytes[i] === closeArray) {
        this.entry.labels = count;
        return i + 1;
      }
      if (bytes[i] !== comma) throw broken("expected a comma");
      i = skipSpace(bytes, i + 1, end);
    }
  }

  /** The index behind the value of another key; -1 where it does not end before `end`. */
  private passOver(bytes: Uint8Array, i: number, end: number): number {
    this.skipper.open(bytes[i]!);
    if (!this.skipper.read(bytes, i + 1, end)) return -1;
    if (this.skipper.bad) throw broken("what stands beside labels, metric and value is no JSON");
    return this.skipper.position;
  }

  /** Index of the closing quote of the string at `from`; -1 where the bytes end before. */
  private stringEnd(bytes: Uint8Array, from: number, end: number): number {
    this.escaped = false;
    for (let i = from; i < end; i++) {
      const c = bytes[i]!;
      // Small letters first: names and figures of metrics are little else but them and digits.
      if (c > backslash) continue;
      if (c === quote) return i;
      if (c === backslash) {
        this.escaped = true;
        i++;
      } else if (c < 0x20) throw broken("a control character in a string");
    }
    return -1;
  }
}

const labelsField = 1;
const metricField = 2;
const valueField = 4;
const other = 8;
const allFields = labelsField | metricField | valueField;

const fields = [labelsField, metricField, valueField].map((field) => ({
  field,
  letters: [...fieldName(field)].map((letter) => letter.charCodeAt(0)),
}));

/** `labels`, `metric` or `value`, without a string for each. */
function fieldOf(bytes: Uint8Array, from: number, to: number): number {
  for (const { field, letters } of fields) {
    if (letters.length !== to - from) continue;
    let same = 0;
    while (same < letters.length && bytes[from + same] === letters[same]) same++;
    if (same === letters.length) return field;
  }
  return other;
}

function fieldOfText(text: string): number {
  if (text === "labels") return labelsField;
  if (text === "metric") return metricField;
  return text === "value" ? valueField : other;
}

function fieldName(field: number): string {
  if ((field & labelsField) !== 0) return "labels";
  return (field & metricField) !== 0 ? "metric" : "value";
}

/** Plain integers are read here; all else as text. */
function figureAt(bytes: Uint8Array, from: number, to: number): number {
  if (to - from <= 15 && to > from) {
    let value = 0;
    let i = from;
    for (; i < to; i++) {
      const digit = bytes[i]! - 48;
      if (digit >>> 0 > 9) break;
      value = value * 10 + digit;
    }
    if (i === to) return value;
  }
  const text = decodeString(bytes, from, to);
  const value = parseFloatText(text);
  if (value === null) throw broken(`a value is no number: "${text.slice(0, 40)}"`);
  return value;
}

function skipSpace(bytes: Uint8Array, i: number, end: number): number {
  while (i < end) {
    const c = bytes[i]!;
    if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return i;
    i++;
  }
  return i;
}

function broken(what: string): CycleLensError {
  return new CycleLensError(
    "bad-input",
    `no OpenVM metrics: ${what}`,
    "give the file that OUTPUT_PATH named, whole",
  );
}
