import { ByteReader, OutOfBounds } from "./byteReader";
import { entryState } from "./debugPlaces";
import { step, type Abbrev, type EntryLayout } from "./dwarfAbbrev";
import { Form } from "./dwarfConstants";
import { EntryValues, highPc, skipEntry } from "./dwarfInfo";
import { readRanges, type Budget } from "./dwarfRanges";
import type { DwarfSections } from "./dwarfSections";
import { address, type Unit } from "./dwarfUnit";
import { nodeWords, type FastDebug } from "./fastDebug";
import type { PcRanks } from "./pcRanks";
import { longer, small, word, wordsOf } from "./words";

/** Entries of range lists that may be read, and of addresses that may be looked at, for each that is asked for. */
const rangesEach = 16;
const looksEach = 256;
const looksFree = 1 << 24;
const rangesFree = 1 << 22;

type Columns = [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array];
const mostBudget = 0x7fff_ffff;

/** Function instances around some addresses: out-of-line functions and what was inlined into them. */
export class PartNodes {
  /** Offset of the instance's own entry in .debug_info. */
  entry: Int32Array;
  /** Enclosing instance, which stands before it; -1 for a function of its own. */
  parent: Int32Array;
  unit: Int32Array;
  /** Where it was inlined, as the entry says: a number of the unit's files, and a line. */
  callFile: Int32Array;
  callLine: Int32Array;
  /** The innermost instance of each address; -1 for none. */
  readonly innermost: Int32Array;
  /** Of each address the offset + 1 of the entry of the function that begins there, of several the last one's; else 0. */
  readonly begins: Int32Array;
  private readonly state: Int32Array;
  /** Per open entry: the node that its children are in. */
  private open: Int32Array;
  private words: Uint32Array | undefined;
  private readonly ranges: Budget;

  /** `fast`: what reads the entries that compilers write as WebAssembly; null for none. */
  constructor(
    private readonly sections: DwarfSections,
    private readonly ranks: PcRanks,
    private readonly isCode: (address: number) => boolean,
    private fast: FastDebug | null,
  ) {
    const { length } = ranks.pcs;
    const ints = (count: number): Int32Array => new Int32Array(count);
    this.innermost = (fast?.innermost ?? ints(length)).fill(-1);
    this.begins = fast?.begins ?? ints(length);
    this.open = fast?.open ?? ints(64);
    const nodes = fast?.nodes ?? Array.from({ length: nodeWords }, () => ints(1024));
    [this.entry, this.parent, this.unit, this.callFile, this.callLine] = nodes as Columns;
    const state = fast?.state ?? ints(entryState.words);
    state[entryState.ranges] = Math.min(mostBudget, rangesFree + rangesEach * length);
    state[entryState.looks] = Math.min(mostBudget, looksFree + looksEach * length);
    this.state = state;
    this.ranges = {
      get left() {
        return state[entryState.ranges]!;
      },
      set left(value) {
        state[entryState.ranges] = value;
      },
    };
  }

  get length(): number {
    return this.state[entryState.count]!;
  }

  /** Whether any instance has code, asked for or not. */
  get found(): boolean {
    return this.state[entryState.found] === 1;
  }

  /** Walks the entries of one unit without recursion. Throws OutOfBounds or UnknownForm where the unit is damaged. */
  walk(unit: Unit, unitRow: number): void {
    const { state } = this;
    const { end, firstEntry: first } = unit;
    const { shapes } = unit.abbrevs;
    state[entryState.depth] = 0;
    state[entryState.node] = -1;
    // A byte of an entry holds a few attributes at most, but hostile shapes have thousands in none.
    state[entryState.work] = Math.min(mostBudget, 16 * (end - first) + 100_000);
    for (let pos = first; pos < end;) {
      if (this.fast !== null && shapes !== null) {
        pos = this.fast.entries(pos, unit, unitRow, shapes);
        if (pos < 0) throw new OutOfBounds();
        if (pos >= end) return;
      }
      pos = this.next(pos, unit, unitRow);
    }
  }

