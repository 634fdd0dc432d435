import { kernelModule } from "../wasm/kernelModule";
import { flag, formSizes, shapeShift, type AbbrevScan } from "./abbrevScan";
import type { CodeRanges } from "./codeRanges";
import { debugKernel } from "./debugKernel";
import { debugAt, entryState, mostOpen, mostPieces, type DebugWord } from "./debugPlaces";
import type { LineHeader } from "./dwarfLine";
import type { DwarfSections } from "./dwarfSections";
import type { Unit } from "./dwarfUnit";
import type { EntryScan } from "./entryScan";
import type { LineScan } from "./lineScan";
import type { PcRanks } from "./pcRanks";

/** Sections of fewer bytes are read by hand, and those that are larger than a memory should be. */
const fewestBytes = 1 << 14;
const mostBytes = 1 << 28;
const pageBytes = 1 << 16;
/** Bytes of .debug_info for each node that there is room for: of more the walk goes on by hand. */
const bytesEach = 12;
/** Words that the memory has of each address for its line. */
export const rowWords = 3;
const nodeColumns = ["entry", "parent", "unit", "callFile", "callLine"] as const;
export const nodeWords = nodeColumns.length;

/** A table of shapes in memory. */
export interface Shapes {
  readonly at: number;
  readonly count: number;
  /** Bytes of the table in .debug_abbrev. */
  readonly length: number;
}

/** Debug information that is read as WebAssembly, over a copy of its sections: what compilers write of it. */
export class FastDebug {
  /** Of each address: the number of the line program that has it (0: none), file number, line. */
  readonly rows: Int32Array;
  /** Columns of nodes. */
  readonly nodes: readonly Int32Array[];
  readonly innermost: Int32Array;
  readonly begins: Int32Array;
  /** Nodes that entries which are open stand in. */
  readonly open: Int32Array;
  /** `entryState`. */
  readonly state: Int32Array;
  private readonly lengths: Uint8Array;
  /** By what `debugAt` says. */
  private readonly words: Int32Array;
  private readonly exports: { ranks: () => 0; lines: LineScan; abbrevs: AbbrevScan; entries: EntryScan };
  private readonly line: number;
  private readonly info: number;
  private readonly abbrev: number;
  private nextShape: number;

  private constructor(sections: DwarfSections, ranks: PcRanks, code: CodeRanges) {
    const asked = ranks.pcs.length;
    const { line, info, ranges, abbrev } = sections;
    // Places in the memory, one after the other, at multiples of 8.
    let end: number = debugAt.end;
    const take = (bytes: number): number => {
      const at = (end + 7) & ~7;
      end = at + bytes;
      return at;
    };
    const mostNodes = Math.ceil(info.length / bytesEach);
    const columns: Partial<Record<DebugWord, number>> = {
      bounded: take(8 * asked + 8),
      firsts: take(4 * ranks.blocks),
      innermost: take(4 * asked),
      begins: take(4 * asked),
      rows: take(4 * rowWords * asked),
      pending: take(4 * rowWords * asked),
    };
    for (const name of nodeColumns) columns[name] = take(4 * mostNodes);
    const [lineAt, infoAt, rangesAt, abbrevAt] = [line, info, ranges, abbrev].map(({ length }) =>
      take(length),
    ) as [number, number, number, number];
    const shapes = take(abbrev.length << 4);
    const pages = Math.ceil(end / pageBytes);

    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { buffer } = memory;
    const bytes = new Uint8Array(buffer);
    bytes.set(line, lineAt);
    bytes.set(info, infoAt);
    bytes.set(ranges, rangesAt);
    bytes.set(abbrev, abbrevAt);
    bytes.set(formSizes(), debugAt.forms);
    const words = new Int32Array(buffer);
    const put = (name: DebugWord, value: number): void => {
      words[debugAt[name] >> 2] = value;
    };
    for (const name in columns) put(name as DebugWord, columns[name as DebugWord]!);
    put("mostNodes", mostNodes);
    put("ranges", rangesAt);
    put("rangesEnd", rangesAt + (ranges.length & ~3));
    put("abbrevEnd", abbrevAt + abbrev.length);
    put("shapesEnd", end);
    put("asked", asked);
    put("firstAsked", ranks.first);
    put("pieces", code.from.length);
    const ints = (at: number, count: number): Int32Array => words.subarray(at >> 2, (at >> 2) + count);
    const floats = new Float64Array(buffer, 0, (columns.bounded! >> 3) + asked + 1);
    floats.set([ranks.base, ranks.limit], debugAt.base >> 3);
    code.from.forEach((from, row) => floats.set([from, code.to[row]!], (debugAt.piece >> 3) + 2 * row));
    const bounded = floats.subarray(columns.bounded! >> 3);
    ranks.fill(bounded);

    this.rows = ints(columns.rows!, rowWords * asked);
    this.innermost = ints(columns.innermost!, asked);
    this.begins = ints(columns.begins!, asked);
    this.open = ints(debugAt.open, mostOpen + 1);
    this.state = ints(debugAt.state, entryState.words);
    this.nodes = nodeColumns.map((name) => ints(columns[name]!, mostNodes));
    this.lengths = bytes.subarray(debugAt.lengths, debugAt.lengths + 256);
    this.words = words;
    [this.line, this.info, this.abbrev, this.nextShape] = [lineAt, infoAt, abbrevAt, shapes];
    const module = kernelModule(debugKernel());
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    this.exports = exports as unknown as FastDebug["exports"];
    this.exports.ranks();
    ranks.use(bounded, ints(columns.firsts!, ranks.blocks));
  }

