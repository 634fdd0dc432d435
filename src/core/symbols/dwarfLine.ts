import { ByteReader, OutOfBounds, stringAt } from "./byteReader";
import { Form } from "./dwarfConstants";
import { readForm, UnknownForm, type FormSizes } from "./dwarfForms";
import { joinPath } from "./dwarfPath";
import type { DwarfSections } from "./dwarfSections";
import type { LineRows } from "./lineRows";

/** A string that is read when it is asked for: tables name thousands of files, code comes from few. */
type Text = () => string;

/** Longest path that is kept, in bytes. */
const maxPath = 4096;
/** Characters of all paths together; more are hostile tables whose strings overlap. */
const maxCharacters = 1 << 26;

/** Files of one line program; the names are joined on first use. */
export class LineFiles {
  private readonly ids: Int32Array;

  constructor(
    readonly version: number,
    private readonly compDir: string,
    private readonly dirs: readonly Text[],
    private readonly names: Text[],
    private readonly dirOf: number[],
    private readonly files: FileNames,
  ) {
    this.ids = new Int32Array(names.length).fill(-1);
  }

  /** Row of the file names for a file number as the program counts; -1 for none. */
  id(number: number): number {
    const index = this.version >= 5 ? number : number - 1;
    const name = this.names[index];
    if (name === undefined) return -1;
    const known = this.ids[index] ?? -1;
    if (known >= 0) return known;
    const dir = this.dirs[this.dirOf[index]!]?.() ?? "";
    // Directory 0 of version 5 is the compilation directory itself.
    const own = this.version >= 5 && this.dirOf[index] === 0 && dir !== "";
    const id = this.files.id(joinPath(own ? dir : joinPath(this.compDir, dir), name()));
    if (index < this.ids.length) this.ids[index] = id;
    return id;
  }

  /** DW_LNE_define_file, which nothing but hostile files use. */
  define(name: string, dir: number): void {
    if (this.names.length >= 1 << 16) return;
    this.names.push(() => name);
    this.dirOf.push(dir);
  }
}

/** Every source file once. */
export class FileNames {
  readonly names: string[] = [];
  private readonly ids = new Map<string, number>();
  private characters = 0;

  /** -1 once there are more than are kept. */
  id(name: string): number {
    let id = this.ids.get(name);
    if (id === undefined) {
      if (this.characters > maxCharacters) return -1;
      this.characters += name.length;
      id = this.names.push(name) - 1;
      this.ids.set(name, id);
    }
    return id;
  }
}

/** What stands before a line program. */
export interface LineHeader extends FormSizes {
  readonly programStart: number;
  readonly end: number;
  readonly minInstruction: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeLengths: Uint8Array;
  readonly files: LineFiles;
}

/** The line program at `offset` of .debug_line, to be run into rows. Throws OutOfBounds or UnknownForm. */
export function readLineProgram(
  sections: DwarfSections,
  offset: number,
  compDir: string,
  strOffsetsBase: number,
  files: FileNames,
): { header: LineHeader; run: (rows: LineRows) => void } {
  const header = readLineHeader(sections, offset, compDir, strOffsetsBase, files);
  return { header, run: (rows) => runProgram(sections.line, header, rows) };
}

/** Throws OutOfBounds or UnknownForm. */
export function readLineHeader(
  sections: DwarfSections,
  offset: number,
  compDir: string,
  strOffsetsBase: number,
  fileNames: FileNames,
): LineHeader {
  const r = new ByteReader(sections.line, offset);
  let length = r.u32();
  let offsetSize = 4;
  if (length === 0xffffffff) {
    length = r.u64();
    offsetSize = 8;
  } else if (length >= 0xfffffff0) throw new OutOfBounds();
  const end = Math.min(r.pos + length, sections.line.length);
  const version = r.u16();
  if (version < 2 || version > 5) throw new UnknownForm(version);
  let addressSize = 8;
  if (version >= 5) {
    addressSize = r.u8();
    r.u8();
  }
  const headerLength = r.uint(offsetSize);
  const programStart = r.pos + headerLength;
  const minInstruction = r.u8();
  if (version >= 4) r.u8();
  r.u8();
  const lineBase = r.i8();
  const lineRange = r.u8();
  const opcodeLengths = r.slice(Math.max(0, r.u8() - 1));
  if (lineRange === 0 || programStart > end) throw new OutOfBounds();
  const sizes: FormSizes = { version, addressSize, offsetSize };
  let files: LineFiles;
  if (version >= 5) {
    const dirs = readEntries(r, sizes, sections, strOffsetsBase);
    const entries = readEntries(r, sizes, sections, strOffsetsBase);
    files = new LineFiles(
      version,
      compDir,
      dirs.map((d) => d.path),
      entries.map((f) => f.path),
      entries.map((f) => f.dir),
      fileNames,
    );
  } else {
    const dirs: Text[] = [() => ""];
    for (let dir = nextName(r); dir !== null; dir = nextName(r)) dirs.push(dir);
    const names: Text[] = [];
    const dirOf: number[] = [];
    for (let name = nextName(r); name !== null; name = nextName(r)) {
      names.push(name);
      dirOf.push(r.uleb());
      r.skipLeb();
      r.skipLeb();
    }
    files = new LineFiles(version, compDir, dirs, names, dirOf, fileNames);
  }
  return { ...sizes, programStart, end, minInstruction, lineBase, lineRange, opcodeLengths, files };
}