  /** One entry, whatever stands there; gives where the next one stands. `EntryScan` does the same. */
  private next(offset: number, unit: Unit, unitRow: number): number {
    const { state } = this;
    const { info } = this.sections;
    const { end, abbrevs } = unit;
    let pos = offset;
    let code = info[pos++]!;
    if (code === 0) {
      // Padding behind the root closes nothing.
      const depth = state[entryState.depth]!;
      if (depth > 0) {
        state[entryState.depth] = depth - 1;
        state[entryState.node] = this.open[depth - 1]!;
      }
      return pos;
    }
    const node = state[entryState.node]!;
    const over = abbrevs.steps[code];
    // Most entries are stepped over.
    if (over !== undefined && over >= 0 && (node < 0 || (over & step.isInlined) === 0) && code < 0x80) {
      pos += over >> step.bits;
      if (pos > end) throw new OutOfBounds();
      if ((over & step.hasChildren) !== 0) this.push(node, node);
      return pos;
    }
    if (code >= 0x80) {
      const r = new ByteReader(info, offset, end);
      code = r.uleb();
      pos = r.pos;
    }
    const abbrev = abbrevs.get(code);
    if (abbrev === undefined) return end; // nothing behind it can be read
    const { kind, size } = abbrev;
    const body = pos;
    if (size >= 0) {
      pos += size;
      if (pos > end) throw new OutOfBounds();
    } else {
      this.spend(abbrev);
      const r = new ByteReader(info, pos, end);
      skipEntry(r, abbrev, unit);
      pos = r.pos;
    }
    let inside = node;
    if (kind === "function" || (kind === "inlined" && node >= 0)) {
      const { layout } = abbrev;
      const parent = kind === "inlined" ? node : -1;
      inside =
        layout === null
          ? this.anyEntry(offset, body, abbrev, unit, unitRow, parent)
          : this.plainEntry(offset, body, layout, unit, unitRow, parent);
      if (layout === null) this.spend(abbrev);
    }
    if (abbrev.hasChildren) this.push(node, inside);
    return pos;
  }

  /** Attributes cost work where each is looked at. */
  private spend({ specs }: Abbrev): void {
    if ((this.state[entryState.work]! -= specs.length) < 0) throw new OutOfBounds();
  }

  /** Goes into an entry; its children are in `inside`. */
  private push(node: number, inside: number): void {
    const { state } = this;
    const depth = state[entryState.depth]!++;
    if (depth === this.open.length) {
      this.open = longer(this.open);
      this.fast = null;
    }
    this.open[depth] = node;
    state[entryState.node] = inside;
  }

  /** An entry whose values stand at known places; gives the node that its children are in. */
  private plainEntry(
    offset: number,
    body: number,
    layout: EntryLayout,
    unit: Unit,
    unitRow: number,
    parent: number,
  ): number {
    const { info } = this.sections;
    const { low, high, ranges } = layout;
    // A function inside a function (a local class's method) is none of its inlined frames.
    if (low < 0 && ranges < 0) return parent;
    const { callFile, callFileSize, callLine, callLineSize } = layout;
    const row = this.record(
      offset,
      unitRow,
      parent,
      callFile < 0 ? 0 : small(info, body + callFile, callFileSize),
      callLine < 0 ? 0 : small(info, body + callLine, callLineSize),
    );
    let lowPc = NaN;
    if (low >= 0) {
      lowPc = word(info, body + low) + word(info, body + low + 4) * 4294967296;
      if (parent < 0 && this.isCode(lowPc)) this.begin(lowPc, offset);
    }
    let placed: boolean;
    let wanted: boolean;
    if (ranges >= 0) {
      const state = this.list(unit, Form.secOffset, word(info, body + ranges), row, parent);
      placed = state > 0;
      wanted = state > 1;
    } else {
      const to = high < 0 ? lowPc : this.end(body + high, layout.highForm, lowPc);
      placed = lowPc < to && this.isCode(lowPc);
      wanted = placed && this.mark(lowPc, to, row, parent);
    }
    return this.inside(placed, wanted, row, parent);
  }

  /** Any other entry. */
  private anyEntry(
    offset: number,
    body: number,
    abbrev: Abbrev,
    unit: Unit,
    unitRow: number,
    parent: number,
  ): number {
    const entry = values;
    entry.read(new ByteReader(this.sections.info, body, unit.end), abbrev, unit);
    const low = address(this.sections, unit, entry.lowForm === 0 ? undefined : entry.lowForm, entry.low);
    if (parent < 0 && entry.declaration === 0 && this.isCode(low)) this.begin(low, offset);
    if (entry.lowForm === 0 && entry.rangesForm === 0) return parent;
    // A number that no table of files has.
    const file = entry.callFile >= 0 && entry.callFile < noFile ? entry.callFile : noFile;
    const row = this.record(offset, unitRow, parent, file, entry.callLine | 0);
    if (entry.rangesForm !== 0) {
      const state = this.list(unit, entry.rangesForm, entry.ranges, row, parent);
      return this.inside(state > 0, state > 1, row, parent);
    }
    const to = highPc(this.sections, unit, entry, low);
    const placed = low < to && this.isCode(low);
    return this.inside(placed, placed && this.mark(low, to, row, parent), row, parent);
  }

