import type { LineTable, MetricColumns } from "../profile/model";
import type { DebugInfo } from "../symbols/types";

/** Larger line numbers are damage. */
const maxLine = 1 << 24;

/** Collects cost a source line: self to the innermost frame, total once to every line of the inlining chain. */
export class LineCharges {
  /** What found a line, by metric. */
  readonly charged: Float64Array;
  private readonly files: string[] = [];
  private readonly fileIds = new Map<string, number>();
  private readonly rows = new Map<number, number>();
  private readonly keys: number[] = [];
  private readonly self: number[][];
  private readonly total: number[][];

  constructor(
    private readonly debug: DebugInfo,
    private readonly metrics: readonly string[] = ["steps"],
  ) {
    this.charged = new Float64Array(metrics.length);
    this.self = metrics.map(() => []);
    this.total = metrics.map(() => []);
  }

  /** One value a metric. */
  charge(pc: number, ...values: readonly number[]): void {
    const frames = this.debug.frames(pc);
    const chain: number[] = [];
    for (let i = 0; i < frames.length; i++) {
      const { file, line } = frames[i]!;
      if (!(line > 0 && line < maxLine)) continue;
      const row = this.row(file, line);
      if (i === 0) {
        values.forEach((value, m) => {
          this.self[m]![row]! += value;
          this.charged[m]! += value;
        });
      }
      if (chain.includes(row)) continue;
      chain.push(row);
      values.forEach((value, m) => (this.total[m]![row]! += value));
    }
  }

  private row(file: string, line: number): number {
    let id = this.fileIds.get(file);
    if (id === undefined) {
      id = this.files.push(file) - 1;
      this.fileIds.set(file, id);
    }
    const key = id * maxLine + line;
    let row = this.rows.get(key);
    if (row === undefined) {
      row = this.keys.push(key) - 1;
      this.rows.set(key, row);
      for (const column of [...this.self, ...this.total]) column.push(0);
    }
    return row;
  }

  /** By file in order of name, then by line. */
  table(): LineTable {
    const byName = this.files.map((_, i) => i).sort((a, b) => (this.files[a]! < this.files[b]! ? -1 : 1));
    const rank = new Int32Array(this.files.length);
    byName.forEach((id, i) => (rank[id] = i));
    const fileOf = (row: number): number => rank[Math.floor(this.keys[row]! / maxLine)]!;
    const lineOf = (row: number): number => this.keys[row]! % maxLine;
    const order = this.keys.map((_, i) => i).sort((a, b) => fileOf(a) - fileOf(b) || lineOf(a) - lineOf(b));
    const columns = (from: readonly number[][]): MetricColumns =>
      Object.fromEntries(
        this.metrics.map((id, m) => [id, Float64Array.from(order, (row) => from[m]![row]!)]),
      );
    return {
      length: order.length,
      files: byName.map((id) => this.files[id]!),
      file: Int32Array.from(order, fileOf),
      line: Int32Array.from(order, lineOf),
      self: columns(this.self),
      total: columns(this.total),
    };
  }
}