/** A name of the tables of versions 2 to 4; null at the empty one behind the last. */
function nextName(r: ByteReader): Text | null {
  const { bytes, pos } = r;
  r.skipCString();
  return r.pos === pos + 1 ? null : () => stringAt(bytes, pos);
}

const lnctPath = 1;
const lnctDirectory = 2;

/** A directory or file table of version 5, described by its own formats. */
function readEntries(
  r: ByteReader,
  sizes: FormSizes,
  sections: DwarfSections,
  strOffsetsBase: number,
): { path: Text; dir: number }[] {
  const formats: number[] = [];
  for (let i = r.u8(); i > 0; i--) formats.push(r.uleb(), r.uleb());
  const count = r.uleb();
  // An entry takes at least a byte; a count beyond that is damage.
  if (count > r.end - r.pos) throw new OutOfBounds();
  const entries: { path: Text; dir: number }[] = [];
  for (let i = 0; i < count; i++) {
    let path: Text = () => "";
    let dir = 0;
    for (let f = 0; f < formats.length; f += 2) {
      const form = formats[f + 1]!;
      const value = readForm(r, form, sizes, 0);
      if (formats[f] === lnctPath) path = () => lineString(sections, form, value, sizes, strOffsetsBase);
      else if (formats[f] === lnctDirectory) dir = value;
    }
    entries.push({ path, dir });
  }
  return entries;
}

function lineString(
  sections: DwarfSections,
  form: number,
  value: number,
  sizes: FormSizes,
  strOffsetsBase: number,
): string {
  switch (form) {
    case Form.string:
      return stringAt(sections.line, value, maxPath);
    case Form.lineStrp:
      return stringAt(sections.lineStr, value, maxPath);
    case Form.strp:
      return stringAt(sections.str, value, maxPath);
    case Form.strx:
    case Form.strx1:
    case Form.strx2:
    case Form.strx3:
    case Form.strx4: {
      const at = strOffsetsBase + value * sizes.offsetSize;
      if (at + sizes.offsetSize > sections.strOffsets.length) return "";
      return stringAt(sections.str, new ByteReader(sections.strOffsets, at).uint(sizes.offsetSize), maxPath);
    }
    default:
      return "";
  }
}

function runProgram(bytes: Uint8Array, header: LineHeader, rows: LineRows): void {
  const r = new ByteReader(bytes, header.programStart, header.end);
  const { files, minInstruction, lineBase, lineRange, opcodeLengths } = header;
  const opcodeBase = opcodeLengths.length + 1;
  const constAdvance = Math.floor((255 - opcodeBase) / lineRange) * minInstruction;
  let address = 0;
  let line = 1;
  let column = 0;
  let fileNumber = 1;
  let file = files.id(1);
  rows.abandon();
  rows.bytesRead += header.end - header.programStart;
  while (!r.done) {
    const opcode = r.u8();
    if (opcode >= opcodeBase) {
      const adjusted = opcode - opcodeBase;
      address += Math.floor(adjusted / lineRange) * minInstruction;
      line += lineBase + (adjusted % lineRange);
      rows.push(address, file, line, column);
      continue;
    }
    switch (opcode) {
      case 0: {
        const length = r.uleb();
        const next = r.pos + length;
        if (length === 0) break;
        const extended = r.u8();
        if (extended === 1) {
          rows.endSequence(address);
          address = 0;
          line = 1;
          column = 0;
          fileNumber = 1;
          file = files.id(1);
        } else if (extended === 2) address = r.uint(length - 1);
        else if (extended === 3) {
          const name = r.cString();
          files.define(name, r.uleb());
        }
        r.pos = r.pos > next || next > r.end ? r.end : next;
        break;
      }
      case 1:
        rows.push(address, file, line, column);
        break;
      case 2:
        address += r.uleb() * minInstruction;
        break;
      case 3:
        line += r.sleb();
        break;
      case 4: {
        const number = r.uleb();
        if (number !== fileNumber) file = files.id((fileNumber = number));
        break;
      }
      case 5:
        column = r.uleb();
        break;
      case 6:
      case 7:
      case 10:
      case 11:
        break;
      case 8:
        address += constAdvance;
        break;
      case 9:
        address += r.u16();
        break;
      default:
        for (let i = opcodeLengths[opcode - 1]!; i > 0; i--) r.skipLeb();
    }
  }
  rows.abandon();
}
