import type { ChangeColumns } from "./changeColumns";
import type { EffectOrder } from "./effectOrder";
import { pickInts, select } from "./pick";
import { RowList } from "./rowList";
import type { Scratch } from "./scratch";
import type { LineChange } from "./types";

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
  constructor(
    order: EffectOrder,
    private readonly places: LineColumns,
    columns: ChangeColumns,
  ) {
    super(order, columns);
  }

  nameAt(index: number): string {
    const { files, file, baseLine, nextLine } = this.places;
    const row = this.order.rowAt(index);
    return nameOf(files[file[row]!]!, baseLine[row]!, nextLine[row]!);
  }

  protected maker(from: number, end: number, scratch: Scratch): (index: number) => LineChange {
    const rows = select(this.order.between(from, end), this.length, scratch);
    const columns = this.columns.pick(rows, scratch);
    const { files, ...places } = this.places;
    const fileAt = pickInts(places.file, rows, scratch);
    const baseFileAt = pickInts(places.baseFile, rows, scratch);
    const baseLineAt = pickInts(places.baseLine, rows, scratch);
    const nextLineAt = pickInts(places.nextLine, rows, scratch);
    return (index) => {
      const at = index - from;
      const file = files[fileAt[at]!]!;
      const [baseLine, nextLine] = [baseLineAt[at]!, nextLineAt[at]!];
      const name = nameOf(file, baseLine, nextLine);
      return {
        key: baseLine === nextLine ? name : keyOfMoved(file, baseLine, nextLine),
        name,
        status: columns.statusAt(at),
        file,
        baseFile: files[baseFileAt[at]!]!,
        baseLine,
        nextLine,
        self: columns.changes("self", at),
        total: columns.changes("total", at),
      };
    };
  }
}

function nameOf(file: string, baseLine: number, nextLine: number): string {
  return `${file}:${String(nextLine === 0 ? baseLine : nextLine)}`;
}

/** Where the number moved or is on one side only, both with an arrow: `src/a.rs:7→9`, `src/a.rs:7→`. */
function keyOfMoved(file: string, baseLine: number, nextLine: number): string {
  const text = (line: number): string => (line === 0 ? "" : String(line));
  return `${file}:${text(baseLine)}→${text(nextLine)}`;
}
