import type { LockProblem } from "./lock";
import { IntColumn } from "./lockNames";
import { conflictAt, syntaxAt } from "./lockProblems";
import { packageHeader, sectionOf, type Section } from "./lockSection";
import { LockStrings } from "./lockStrings";

interface Unused {
  name: string;
  version: string;
  source: string | null;
  line: number;
  end: number;
}

/**
 * Lines of a Cargo.lock into columns. Strict: what cargo does not write (an entry without a version, a key twice, an open array,
 * a conflict marker) stops the reading, as cargo would refuse the file.
 */
export class LockScanner {
  version = 0;
  sawMetadata = false;
  problem: LockProblem | null = null;
  readonly names: string[] = [];
  readonly versions: string[] = [];
  readonly sources: (string | null)[] = [];
  readonly nameLines: IntColumn;
  readonly nameEnds: IntColumn;
  /** Quotes of the dependency strings: offsets into the text, since a string each would be most of the memory. */
  readonly edgeOpens: IntColumn;
  readonly edgeCloses: IntColumn;
  /** Of row i in `edgeOpens`. */
  readonly edgeStarts: IntColumn;
  readonly unused: Unused[] = [];

  private section: Section = "top";
  private line = 0;
  private name: string | null = null;
  private entryVersion: string | null = null;
  private source: string | null = null;
  private hasDependencies = false;
  private inArray = false;
  private keepArray = false;
  private entryLine = 0;
  private nameLine = 0;
  private nameEnd = 0;
  private entryEdges = 0;
  private readonly strings: LockStrings;

  constructor(readonly text: string) {
    this.strings = new LockStrings(text, (what) => this.fail(what));
    // About as many as cargo writes into a text of this length; more are fine.
    const rows = text.length >> 7;
    this.nameLines = new IntColumn(rows);
    this.nameEnds = new IntColumn(rows);
    this.edgeStarts = new IntColumn(rows);
    this.edgeOpens = new IntColumn(rows * 4);
    this.edgeCloses = new IntColumn(rows * 4);
  }

  /** Some string is not what stands between its quotes. */
  get hasEscapes(): boolean {
    return this.strings.hasEscapes;
  }

  run(): void {
    const { text } = this;
    let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    for (; at < text.length && this.problem === null; this.line++) {
      let end = text.indexOf("\n", at);
      if (end < 0) end = text.length;
      const lineEnd = end > at && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
      if (!this.inArray || !this.readPlainItem(at, lineEnd)) this.readLine(at, lineEnd);
      at = end + 1;
    }
    if (this.problem !== null) return;
    if (this.inArray) this.fail("the list of dependencies is not closed", this.entryLine);
    else this.endEntry();
  }

  edgeText(edge: number): string {
    return this.strings.unquote(this.edgeOpens.at(edge), this.edgeCloses.at(edge));
  }

  /** A dependency on a line of its own, as cargo writes them: most lines of a lock. False where it may be anything else. */
  private readPlainItem(start: number, end: number): boolean {
    const { text } = this;
    const open = start + 1;
    const close = end - 2;
    if (
      this.strings.mayEscape ||
      !this.keepArray ||
      close <= open ||
      text.charCodeAt(start) !== 32 ||
      text.charCodeAt(open) !== 34 ||
      text.charCodeAt(end - 1) !== 44 ||
      text.indexOf('"', open + 1) !== close
    )
      return false;
    this.edgeOpens.push(open);
    this.edgeCloses.push(close);
    return true;
  }

  private readLine(lineStart: number, end: number): void {
    const { text } = this;
    let start = lineStart;
    while (start < end && isSpace(text.charCodeAt(start))) start++;
    if (start === end) return;
    const code = text.charCodeAt(start);
    if (code === 35 /* # */) return;
    // The longest lines of a lock say nothing here.
    if (
      !this.inArray &&
      code === 99 &&
      text.startsWith('checksum = "', start) &&
      text.charCodeAt(end - 1) === 34
    )
      return;
    if (isMarker(text, lineStart, code)) return this.conflict();
    if (this.inArray) return this.readItems(start, end);
    if (code === 91 /* [ */) return this.readHeader(start, end);
    const equals = text.indexOf("=", start);
    if (equals < 0 || equals >= end) return this.fail("a line that is no key");
    if (this.section === "metadata" || this.section === "other") return;
    let valueStart = equals + 1;
    while (valueStart < end && isSpace(text.charCodeAt(valueStart))) valueStart++;
    let keyEnd = equals;
    while (keyEnd > start && isSpace(text.charCodeAt(keyEnd - 1))) keyEnd--;
    this.readKey(this.keyOf(start, keyEnd), valueStart, end, lineStart);
  }