  /** A list of ranges: 0 where none is of code, 1 where none is asked for, else 2. */
  private list(unit: Unit, form: number, value: number, row: number, parent: number): number {
    if (unit.version < 5 && unit.addressSize === 8 && value % 4 === 0 && value < 4 * this.rangeWords.length)
      return this.pairs(unit.lowPc, value / 4, row, parent);
    let state = 0;
    readRanges(this.sections, unit, form, value, this.ranges, (from, to) => {
      if (!(from < to && this.isCode(from))) return;
      state = Math.max(state, this.mark(from, to, row, parent) ? 2 : 1);
    });
    return state;
  }

  /** The same of a list of pairs of 8 bytes each, by its first word. Damage ends it; an empty budget throws. */
  private pairs(unitLow: number, first: number, row: number, parent: number): number {
    const { rangeWords: words, ranges } = this;
    let state = 0;
    let base = unitLow;
    for (let at = first; ; at += 4) {
      if (--ranges.left < 0) throw new OutOfBounds();
      if (at + 4 > words.length) return state;
      const low = words[at]!;
      const to = words[at + 2]!;
      const high = words[at + 1]!;
      // What the linker dropped stands at 0, and is most of all.
      if (high === 0 && low === 0 && to === 0 && words[at + 3] === 0) return state;
      if (high === allOnes && low === allOnes) base = to + words[at + 3]! * 4294967296;
      else {
        const from = base + (low + high * 4294967296);
        const end = base + (to + words[at + 3]! * 4294967296);
        if (from < end && this.isCode(from)) {
          const isWanted = this.mark(from, end, row, parent);
          if (isWanted || state === 0) state = isWanted ? 2 : 1;
        }
      }
    }
  }

  private end(at: number, form: number, low: number): number {
    const { info } = this.sections;
    switch (form) {
      case Form.addr:
        return word(info, at) + word(info, at + 4) * 4294967296;
      case Form.data8:
        return low + word(info, at) + word(info, at + 4) * 4294967296;
      case Form.data4:
        return low + word(info, at);
      case Form.data2:
        return low + (info[at]! | (info[at + 1]! << 8));
      default:
        return low + info[at]!;
    }
  }

  /**
   * What the range has of the addresses is in this node from now on; true where that is any. An instance counts only
   * inside its parent: of functions that share code the first one wins. Throws OutOfBounds where hostile ranges lie over
   * one another again and again.
   */
  private mark(from: number, to: number, row: number, parent: number): boolean {
    const { innermost, ranks, state } = this;
    state[entryState.found] = 1;
    const first = ranks.below(from);
    const last = ranks.below(to);
    const looks = (state[entryState.looks]! -= last - first);
    if (looks < 0) {
      // No list is read on either.
      this.ranges.left = -1;
      throw new OutOfBounds();
    }
    if (first === last) return false;
    state[entryState.count] = row + 1;
    for (let i = first; i < last; i++) if (innermost[i] === parent) innermost[i] = row;
    return true;
  }

  /** The row of an entry, which counts once it has an address that is asked for: most have none. */
  private record(entry: number, unit: number, parent: number, file: number, line: number): number {
    const row = this.length;
    if (row === this.entry.length) {
      const { entry, parent, unit, callFile, callLine } = this;
      [this.entry, this.parent, this.unit, this.callFile, this.callLine] = [
        entry,
        parent,
        unit,
        callFile,
        callLine,
      ].map(longer) as Columns;
      this.fast = null;
    }
    this.entry[row] = entry;
    this.parent[row] = parent;
    this.unit[row] = unit;
    this.callFile[row] = file;
    this.callLine[row] = line;
    return row;
  }

  /**
   * What the children of an entry are in. What is inlined into one that is not asked for is not either; one that the
   * linker dropped is passed over.
   */
  private inside(placed: boolean, wanted: boolean, row: number, parent: number): number {
    return wanted ? row : placed ? -1 : parent;
  }

  private begin(pc: number, offset: number): void {
    const { ranks } = this;
    const at = ranks.below(pc);
    if (ranks.pcs[at] === pc) this.begins[at] = offset + 1;
  }

  /** .debug_ranges as words. */
  private get rangeWords(): Uint32Array {
    return (this.words ??= wordsOf(this.sections.ranges));
  }
}

const values = new EntryValues();
const allOnes = 0xffffffff;
const noFile = 0xffffffff;
