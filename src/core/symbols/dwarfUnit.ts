import { ByteReader, OutOfBounds, stringAt } from "./byteReader";
import { At, Form } from "./dwarfConstants";
import type { AbbrevTable, AbbrevTables } from "./dwarfAbbrev";
import { readForm, type FormSizes } from "./dwarfForms";
import type { DwarfSections } from "./dwarfSections";

/** One compilation unit of .debug_info. */
export interface Unit extends FormSizes {
  /** Offsets of the header and of the first entry, and behind the last byte, in .debug_info. */
  readonly offset: number;
  readonly firstEntry: number;
  readonly end: number;
  readonly abbrevs: AbbrevTable;
  /** Offset of its line program; -1 for none. */
  readonly lineOffset: number;
  readonly compDir: string;
  readonly lowPc: number;
  readonly addrBase: number;
  readonly strOffsetsBase: number;
  readonly rnglistsBase: number;
  /** Its entries stand in a file of their own (`-gsplit-dwarf`), here are only its lines, and what compilers repeat of the rest. */
  readonly isSplit: boolean;
}

/** A unit without code of its own, or one that cannot be read, and why it is left out. */
export interface SkippedUnit {
  readonly end: number;
  /** Null where nothing is lost. */
  readonly why: string | null;
}

const utType = 0x02;
const utSplitType = 0x06;

/** Reads one unit's header and the attributes of its root. Throws OutOfBounds or UnknownForm. */
export function readUnit(sections: DwarfSections, offset: number, tables: AbbrevTables): Unit | SkippedUnit {
  const { info } = sections;
  const r = new ByteReader(info, offset);
  let length = r.u32();
  let offsetSize = 4;
  if (length === 0xffffffff) {
    length = r.u64();
    offsetSize = 8;
  } else if (length >= 0xfffffff0) throw new OutOfBounds();
  const end = Math.min(r.pos + length, info.length);
  const version = r.u16();
  if (version < 2 || version > 5) return { end, why: `DWARF version ${version}` };
  const type = version >= 5 ? r.u8() : 1;
  let addressSize = version >= 5 ? r.u8() : 0;
  const abbrevOffset = r.uint(offsetSize);
  if (version < 5) addressSize = r.u8();
  if (addressSize !== 4 && addressSize !== 8) return { end, why: `addresses of ${addressSize} bytes` };
  if (type === utType || type === utSplitType) return { end, why: null };
  // Skeleton and split units carry an id.
  if (type === 0x04 || type === 0x05) r.skip(8);
  const sizes: FormSizes = { version, addressSize, offsetSize };
  const abbrevs = tables.at(abbrevOffset, sizes);
  const firstEntry = r.pos;
  if (firstEntry >= end) return { end, why: null };
  const root = abbrevs.get(r.uleb());
  if (root === undefined) return { end, why: null };
  const header = offsetSize === 8 ? 16 : 8;
  let addrBase: number | undefined;
  let gnuAddrBase = header;
  let strOffsetsBase = header;
  let rnglistsBase: number | undefined;
  let gnuRangesBase = 0;
  let lineOffset = -1;
  let [compDirForm, compDir, lowForm, low] = [0, 0, 0, 0];
  let isSplit = false;
  const { specs } = root;
  for (let i = 0; i < specs.length; i += 3) {
    const form = specs[i + 1]!;
    const value = readForm(r, form, sizes, specs[i + 2]!);
    switch (specs[i]) {
      case At.addrBase:
        addrBase = value;
        break;
      case At.gnuAddrBase:
        gnuAddrBase = value;
        break;
      case At.strOffsetsBase:
        strOffsetsBase = value;
        break;
      case At.rnglistsBase:
        rnglistsBase = value;
        break;
      case At.gnuRangesBase:
        gnuRangesBase = value;
        break;
      case At.stmtList:
        lineOffset = value;
        break;
      case At.compDir:
        [compDirForm, compDir] = [form, value];
        break;
      case At.lowPc:
        [lowForm, low] = [form, value];
        break;
      case At.dwoName:
      case At.gnuDwoName:
        isSplit = true;
    }
  }
  addrBase ??= gnuAddrBase;
  rnglistsBase ??= gnuRangesBase;
  const bases = { version, addressSize, offsetSize, addrBase, strOffsetsBase };
  const lowPc = lowForm === 0 ? NaN : address(sections, bases, lowForm, low);
  return {
    ...bases,
    rnglistsBase,
    offset,
    firstEntry,
    end,
    abbrevs,
    lineOffset,
    compDir: (compDirForm === 0 ? null : string(sections, bases, compDirForm, compDir)) ?? "",
    lowPc: Number.isNaN(lowPc) ? 0 : lowPc,
    isSplit,
  };
}

/** What is needed to follow indirect strings and addresses. */
export type Bases = FormSizes & Pick<Unit, "addrBase" | "strOffsetsBase">;

/** The address behind a value as `readForm` gave it; NaN for none. */
export function address(
  sections: DwarfSections,
  unit: Bases,
  form: number | undefined,
  value: number | undefined,
): number {
  if (form === undefined || value === undefined) return NaN;
  switch (form) {
    case Form.addrx:
    case Form.addrx1:
    case Form.addrx2:
    case Form.addrx3:
    case Form.addrx4:
    case Form.gnuAddrIndex:
      return addressAt(sections, unit, value);
    default:
      return value;
  }
}

/** Entry `index` of the unit's part of .debug_addr; NaN where there is none. */
export function addressAt(sections: DwarfSections, unit: Bases, index: number): number {
  const at = unit.addrBase + index * unit.addressSize;
  if (at + unit.addressSize > sections.addr.length) return NaN;
  return new ByteReader(sections.addr, at).uint(unit.addressSize);
}

/** The string behind a value as `readForm` gave it; null for none. */
export function string(
  sections: DwarfSections,
  unit: Bases,
  form: number | undefined,
  value: number | undefined,
): string | null {
  if (form === undefined || value === undefined) return null;
  switch (form) {
    case Form.string:
      return stringAt(sections.info, value);
    case Form.strp:
      return stringAt(sections.str, value);
    case Form.lineStrp:
      return stringAt(sections.lineStr, value);
    case Form.strx:
    case Form.strx1:
    case Form.strx2:
    case Form.strx3:
    case Form.strx4:
    case Form.gnuStrIndex: {
      const at = unit.strOffsetsBase + value * unit.offsetSize;
      if (at + unit.offsetSize > sections.strOffsets.length) return null;
      return stringAt(sections.str, new ByteReader(sections.strOffsets, at).uint(unit.offsetSize));
    }
    default:
      return null;
  }
}

/** Behind a unit whose header cannot be read; its length stands first. */
export function nextUnit(info: Uint8Array, offset: number): number {
  if (offset + 4 > info.length) return info.length;
  const view = new DataView(info.buffer, info.byteOffset, info.byteLength);
  const length = view.getUint32(offset, true);
  return length >= 0xfffffff0 ? info.length : Math.min(offset + 4 + length, info.length);
}
