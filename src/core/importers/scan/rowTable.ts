import { CycleLensError } from "../../errors";
import { IndexColumn } from "./indexColumn";
import { array, numbers, type Hooks, type Shape } from "./shape";

/** Columns that are kept; tables have fewer. */
const maxColumns = 16;
/** More rows belong to no program that a tool can trace. */
const maxRows = 1 << 25;

/** A table of rows `[0,1,null]` whose cells are indices: which column is what may be said before or after. */
export class RowTable {
  length = 0;
  private readonly columns: IndexColumn[] = [];
  private readonly row = new Float64Array(maxColumns);
  private cells = 0;
  private readonly missing = new Float64Array([NaN]);

  readonly shape: Shape;

  constructor(hooks: Hooks = {}) {
    const cells = numbers((batch, count) => this.take(batch, count), {
      begin: () => (this.cells = 0),
      end: () => this.push(),
    });
    this.shape = array(cells, {
      begin: () => {
        this.clear();
        hooks.begin?.();
      },
      ...(hooks.end ? { end: hooks.end } : {}),
    });
  }

  /** One value a row; -1 for null and for what is no index. */
  column(index: number): Int32Array {
    return this.columns[index]?.rows ?? new Int32Array(this.length).fill(-1);
  }

  private clear(): void {
    this.length = 0;
    this.columns.length = 0;
  }

  private take(batch: Float64Array, count: number): void {
    for (let k = 0; k < count && this.cells < maxColumns; k++) this.row[this.cells++] = batch[k]!;
  }

  /** A row counts once it has ended. */
  private push(): void {
    if (this.length >= maxRows)
      throw new CycleLensError(
        "too-large",
        `a table of more than ${maxRows.toLocaleString("en-US")} rows`,
        "check that it is a profile; trace a smaller input",
      );
    while (this.columns.length < this.cells) {
      const column = new IndexColumn();
      for (let k = 0; k < this.length; k++) column.append(this.missing, 1);
      this.columns.push(column);
    }
    this.columns.forEach((column, k) =>
      column.append(k < this.cells ? this.row.subarray(k, k + 1) : this.missing, 1),
    );
    this.length++;
  }
}