  /** Whether any sequence of lines is of code. */
  get foundLines(): boolean {
    return this.words[debugAt.found >> 2] === 1;
  }

  /** Null where the sections are better read by hand. */
  static over(sections: DwarfSections, ranks: PcRanks, code: CodeRanges): FastDebug | null {
    const { line, info, ranges, abbrev } = sections;
    const bytes = line.length + 3 * info.length + ranges.length + 17 * abbrev.length;
    const fits = bytes + 45 * ranks.pcs.length + 4 * ranks.blocks < mostBytes;
    const isCut = code.from.length > 0 && code.from.length <= mostPieces && code.isApart;
    return fits && isCut && line.length + info.length + ranges.length >= fewestBytes
      ? new FastDebug(sections, ranks, code)
      : null;
  }

  /** Gives how many addresses may still be looked at; null where the program has to be run by hand, from its start. */
  lines(program: number, header: LineHeader, looks: number): number | null {
    const { programStart, end, minInstruction, lineBase, lineRange, opcodeLengths } = header;
    this.lengths.set(opcodeLengths);
    const { words, line } = this;
    words[debugAt.looks >> 2] = looks;
    const base = opcodeLengths.length + 1;
    const start = line + programStart;
    return this.exports.lines(start, line + end, minInstruction, lineBase, lineRange, base, program) === 1
      ? words[debugAt.looks >> 2]!
      : null;
  }

  /** The table of shapes at an offset; null where it has to be read by hand. Of addresses of 8 bytes and offsets of 4. */
  shapes(offset: number): Shapes | null {
    const { nextShape: at, abbrev, words } = this;
    if (offset >= 1 << 28 || this.exports.abbrevs(abbrev + offset, at) === 0) return null;
    const count = words[debugAt.tableCount >> 2]!;
    this.nextShape += count << shapeShift;
    return { at, count, length: words[debugAt.tableEnd >> 2]! - abbrev - offset };
  }

  /**
   * Walks a unit's entries from an offset on, and gives that of the first one that has to be read by hand, or where the
   * unit ends; less than 0 where a budget is used up.
   */
  entries(from: number, unit: Unit, unitRow: number, { at, count }: Shapes): number {
    const { info } = this;
    const byHand = flag.byHand | (unit.version < 5 ? 0 : flag.hasRanges);
    return (
      this.exports.entries(info + from, info + unit.end, info, unitRow, at, count, byHand, unit.lowPc) - info
    );
  }
}
