import { ByteReader, OutOfBounds } from "./byteReader";
import { step, type Abbrev, type EntryLayout } from "./dwarfAbbrev";
import { Form } from "./dwarfConstants";
import { EntryValues, highPc, skipEntry } from "./dwarfInfo";
import { readRanges, type Budget } from "./dwarfRanges";
import type { DwarfSections } from "./dwarfSections";
import { address, type Unit } from "./dwarfUnit";
import { IntColumn } from "./growable";
import type { PcRanks } from "./pcRanks";

/** Entries of range lists that may be read, and of addresses that may be looked at, for each that is asked for. */
const rangesEach = 16;
const looksEach = 256;
const looksFree = 1 << 24;
const rangesFree = 1 << 22;

/** Function instances around some addresses: out-of-line functions and what was inlined into them. */
export class PartNodes {
  /** Offset of the instance's own entry in .debug_info. */
  readonly entry = new IntColumn();
  /** Enclosing instance, which stands before it; -1 for a function of its own. */
  readonly parent = new IntColumn();
  readonly unit = new IntColumn();
  /** The innermost instance of each address; -1 for none. */
  readonly innermost: Int32Array;
  /** Offsets of entries by the addresses that are asked for and where their functions begin; the last one counts. */
  readonly begins = new Map<number, number>();
  /** Whether any instance has code, asked for or not. */
  found = false;
  private readonly ranges: Budget;
  private looks: number;
  /** Of the entry that is looked at. */
  private offset = 0;
  private unitRow = 0;
  /** .debug_ranges as words, and where whole ones end, in bytes. */
  private readonly rangeWords: Uint32Array;
  private readonly pairsEnd: number;

  constructor(
    private readonly sections: DwarfSections,
    private readonly ranks: PcRanks,
    private readonly isCode: (address: number) => boolean,
  ) {
    const { length } = ranks.pcs;
    this.innermost = new Int32Array(length).fill(-1);
    this.ranges = { left: rangesFree + rangesEach * length };
    this.looks = looksFree + looksEach * length;
    this.rangeWords = wordsOf(sections.ranges);
    this.pairsEnd = 4 * this.rangeWords.length;
  }

  /** Walks the entries of one unit without recursion. Throws OutOfBounds or UnknownForm where the unit is damaged. */
  walk(unit: Unit, unitRow: number): void {
    const { info } = this.sections;
    const { end, abbrevs } = unit;
    const { steps } = abbrevs;
    const r = new ByteReader(info, unit.firstEntry, end);
    // Per open entry: the node that its children are in.
    let open = new Int32Array(64);
    let depth = 0;
    let node = -1;
    // A byte of an entry holds a few attributes at most, but hostile shapes have thousands in none.
    let work = 16 * (end - unit.firstEntry) + 100_000;
    let pos = unit.firstEntry;
    while (pos < end) {
      const offset = pos;
      let code = info[pos++]!;
      if (code === 0) {
        // Padding behind the root closes nothing.
        if (depth > 0) node = open[--depth]!;
        continue;
      }
      // Most entries are stepped over: the loop is short, for it runs before it is compiled.
      const over = steps[code];
      if (over !== undefined && over >= 0 && (node < 0 || (over & step.isInlined) === 0) && code < 0x80) {
        pos += over >> step.bits;
        if (pos > end) throw new OutOfBounds();
        if ((over & step.hasChildren) === 0) continue;
        if (depth === open.length) open = longer(open);
        open[depth++] = node;
        continue;
      }
      if (code >= 0x80) {
        r.pos = offset;
        code = r.uleb();
        pos = r.pos;
      }
      const abbrev = abbrevs.get(code);
      if (abbrev === undefined) return; // nothing behind it can be read
      const { kind, size } = abbrev;
      const body = pos;
      if (size >= 0) {
        pos += size;
        if (pos > end) throw new OutOfBounds();
      } else {
        work -= abbrev.specs.length;
        if (work < 0) throw new OutOfBounds();
        r.pos = pos;
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
        if (layout === null && (work -= abbrev.specs.length) < 0) throw new OutOfBounds();
      }
      if (abbrev.hasChildren) {
        if (depth === open.length) open = longer(open);
        open[depth++] = node;
        node = inside;
      }
    }
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
    const row = this.next(offset, unitRow);
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
    const row = this.next(offset, unitRow);
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
    if (unit.version < 5 && unit.addressSize === 8 && value % 4 === 0 && value < this.pairsEnd)
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
    this.found = true;
    const { innermost, ranks } = this;
    const first = ranks.below(from);
    const last = ranks.below(to);
    this.looks -= last - first;
    if (this.looks < 0) {
      // No list is read on either.
      this.ranges.left = -1;
      throw new OutOfBounds();
    }
    if (first === last) return false;
    if (row === this.entry.length) this.add(parent);
    for (let i = first; i < last; i++) if (innermost[i] === parent) innermost[i] = row;
    return true;
  }

  /** The row of the entry at an offset, which there is once it has an address that is asked for: most have none. */
  private next(offset: number, unitRow: number): number {
    this.offset = offset;
    this.unitRow = unitRow;
    return this.entry.length;
  }

  private add(parent: number): void {
    this.entry.push(this.offset);
    this.parent.push(parent);
    this.unit.push(this.unitRow);
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
    if (ranks.pcs[ranks.below(pc)] === pc) this.begins.set(pc, offset);
  }
}

const values = new EntryValues();
const allOnes = 0xffffffff;

/** The bytes as little-endian words, as far as they are whole; a copy where they do not lie at a word. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const whole = bytes.length - (bytes.length % 4);
  // A copy of its own: the `slice` of what Node reads is none.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes.subarray(0, whole));
  return new Uint32Array(aligned.buffer, aligned.byteOffset, whole / 4);
}

function longer(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * column.length);
  larger.set(column);
  return larger;
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
