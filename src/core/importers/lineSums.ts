import type { LineTable, MetricId } from "../profile/model";

/** Adds figures up by source line. */
export class LineSums {
  private readonly files: string[] = [];
  private readonly fileIndex = new Map<string, number>();
  private readonly rows = new Map<number, number>();
  private readonly file: number[] = [];
  private readonly line: number[] = [];
  private readonly self: number[][];
  private readonly total: number[][];

  constructor(private readonly metrics: readonly MetricId[]) {
    this.self = metrics.map(() => []);
    this.total = metrics.map(() => []);
  }

  /** Row of a line; -1 where the place is not known. */
  row(file: string | null, line: number): number {
    if (file === null || file === "" || !(line > 0) || line > 0x7fffffff) return -1;
    let index = this.fileIndex.get(file);
    if (index === undefined) this.fileIndex.set(file, (index = this.files.push(file) - 1));
    const key = index * 0x80000000 + line;
    let row = this.rows.get(key);
    if (row === undefined) {
      this.rows.set(key, (row = this.file.push(index) - 1));
      this.line.push(line);
      for (const column of this.self) column.push(0);
      for (const column of this.total) column.push(0);
    }
    return row;
  }

  addSelf(row: number, metric: number, value: number): void {
    this.self[metric]![row]! += value;
  }

  addTotal(row: number, metric: number, value: number): void {
    this.total[metric]![row]! += value;
  }

  /** By file and line; null where no line was met. */
  table(): LineTable | null {
    if (this.file.length === 0) return null;
    const order = [...this.file.keys()].sort((a, b) => {
      const [left, right] = [this.files[this.file[a]!]!, this.files[this.file[b]!]!];
      return left < right ? -1 : left > right ? 1 : this.line[a]! - this.line[b]!;
    });
    const columns = (of: readonly (readonly number[])[]): Record<MetricId, Float64Array> =>
      Object.fromEntries(this.metrics.map((id, k) => [id, picked(of[k]!, order)] as const));
    return {
      length: order.length,
      files: this.files,
      file: Int32Array.from(order, (row) => this.file[row]!),
      line: Int32Array.from(order, (row) => this.line[row]!),
      self: columns(this.self),
      total: columns(this.total),
    };
  }
}

function picked(column: readonly number[], order: readonly number[]): Float64Array {
  const out = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) out[i] = column[order[i]!]!;
  return out;
}
