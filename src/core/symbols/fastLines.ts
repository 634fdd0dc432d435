import type { LineHeader } from "./dwarfLine";
import { lineScan, type Scan, type ScanHost } from "./lineScan";
import type { PcRanks } from "./pcRanks";

/** Sections of fewer bytes are read by hand, and those that are larger than a memory should be. */
const fewestBytes = 1 << 14;
const mostBytes = 1 << 28;
const pageBytes = 1 << 16;
/** A row that is pending, in words: place of the address, file number, line. */
export const rowWords = 3;

/** Line programs that run as WebAssembly, over a copy of their section. */
export class FastLines {
  private readonly memory: WebAssembly.Memory;
  private readonly lengths: Uint8Array;
  private readonly looks: Int32Array;
  private readonly scan: Scan;
  /** What the host's `commit` counts rows of. */
  readonly pending: Int32Array;

  private constructor(section: Uint8Array, ranks: PcRanks, host: ScanHost) {
    const { bounded } = ranks;
    const layout = { bounded: align(section.length), lengths: 0, pending: 0, looks: 0 };
    layout.lengths = layout.bounded + bounded.byteLength;
    layout.pending = layout.lengths + 256;
    layout.looks = layout.pending + 4 * rowWords * bounded.length;
    const pages = Math.ceil((layout.looks + 4) / pageBytes);
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { buffer } = this.memory;
    new Uint8Array(buffer).set(section);
    new Float64Array(buffer, layout.bounded).set(bounded);
    this.lengths = new Uint8Array(buffer, layout.lengths, 256);
    this.pending = new Int32Array(buffer, layout.pending, rowWords * bounded.length);
    this.looks = new Int32Array(buffer, layout.looks, 1);
    this.scan = lineScan(this.memory, layout, host);
  }

  /** Null where a section is better read by hand. */
  static over(section: Uint8Array, ranks: PcRanks, host: ScanHost): FastLines | null {
    const bytes = section.length + (8 + 4 * rowWords) * ranks.bounded.length;
    return section.length < fewestBytes || bytes > mostBytes ? null : new FastLines(section, ranks, host);
  }

  /** Gives how many addresses may still be looked at; null where the program has to be run by hand, from its start. */
  run(header: LineHeader, looks: number): number | null {
    const { programStart, end, minInstruction, lineBase, lineRange, opcodeLengths } = header;
    this.lengths.set(opcodeLengths);
    this.looks[0] = looks;
    return this.scan(programStart, end, minInstruction, lineBase, lineRange, opcodeLengths.length + 1) === 1
      ? this.looks[0]
      : null;
  }
}

function align(bytes: number): number {
  return (bytes + 7) & ~7;
}