  /** One of the few keys that count, without a string made for it. */
  private keyOf(start: number, end: number): string {
    for (const key of keys) if (key.length === end - start && this.text.startsWith(key, start)) return key;
    return "";
  }

  private readHeader(start: number, end: number): void {
    const { text } = this;
    this.endEntry();
    this.entryLine = this.line;
    if (end - start === packageHeader.length && text.startsWith(packageHeader, start)) {
      this.section = "package";
      this.entryEdges = this.edgeOpens.length;
      return;
    }
    const section = sectionOf(text.slice(start, end).trimEnd());
    if (section === null) return this.fail("a table header that cannot be read");
    this.section = section;
    this.sawMetadata ||= this.section === "metadata";
    this.entryEdges = this.edgeOpens.length;
  }

  private readKey(key: string, start: number, end: number, lineStart: number): void {
    if (this.section === "top") {
      if (key !== "version") return;
      const version = /^(\d{1,6})\s*(?:#.*)?$/.exec(this.text.slice(start, end));
      if (version === null) return this.fail("a lock version that is no number");
      this.version = Number(version[1]);
      return;
    }
    if (key === "dependencies") {
      if (this.hasDependencies || this.text.charCodeAt(start) !== 91)
        return this.fail("dependencies that are no list");
      this.hasDependencies = true;
      this.inArray = true;
      this.keepArray = this.section === "package" || this.section === "root";
      return this.readItems(start + 1, end);
    }
    if (key !== "name" && key !== "version" && key !== "source") return;
    const close = this.strings.closeOf(start, end);
    if (close < 0) return;
    const value =
      key === "name"
        ? this.strings.unquote(start, close)
        : this.strings.shared(key === "source", start, close);
    if (key === "name") {
      if (this.name !== null) return this.fail("name stands twice");
      this.name = value;
      this.nameLine = this.line;
      this.nameEnd = close + 1 - lineStart;
    } else if (key === "version") {
      if (this.entryVersion !== null) return this.fail("version stands twice");
      this.entryVersion = value;
    } else {
      if (this.source !== null) return this.fail("source stands twice");
      this.source = value;
    }
  }

  /** Strings of a list until its end or the line's. */
  private readItems(from: number, end: number): void {
    const { text } = this;
    for (let at = from; at < end; at++) {
      const code = text.charCodeAt(at);
      if (isSpace(code) || code === 44 /* , */) continue;
      if (code === 35) return;
      if (code === 93 /* ] */) {
        this.inArray = false;
        return;
      }
      const close = this.strings.closeOf(at, end);
      if (close < 0) return;
      if (this.keepArray) {
        this.edgeOpens.push(at);
        this.edgeCloses.push(close);
      }
      at = close;
    }
  }

  private endEntry(): void {
    const { section, name, entryVersion } = this;
    if (section === "package" || section === "unused" || section === "root") {
      if (name === null || entryVersion === null || name === "" || entryVersion === "")
        this.fail(`an entry without ${name === null || name === "" ? "name" : "version"}`, this.entryLine);
      else if (section === "unused")
        this.unused.push({
          name,
          version: entryVersion,
          source: this.source,
          line: this.nameLine,
          end: this.nameEnd,
        });
      else {
        this.names.push(name);
        this.versions.push(entryVersion);
        this.sources.push(this.source);
        this.nameLines.push(this.nameLine);
        this.nameEnds.push(this.nameEnd);
        this.edgeStarts.push(this.entryEdges);
      }
    }
    this.name = this.entryVersion = this.source = null;
    this.hasDependencies = false;
  }

  private conflict(): void {
    this.problem = conflictAt(this.line);
  }

  private fail(what: string, line = this.line): void {
    this.problem ??= syntaxAt(line, what);
  }
}

const keys = ["name", "version", "source", "dependencies"];

function isSpace(code: number): boolean {
  return code === 32 || code === 9;
}

/** `<<<<<<<`, `=======`, `>>>>>>>`, `|||||||` at the start of a line. */
function isMarker(text: string, start: number, code: number): boolean {
  if (code !== 60 && code !== 61 && code !== 62 && code !== 124) return false;
  for (let at = start; at < start + 7; at++) if (text.charCodeAt(at) !== code) return false;
  return true;
}
