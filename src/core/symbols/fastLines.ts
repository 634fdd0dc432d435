import type { LineHeader } from "./dwarfLine";
import { lineScan, type Begin, type Scan } from "./lineScan";
import type { PcRanks } from "./pcRanks";

/** Sections of fewer bytes are read by hand, and those that are larger than a memory should be. */
const fewestBytes = 1 << 14;
const mostBytes = 1 << 28;
const pageBytes = 1 << 16;
/** Words that the memory has of each address. */
export const rowWords = 3;

/** Line programs that run as WebAssembly, over a copy of their section. */
export class FastLines {
  private readonly memory: WebAssembly.Memory;
  private readonly lengths: Uint8Array;
  private readonly looks: Int32Array;
  private readonly scan: Scan;
  private readonly foundAny: Int32Array;
  /** Of each address: the number of the program that has it (0: none), file number, line. */
  readonly rows: Int32Array;

  private constructor(section: Uint8Array, ranks: PcRanks, begin: Begin) {
    const { bounded } = ranks;
    const rowBytes = 4 * rowWords * bounded.length;
    const layout = { bounded: align(section.length), lengths: 0, rows: 0, pending: 0, looks: 0, found: 0 };
    layout.lengths = layout.bounded + bounded.byteLength;
    layout.rows = layout.lengths + 256;
    layout.pending = layout.rows + rowBytes;
    layout.looks = layout.pending + rowBytes;
    layout.found = layout.looks + 4;
    const pages = Math.ceil((layout.found + 4) / pageBytes);
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { buffer } = this.memory;
    new Uint8Array(buffer).set(section);
    new Float64Array(buffer, layout.bounded).set(bounded);
    this.lengths = new Uint8Array(buffer, layout.lengths, 256);
    this.rows = new Int32Array(buffer, layout.rows, rowWords * bounded.length);
    this.looks = new Int32Array(buffer, layout.looks, 1);
    this.foundAny = new Int32Array(buffer, layout.found, 1);
    this.scan = lineScan(this.memory, layout, begin);
  }

  /** Whether any sequence is of code. */
  get found(): boolean {
    return this.foundAny[0] === 1;
  }

  /** Null where a section is better read by hand. */
  static over(section: Uint8Array, ranks: PcRanks, begin: Begin): FastLines | null {
    const bytes = section.length + (8 + 8 * rowWords) * ranks.bounded.length;
    return section.length < fewestBytes || bytes > mostBytes ? null : new FastLines(section, ranks, begin);
  }

  /** Gives how many addresses may still be looked at; null where the program has to be run by hand, from its start. */
  run(program: number, header: LineHeader, looks: number): number | null {
    const { programStart, end, minInstruction, lineBase, lineRange, opcodeLengths } = header;
    this.lengths.set(opcodeLengths);
    this.looks[0] = looks;
    const base = opcodeLengths.length + 1;
    return this.scan(programStart, end, minInstruction, lineBase, lineRange, base, program) === 1
      ? this.looks[0]
      : null;
  }
}

function align(bytes: number): number {
  return (bytes + 7) & ~7;
}
