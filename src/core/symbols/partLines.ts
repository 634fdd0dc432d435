import { ByteReader } from "./byteReader";
import type { LineFiles, LineHeader } from "./dwarfLine";
import { FastLines, rowWords } from "./fastLines";
import type { PcRanks } from "./pcRanks";

/** Addresses that may be looked at altogether, for each that is asked for. */
const looksEach = 64;
const looksFree = 1 << 24;
const mostLooks = 0x7fff_ffff;
const unknown = -2;
/** File and line of some addresses, collected from line programs. */
export class PartLines {
  /** Rows of the file names; -1 where none is known. */
  readonly file: Int32Array;
  readonly line: Int32Array;
  /** Whether any sequence is of code, asked for or not. */
  found = false;
  /** Of all line programs that were run. */
  bytesRead = 0;
  /** The sequence that is read: places of addresses, and what it says of them. */
  private readonly at: Int32Array;
  private readonly atFile: Int32Array;
  private readonly atLine: Int32Array;
  private pending = 0;
  private looks: number;
  private readonly fast: FastLines | null;
  /** Of the program that runs. */
  private files: LineFiles | null = null;

  /** `section`: .debug_line. `fast`: how programs are run where that can be done fast. */
  constructor(
    private readonly section: Uint8Array,
    private readonly ranks: PcRanks,
    private readonly isCode: (address: number) => boolean,
    fast: (...args: Parameters<typeof FastLines.over>) => FastLines | null = FastLines.over,
  ) {
    const { length } = ranks.pcs;
    this.file = new Int32Array(length).fill(unknown);
    this.line = new Int32Array(length);
    this.at = new Int32Array(length);
    this.atFile = new Int32Array(length);
    this.atLine = new Int32Array(length);
    this.looks = Math.min(mostLooks, looksFree + looksEach * length);
    this.fast = fast(section, ranks, {
      begin: (address) => (isCode(address) ? ranks.below(address) : -1),
      commit: (pending) => this.take(pending),
    });
  }

  /**
   * Runs a line program. Of several sequences that have an address the first counts, of several rows at one address the
   * last. Throws OutOfBounds where the program is damaged; sequences that ended until then stay.
   */
  run(header: LineHeader): void {
    this.bytesRead += header.end - header.programStart;
    this.files = header.files;
    const looks = this.fast?.run(header, this.looks) ?? null;
    if (looks === null) this.runByHand(header);
    else this.looks = looks;
  }

  /** Whatever may stand in a program, in the same way as `lineScan`, which knows what compilers write. */
  private runByHand(header: LineHeader): void {
    const bytes = this.section;
    const r = new ByteReader(bytes, header.programStart, header.end);
    const { bounded } = this.ranks;
    const { files, minInstruction, lineBase, lineRange, opcodeLengths } = header;
    const { end } = r;
    const opcodeBase = opcodeLengths.length + 1;
    const constAdvance = Math.floor((255 - opcodeBase) / lineRange) * minInstruction;
    this.pending = 0;
    let address = 0;
    let line = 1;
    let fileNumber = 1;
    // The row before: it holds until the next one's address.
    let rowAddress = NaN;
    let rowLine = 0;
    let rowFile = 0;
    let first = NaN;
    /** The first address that is asked for from the row before on, and its place. */
    let next = Infinity;
    let place = 0;
    let pos = header.programStart;
    while (pos < end) {
      const opcode = bytes[pos++]!;
      let isRow = opcode === 1;
      let isEnd = false;
      if (opcode >= opcodeBase) {
        const adjusted = opcode - opcodeBase;
        const advance = Math.floor(adjusted / lineRange);
        address += advance * minInstruction;
        line += lineBase + adjusted - advance * lineRange;
        isRow = true;
      } else if (opcode === 0) {
        r.pos = pos;
        const length = r.uleb();
        const behind = r.pos + length;
        if (length > 0) {
          const extended = r.u8();
          if (extended === 1) isEnd = true;
          else if (extended === 2) address = r.uint(length - 1);
          else if (extended === 3) {
            const name = r.cString();
            files.define(name, r.uleb());
          }
          if (r.pos > behind || behind > end) r.pos = end;
          else r.pos = behind;
        }
        pos = r.pos;
      } else if (opcode === 3) {
        const value = bytes[pos]!;
        if (value < 0x80 && pos < end) {
          line += value < 0x40 ? value : value - 0x80;
          pos++;
        } else {
          r.pos = pos;
          line += r.sleb();
          pos = r.pos;
        }
      } else if (opcode === 8) address += constAdvance;
      else if (opcode === 9) {
        r.pos = pos;
        address += r.u16();
        pos = r.pos;
      } else if (opcode !== 1 && opcode !== 6 && opcode !== 7 && opcode !== 10 && opcode !== 11) {
        // One number, which of small ones is a byte, or as many as the header says.
        let count = opcode === 2 || opcode === 4 || opcode === 5 ? 1 : opcodeLengths[opcode - 1]!;
        for (; count > 0; count--) {
          let value = bytes[pos]!;
          if (value < 0x80 && pos < end) pos++;
          else {
            r.pos = pos;
            value = r.uleb();
            pos = r.pos;
          }
          if (opcode === 2) address += value * minInstruction;
          else if (opcode === 4) fileNumber = value;
        }
      }
      if (!isRow && !isEnd) continue;
      if (rowAddress !== rowAddress) {
        first = address;
        next = Infinity;
        if (isRow && this.isCode(address)) {
          place = this.ranks.below(address);
          next = bounded[place]!;
        }
      } else if (address > next) {
        const from = place;
        while (bounded[place]! < address) this.put(place++, files, rowFile, rowLine);
        this.looks -= place - from;
        next = this.looks < 0 ? Infinity : bounded[place]!;
      } else if (address < rowAddress && isRow) continue; // a sequence never goes back
      if (isRow) {
        rowAddress = address;
        rowFile = fileNumber;
        rowLine = line;
        continue;
      }
      if (address > first && this.isCode(first)) {
        this.found = true;
        this.commit();
      }
      this.pending = 0;
      address = 0;
      line = 1;
      fileNumber = 1;
      rowAddress = NaN;
    }
    this.pending = 0;
  }

  private put(place: number, files: LineFiles, file: number, line: number): void {
    const at = this.pending++;
    this.at[at] = place;
    this.atFile[at] = files.id(file);
    this.atLine[at] = line;
  }

  /** A sequence of code that the fast way has read. */
  private take(pending: number): void {
    const { files, fast } = this;
    this.found = true;
    if (files === null || fast === null) return;
    for (let i = 0; i < rowWords * pending; i += rowWords) {
      const place = fast.pending[i]!;
      if (this.file[place] !== unknown) continue;
      this.file[place] = files.id(fast.pending[i + 1]!);
      this.line[place] = fast.pending[i + 2]!;
    }
  }

  private commit(): void {
    for (let i = 0; i < this.pending; i++) {
      const place = this.at[i]!;
      if (this.file[place] !== unknown) continue;
      this.file[place] = this.atFile[i]!;
      this.line[place] = this.atLine[i]!;
    }
  }
}
