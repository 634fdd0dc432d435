import { f64, i32, WasmModule, type ValueType } from "../wasm/wasmModule";
import type { FunctionBody } from "../wasm/functionBody";
import { abbrevScan, flag, formSizes, shapeShift, type AbbrevScan } from "./abbrevScan";
import type { CodeRanges } from "./codeRanges";
import type { LineHeader } from "./dwarfLine";
import type { DwarfSections } from "./dwarfSections";
import type { Unit } from "./dwarfUnit";
import { entryScan, type EntryScan } from "./entryScan";
import { lineScan, type LineScan } from "./lineScan";
import { entryState, markScan, mostOpen } from "./markScan";
import type { PcRanks } from "./pcRanks";
import { fillScan, placeScan, rankScan } from "./rankScan";

/** Sections of fewer bytes are read by hand, and those that are larger than a memory should be. */
const fewestBytes = 1 << 14;
const mostBytes = 1 << 28;
/** Code in more pieces than that is no linker's. */
const mostPieces = 8;
const pageBytes = 1 << 16;
/** Bytes of .debug_info for each node that there is room for: of more the walk goes on by hand. */
const bytesEach = 12;
/** Words that the memory has of each address for its line. */
export const rowWords = 3;
/** Entry, parent, unit, file and line of the call. */
export const nodeWords = 5;

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
  /** Looks that are left and whether any line is found; behind a table of shapes, and their number. */
  private readonly words: Int32Array;
  private readonly exports: { ranks: () => 0; lines: LineScan; abbrevs: AbbrevScan; entries: EntryScan };
  private readonly line: number;
  private readonly info: number;
  private readonly abbrev: number;
  private nextShape: number;

  private constructor(sections: DwarfSections, ranks: PcRanks, code: CodeRanges) {
    const length = ranks.pcs.length + 1;
    const layout = new Layout();
    const { line, info, ranges, abbrev } = sections;
    layout.take(8);
    const bounded = layout.take(8 * length);
    const firsts = layout.take(4 * ranks.blocks);
    const [innermost, begins] = [layout.take(4 * length), layout.take(4 * length)];
    const open = layout.take(4 * mostOpen + 4);
    const state = layout.take(4 * entryState.words);
    const words = layout.take(16);
    const [lengths, forms] = [layout.take(256), layout.take(256)];
    const [rows, pending] = [layout.take(4 * rowWords * length), layout.take(4 * rowWords * length)];
    const mostNodes = Math.ceil(info.length / bytesEach);
    const nodes = layout.take(4 * nodeWords * mostNodes);
    const places = [line, info, ranges, abbrev].map((bytes) => layout.take(bytes.length));
    const [lineAt, infoAt, rangesAt, abbrevAt] = places as [number, number, number, number];
    this.nextShape = layout.take(abbrev.length << 4);
    const pages = Math.ceil(layout.take(0) / pageBytes);

    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { buffer } = memory;
    const bytes = new Uint8Array(buffer);
    bytes.set(line, lineAt);
    bytes.set(info, infoAt);
    bytes.set(ranges, rangesAt);
    bytes.set(abbrev, abbrevAt);
    bytes.set(formSizes(), forms);
    const boundedPcs = new Float64Array(buffer, bounded, length);
    ranks.fill(boundedPcs);
    const ints = (at: number, count: number): Int32Array => new Int32Array(buffer, at, count);
    this.rows = ints(rows, rowWords * length);
    this.innermost = ints(innermost, length - 1);
    this.begins = ints(begins, length);
    this.open = ints(open, mostOpen + 1);
    this.state = ints(state, entryState.words);
    this.nodes = Array.from({ length: nodeWords }, (_, i) => ints(nodes + 4 * mostNodes * i, mostNodes));
    this.lengths = new Uint8Array(buffer, lengths, 256);
    this.words = ints(words, 4);
    this.info = infoAt;
    this.abbrev = abbrevAt;
    this.line = lineAt;

    const wasm = new WasmModule({ memoryPages: { minimum: pages, maximum: pages } });
    const define = (params: readonly ValueType[], body: FunctionBody): number =>
      wasm.define(wasm.type(params, [i32]), body.take());
    const ofWords = (count: number): ValueType[] => new Array<ValueType>(count).fill(i32);
    const rankAt = { bounded, firsts };
    wasm.exportFunction("ranks", define([], fillScan(rankAt, ranks)));
    const below = define([f64], rankScan(rankAt, ranks));
    const place = define([f64], placeScan(code, below));
    const linesAt = { bounded, lengths, rows, pending, looks: words, found: words + 4 };
    wasm.exportFunction("lines", define(ofWords(7), lineScan(linesAt, place)));
    const shapesEnd = this.nextShape + (abbrev.length << 4);
    const abbrevs = { forms, abbrevEnd: abbrevAt + abbrev.length, shapesEnd, tableEnd: words + 8 };
    wasm.exportFunction("abbrevs", define(ofWords(2), abbrevScan(abbrevs)));
    const rangesEnd = rangesAt + (ranges.length & ~3);
    const columns = { innermost, begins, open, nodes, mostNodes, state };
    const entries = { forms, ranges: rangesAt, rangesEnd, bounded, ...columns };
    const mark = define([f64, f64, i32, i32], markScan(entries, below));
    wasm.exportFunction("entries", define([...ofWords(7), f64], entryScan(entries, mark, place)));
    const instance = new WebAssembly.Instance(new WebAssembly.Module(wasm.build()), { env: { memory } });
    this.exports = instance.exports as unknown as FastDebug["exports"];
    this.exports.ranks();
    ranks.use(boundedPcs, ints(firsts, ranks.blocks));
  }

  /** Whether any sequence of lines is of code. */
  get foundLines(): boolean {
    return this.words[1] === 1;
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
    words[0] = looks;
    const base = opcodeLengths.length + 1;
    const start = line + programStart;
    return this.exports.lines(start, line + end, minInstruction, lineBase, lineRange, base, program) === 1
      ? words[0]
      : null;
  }

  /** The table of shapes at an offset; null where it has to be read by hand. Of addresses of 8 bytes and offsets of 4. */
  shapes(offset: number): Shapes | null {
    const { nextShape: at, abbrev, words } = this;
    if (offset >= 1 << 28 || this.exports.abbrevs(abbrev + offset, at) === 0) return null;
    const count = words[3]!;
    this.nextShape += count << shapeShift;
    return { at, count, length: words[2]! - abbrev - offset };
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

/** Places in a memory, one after the other, at multiples of 8. */
class Layout {
  private next = 0;

  take(bytes: number): number {
    const at = this.next;
    this.next = at + ((bytes + 7) & ~7);
    return at;
  }
}
