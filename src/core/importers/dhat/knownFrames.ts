import { demangle } from "../../symbols/demangle";
import type { FrameBook } from "../frameBook";
import { withoutHashes } from "../functionNames";
import type { LineSums } from "../lineSums";
import { isAllocator, isBareFrame, isStandardFrame } from "./allocators";
import { parseDhatFrame, type DhatFrame } from "./frameText";
import type { DhatTables } from "./tables";

/** What a frame is, as bits. */
export const enum Kind {
  /** Hands out memory and does nothing else. */
  Allocator = 1,
  /** Rust's standard library. */
  Standard = 2,
  /** Says too little of itself: what it was inlined into tells. */
  Bare = 4,
}

/** The frames that stacks name, taken apart, each once, in columns; rows in order of first use. */
export class KnownFrames {
  length = 0;
  /** Row of the book's functions. */
  func = new Int32Array(256);
  /** The address as a number of this file; -1 for none. Frames of one address were inlined into each other. */
  place = new Int32Array(256);
  /** Row of the line sums; -1 unknown. */
  line = new Int32Array(256);
  kind = new Uint8Array(256);
  /** The book's frames, made when somebody asks: as a caller, inlined or not, and as a frame without a row. */
  private own = new Int32Array(256).fill(-1);
  private inlined = new Int32Array(256).fill(-1);
  private unowned = new Int32Array(256).fill(-1);
  private readonly names: { readonly name: string; readonly file: string | null }[] = [];

  /** Row + 1 for each row of the file's table. */
  private readonly rows: Int32Array;
  /** For rows that the file's table does not have. */
  private readonly others = new Map<number, number>();
  private readonly places = new Map<string, number>();

  constructor(
    private readonly tables: DhatTables,
    private readonly book: FrameBook,
    private readonly sums: LineSums,
  ) {
    this.rows = new Int32Array(tables.frames.length);
  }

  /** Row of a frame of the file's table. */
  row(inFile: number): number {
    const within = inFile < this.rows.length;
    const held = within ? this.rows[inFile]! : (this.others.get(inFile) ?? 0);
    if (held > 0) return held - 1;
    const made = this.make(inFile);
    if (within) this.rows[inFile] = made + 1;
    else this.others.set(inFile, made + 1);
    return made;
  }

  /** Index of the book's frame. */
  caller(row: number, inlined: boolean): number {
    const column = inlined ? this.inlined : this.own;
    if (column[row]! < 0) column[row] = this.book.frame(this.func[row]!, inlined);
    return column[row]!;
  }

  /** Index of the book's frame whose cost is charged to the frame above. */
  marker(row: number): number {
    if (this.unowned[row]! < 0) {
      const { name, file } = this.names[row]!;
      this.unowned[row] = this.book.marker(name, file);
    }
    return this.unowned[row]!;
  }

  private make(inFile: number): number {
    const text =
      this.tables.frames[inFile] ?? `[frame ${inFile}${this.tables.hasFrames ? "" : ": name cut off"}]`;
    const frame = parseDhatFrame(text);
    const name = nameOf(frame);
    const row = this.length++;
    if (row >= this.kind.length) this.grow();
    this.names.push({ name, file: frame.file });
    this.func[row] = this.book.func(name, frame.file, frame.line, frame.name === name ? null : frame.name);
    this.place[row] = this.placeOf(frame.address);
    this.line[row] = this.sums.row(frame.file, frame.line);
    this.kind[row] =
      (isAllocator(frame) ? Kind.Allocator : 0) |
      (isStandardFrame(frame) ? Kind.Standard : 0) |
      (isBareFrame(frame) ? Kind.Bare : 0);
    return row;
  }

  private placeOf(address: string | null): number {
    if (address === null) return -1;
    let place = this.places.get(address);
    if (place === undefined) this.places.set(address, (place = this.places.size));
    return place;
  }

  private grow(): void {
    const longer = (column: Int32Array): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(2 * column.length).fill(-1);
      larger.set(column);
      return larger;
    };
    this.func = longer(this.func);
    this.place = longer(this.place);
    this.line = longer(this.line);
    this.own = longer(this.own);
    this.inlined = longer(this.inlined);
    this.unowned = longer(this.unowned);
    const kind = new Uint8Array(2 * this.kind.length);
    kind.set(this.kind);
    this.kind = kind;
  }
}

function nameOf({ name, object }: DhatFrame): string {
  if (name !== "???") return withoutHashes(/^_?_?(?:ZN|R)/.test(name) ? demangle(name) : name);
  return object === null ? "[unknown]" : `[${object.replace(/^.*[/\\]/, "")}]`;
}
