import type { LineTable, MetricColumns } from "../profile/model";
import type { DebugInfo, SourcePlace } from "../symbols/types";

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
  /** The places charged last, and their rows without repetition; `lastSelf` is -1 where the innermost has no line. */
  private last: readonly SourcePlace[] | null = null;
  private lastRows: number[] = [];
  private lastSelf = -1;

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
    const places = this.debug.places(pc);
    if (places !== this.last) this.follow(places);
    const { lastSelf: self, lastRows: rows } = this;
    for (let m = 0; m < values.length; m++) {
      const value = values[m]!;
      if (self >= 0) {
        this.self[m]![self]! += value;
        this.charged[m]! += value;
      }
      const total = this.total[m]!;
      for (let i = 0; i < rows.length; i++) total[rows[i]!]! += value;
    }
  }

  private follow(places: readonly SourcePlace[]): void {
    this.last = places;
    this.lastRows = [];
    this.lastSelf = -1;
    for (let i = 0; i < places.length; i++) {
      const { file, line } = places[i]!;
      if (!(line > 0 && line < maxLine)) continue;
      const row = this.row(file, line);
      if (i === 0) this.lastSelf = row;
      if (!this.lastRows.includes(row)) this.lastRows.push(row);
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
