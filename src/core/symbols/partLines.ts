import { ByteReader } from "./byteReader";
import type { LineFiles, LineHeader } from "./dwarfLine";
import { rowWords, type FastDebug } from "./fastDebug";
import type { PcRanks } from "./pcRanks";

/** Addresses that may be looked at altogether, for each that is asked for. */
const looksEach = 64;
const looksFree = 1 << 24;
const mostLooks = 0x7fff_ffff;
/** File and line of some addresses, collected from line programs. */
export class PartLines {
  /** Of all line programs that were run. */
  bytesRead = 0;
  /** Of each address: the number of the program that has it (0: none), file number, line. */
  readonly rows: Int32Array;
  /** Files of the programs; numbers count from 1. */
  private readonly files: (LineFiles | null)[] = [null];
  private foundByHand = false;
  /** The sequence that is read by hand: places of addresses, and what it says of them. */
  private readonly pending: number[] = [];
  private looks: number;

  /** `section`: .debug_line. `fast`: what runs programs as WebAssembly; null for none. */
  constructor(
    private readonly section: Uint8Array,
    private readonly ranks: PcRanks,
    private readonly isCode: (address: number) => boolean,
    private readonly fast: FastDebug | null,
  ) {
    const { length } = ranks.pcs;
    this.looks = Math.min(mostLooks, looksFree + looksEach * length);
    this.rows = fast?.rows ?? new Int32Array(rowWords * length);
  }

  /** Whether any sequence is of code, asked for or not. */
  get found(): boolean {
    return this.foundByHand || this.fast?.foundLines === true;
  }

  /** Row of the file names; -1 where none is known. */
  file(at: number): number {
    return this.fileOf(this.rows[rowWords * at]!, this.rows[rowWords * at + 1]!);
  }

  /** The same of a program's file number. */
  fileOf(program: number, number: number): number {
    const files = this.files[program];
    return files === null || files === undefined ? -1 : files.id(number);
  }

  line(at: number): number {
    return this.rows[rowWords * at + 2]!;
  }

  /** Whether the same is known of an address as of the one before it. */
  follows(at: number): boolean {
    const { rows } = this;
    const row = rowWords * at;
    return (
      rows[row + 2] === rows[row + 2 - rowWords] &&
      rows[row + 1] === rows[row + 1 - rowWords] &&
      rows[row] === rows[row - rowWords]
    );
  }

  /**
   * Runs a line program. Of several sequences that have an address the first counts, of several rows at one address the
   * last. Throws OutOfBounds where the program is damaged; sequences that ended until then stay.
   */
  run(header: LineHeader): void {
    this.bytesRead += header.end - header.programStart;
    const program = this.files.push(header.files) - 1;
    const looks = this.fast?.lines(program, header, this.looks) ?? null;
    if (looks === null) this.runByHand(program, header);
    else this.looks = looks;
  }

  /** Whatever may stand in a program, in the same way as `lineScan`, which knows what compilers write. */
  private runByHand(program: number, header: LineHeader): void {
    const bytes = this.section;
    const r = new ByteReader(bytes, header.programStart, header.end);
    const { bounded } = this.ranks;
    const { files, minInstruction, lineBase, lineRange, opcodeLengths } = header;
    const { end } = r;
    const opcodeBase = opcodeLengths.length + 1;
    const constAdvance = Math.floor((255 - opcodeBase) / lineRange) * minInstruction;
    this.pending.length = 0;
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
        while (bounded[place]! < address) this.pending.push(place++, rowFile, rowLine);
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
        this.foundByHand = true;
        this.keep(program);
      }
      this.pending.length = 0;
      address = 0;
      line = 1;
      fileNumber = 1;
      rowAddress = NaN;
    }
  }

  private keep(program: number): void {
    const { pending, rows } = this;
    for (let i = 0; i < pending.length; i += rowWords) {
      const at = rowWords * pending[i]!;
      if (rows[at] !== 0) continue;
      rows[at] = program;
      rows[at + 1] = pending[i + 1]!;
      rows[at + 2] = pending[i + 2]!;
    }
  }
}
