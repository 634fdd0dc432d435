import { ByteReader, OutOfBounds } from "./byteReader";
import { UnknownForm } from "./dwarfForms";
import { EntryValues } from "./dwarfInfo";
import type { LineFiles } from "./dwarfLine";
import type { FunctionNameReader } from "./dwarfNames";
import type { DwarfSections } from "./dwarfSections";
import type { Unit } from "./dwarfUnit";
import type { PartNodes } from "./partNodes";

const unread = -2;

/** Where function instances were inlined, read when it is asked for. Files are rows of the file names, -1 for none. */
export class PartSites {
  private readonly files: Int32Array;
  private readonly lines: Int32Array;
  private readonly declarations = new Map<number, number>();
  private readonly values = new EntryValues();

  constructor(
    private readonly sections: DwarfSections,
    private readonly units: readonly Unit[],
    private readonly unitFiles: readonly (LineFiles | null)[],
    private readonly nodes: PartNodes,
    private readonly functions: FunctionNameReader,
  ) {
    this.files = new Int32Array(nodes.parent.length).fill(unread);
    this.lines = new Int32Array(nodes.parent.length);
  }

  file(node: number): number {
    if (this.files[node] === unread) this.read(node);
    return this.files[node]!;
  }

  line(node: number): number {
    if (this.files[node] === unread) this.read(node);
    return this.lines[node]!;
  }

  /** The file that a node's function is declared in. */
  declared(node: number): number {
    let file = this.declarations.get(node);
    if (file === undefined) {
      const place = this.functions.place(this.nodes.entry.at(node));
      file = this.unitFiles[place.unit]?.id(place.declFile) ?? -1;
      this.declarations.set(node, file);
    }
    return file;
  }

  private read(node: number): void {
    const entry = this.nodes.entry.at(node);
    const unitRow = this.nodes.unit.at(node);
    const unit = this.units[unitRow]!;
    let file = 0;
    let line = 0;
    try {
      const r = new ByteReader(this.sections.info, entry, unit.end);
      const abbrev = unit.abbrevs.get(r.uleb());
      if (abbrev !== undefined) {
        const { layout } = abbrev;
        if (layout === null) {
          this.values.read(r, abbrev, unit);
          ({ callFile: file, callLine: line } = this.values);
        } else {
          const { bytes, pos } = r;
          file = layout.callFile < 0 ? 0 : small(bytes, pos + layout.callFile, layout.callFileSize);
          line = layout.callLine < 0 ? 0 : small(bytes, pos + layout.callLine, layout.callLineSize);
        }
      }
    } catch (error) {
      if (!(error instanceof OutOfBounds || error instanceof UnknownForm)) throw error;
    }
    const parent = this.nodes.parent.at(node);
    const named = this.unitFiles[unitRow]?.id(file) ?? -1;
    this.files[node] = named >= 0 || parent < 0 ? named : this.declared(parent);
    this.lines[node] = Math.max(0, line | 0);
  }
}

function small(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!;
  return value;
}
