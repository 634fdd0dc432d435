import type { ChangeColumns } from "./changeColumns";
import type { EffectOrder } from "./effectOrder";
import { RowList } from "./rowList";
import type { ChangeStatus, LineChange } from "./types";

/** Where each row stands, on either side; the same file on both where it is one side's alone. */
export interface LineColumns {
  /** Names, by number. */
  readonly files: readonly string[];
  readonly file: Int32Array;
  readonly baseFile: Int32Array;
  /** 1-based; 0 where it is not on that side. */
  readonly baseLine: Int32Array;
  readonly nextLine: Int32Array;
}

/** Lines by effect, each made when it is read. */
export class LineRows extends RowList<LineChange> {
  readonly length: number;

  constructor(
    private readonly order: EffectOrder,
    private readonly places: LineColumns,
    private readonly columns: ChangeColumns,
  ) {
    super();
    this.length = order.length;
  }

  nameAt(index: number): string {
    const { file, baseLine, nextLine } = this.placeAt(this.order.rowAt(index));
    return `${file}:${String(nextLine === 0 ? baseLine : nextLine)}`;
  }

  get changedCount(): number {
    return this.columns.changed;
  }

  statusAt(index: number): ChangeStatus {
    return this.columns.statusAt(this.order.rowAt(index));
  }

  protected rowAt(index: number): LineChange {
    const row = this.order.rowAt(index);
    const { file, baseFile, baseLine, nextLine } = this.placeAt(row);
    const key = keyOf(file, baseLine, nextLine);
    return {
      key,
      name: baseLine === nextLine ? key : this.nameAt(index),
      status: this.columns.statusAt(row),
      file,
      baseFile,
      baseLine,
      nextLine,
      self: this.columns.changes("self", row),
      total: this.columns.changes("total", row),
    };
  }

  private placeAt(row: number): Pick<LineChange, "file" | "baseFile" | "baseLine" | "nextLine"> {
    const { files, file, baseFile, baseLine, nextLine } = this.places;
    return {
      file: files[file[row]!]!,
      baseFile: files[baseFile[row]!]!,
      baseLine: baseLine[row]!,
      nextLine: nextLine[row]!,
    };
  }
}

/** `src/a.rs:7`; where the number moved or is on one side only, both with an arrow: `src/a.rs:7→9`, `src/a.rs:7→`. */
function keyOf(file: string, baseLine: number, nextLine: number): string {
  if (baseLine === nextLine) return `${file}:${String(nextLine)}`;
  const text = (line: number): string => (line === 0 ? "" : String(line));
  return `${file}:${text(baseLine)}→${text(nextLine)}`;
}
