import { FloatColumn, IntColumn } from "./growable";
import { lastAtMost } from "./symbolTable";

/** More rows than this are left out with a warning (a program of some 50 MB of code). */
const maxRows = 16_000_000;

/** Collects the rows of all line programs, sequence by sequence, and makes one sorted table of them. */
export class LineRows {
  full = false;
  /** Whether any sequence is of code. */
  found = false;
  /** Of all line programs that were run. */
  bytesRead = 0;
  private readonly address = new FloatColumn();
  private readonly file = new IntColumn();
  private readonly line = new IntColumn();
  private readonly column = new IntColumn();
  private readonly sequences: { readonly from: number; readonly to: number; readonly end: number }[] = [];
  private start = 0;

  /** `isCode` tells sequences of code that the linker dropped: they stand at 0 or at the end of memory. */
  constructor(private readonly isCode: (address: number) => boolean) {}

  push(address: number, file: number, line: number, column: number): void {
    const last = this.address.length - 1;
    if (last >= this.start) {
      const before = this.address.at(last);
      if (address < before) return; // a sequence never goes back
      if (address === before) {
        // Of several rows at one address the last counts.
        this.file.set(last, file);
        this.line.set(last, line);
        this.column.set(last, column);
        return;
      }
      if (this.line.at(last) === line && this.file.at(last) === file && this.column.at(last) === column)
        return;
    }
    if (last >= maxRows) {
      this.full = true;
      return;
    }
    this.address.push(address);
    this.file.push(file);
    this.line.push(line);
    this.column.push(column);
  }

  endSequence(end: number): void {
    const from = this.start;
    const to = this.address.length;
    const first = to > from ? this.address.at(from) : NaN;
    if (end > first && this.isCode(first)) {
      this.found = true;
      this.sequences.push({ from, to, end });
      this.start = to;
    } else this.abandon();
  }

  /** Forgets the rows since the last sequence. */
  abandon(): void {
    this.address.length = this.start;
    this.file.length = this.start;
    this.line.length = this.start;
    this.column.length = this.start;
  }

  table(): LineLookup {
    const sorted = this.sequences.sort((a, b) => this.address.at(a.from) - this.address.at(b.from));
    const address = new FloatColumn();
    const file = new IntColumn();
    const line = new IntColumn();
    const column = new IntColumn();
    let end = -1;
    for (const s of sorted) {
      // Code that several units claim belongs to the first; of an overlap what is behind counts.
      if (s.end <= end) continue;
      for (let i = s.from; i < s.to; i++) {
        const at = Math.max(this.address.at(i), end);
        const last = address.length - 1;
        if (last >= 0 && address.at(last) === at) {
          file.set(last, this.file.at(i));
          line.set(last, this.line.at(i));
          column.set(last, this.column.at(i));
          continue;
        }
        address.push(at);
        file.push(this.file.at(i));
        line.push(this.line.at(i));
        column.push(this.column.at(i));
      }
      end = s.end;
      address.push(end);
      file.push(-1);
      line.push(0);
      column.push(0);
    }
    return new LineLookup(address.array(), file.array(), line.array(), column.array());
  }
}

/** Rows in order of address; each holds until the next one; `file` is -1 where no sequence is. */
export class LineLookup {
  constructor(
    private readonly address: Float64Array,
    readonly file: Int32Array,
    readonly line: Int32Array,
    readonly column: Int32Array,
  ) {}

  get length(): number {
    return this.address.length;
  }

  /** The row that covers pc; -1 for none. */
  find(pc: number): number {
    const row = lastAtMost(this.address, pc);
    return row >= 0 && this.file[row]! >= 0 ? row : -1;
  }
}
