import { safeName } from "../../profile/names";
import type { Better, FigureUnit, MetricsTable, TableId } from "./types";

export interface FigureSpec {
  readonly key: string;
  readonly unit: FigureUnit;
  readonly better: Better;
  /** Column that this one's shares are shares of, where its own rows hold one another. */
  readonly wholeOf?: number;
}

/** Most rows that a table keeps: the largest by its order. */
export const mostRows = 200_000;

/** Rows of one file, found by their texts as the file has them; a figure that never came is NaN. */
export class TableRows {
  /** Texts of each row. */
  readonly texts: (readonly string[])[] = [];
  readonly keys: string[] = [];
  private readonly byKey = new Map<string, number>();
  private columns: Float64Array[];

  constructor(width: number) {
    this.columns = Array.from({ length: width }, () => new Float64Array(64).fill(NaN));
  }

  get length(): number {
    return this.texts.length;
  }

  row(...texts: readonly string[]): number {
    const key = keyOf(texts);
    let row = this.byKey.get(key);
    if (row === undefined) {
      row = this.texts.push(texts) - 1;
      this.keys.push(key);
      this.byKey.set(key, row);
      if (row >= this.columns[0]!.length) this.columns = this.columns.map(longer);
    }
    return row;
  }

  /** -1 where there is none. */
  find(texts: readonly string[]): number {
    return this.findKey(keyOf(texts));
  }

  /** By one of `keys`, also another side's. */
  findKey(key: string): number {
    return this.byKey.get(key) ?? -1;
  }

  at(column: number, row: number): number {
    return this.columns[column]![row]!;
  }

  /** Of all rows that are known; 0 where that is no finite number. */
  sum(column: number): number {
    const values = this.columns[column]!;
    let sum = 0;
    for (let row = 0; row < this.length; row++) if (!Number.isNaN(values[row]!)) sum += values[row]!;
    return Number.isFinite(sum) ? sum : 0;
  }

  set(column: number, row: number, value: number): void {
    this.columns[column]![row] = Number.isFinite(value) ? value : NaN;
  }

  /** Adds to what is known; what is no finite number makes the figure unknown no more than it was. */
  add(column: number, row: number, value: number): void {
    if (!Number.isFinite(value)) return;
    const known = this.columns[column]![row]!;
    this.columns[column]![row] = Number.isNaN(known) ? value : known + value;
  }

  atLeast(column: number, row: number, value: number): void {
    if (!Number.isFinite(value)) return;
    const known = this.columns[column]![row]!;
    if (!(known >= value)) this.columns[column]![row] = value;
  }
}

export interface TableSpec {
  readonly id: TableId;
  readonly texts: readonly string[];
  readonly figures: readonly FigureSpec[];
  /** Column that it is ordered by; -1: as it stands. */
  readonly sort: number;
}

/** Both sides as one table; rows of `before` only stand behind. Columns that no row has are left out. */
export function tableOf(spec: TableSpec, now: TableRows, before: TableRows | null): MetricsTable {
  const rows = [...now.texts];
  const beforeRow = now.keys.map((key) => before?.findKey(key) ?? -1);
  before?.keys.forEach((key, row) => {
    if (now.findKey(key) >= 0) return;
    rows.push(before.texts[row]!);
    beforeRow.push(row);
  });
  const value = (side: TableRows | null, column: number, row: number): number => {
    if (side === null || row < 0 || row >= side.length) return NaN;
    // Figures may be finite and their sum not.
    const figure = side.at(column, row);
    return Number.isFinite(figure) ? figure : NaN;
  };
  let order = rows.map((_, row) => row);
  if (rows.length > mostRows) {
    const by = Math.max(0, spec.sort);
    const size = order.map((row) =>
      Math.max(value(now, by, row) || 0, value(before, by, beforeRow[row]!) || 0),
    );
    order = order
      .sort((a, b) => size[b]! - size[a]! || a - b)
      .slice(0, mostRows)
      .sort((a, b) => a - b);
  }
  const figures = spec.figures.map(({ key, unit, better, wholeOf }, column) => ({
    key,
    unit,
    better,
    whole: now.sum(wholeOf ?? column),
    now: Float64Array.from(order, (row) => value(now, column, row)),
    before: before && Float64Array.from(order, (row) => value(before, column, beforeRow[row]!)),
  }));
  const isThere = (column: number): boolean => {
    const one = figures[column]!;
    return [one.now, one.before].some((side) => side?.some((figure) => !Number.isNaN(figure)));
  };
  const kept = figures.map((_, column) => column).filter(isThere);
  return {
    id: spec.id,
    length: order.length,
    texts: spec.texts.map((key, at) => ({ key, text: order.map((row) => safeName(rows[row]![at]!)) })),
    figures: kept.map((column) => figures[column]!),
    state: before && Uint8Array.from(order, (row) => (row >= now.length ? 2 : beforeRow[row]! < 0 ? 1 : 0)),
    sort: kept.indexOf(spec.sort),
    more: rows.length - order.length,
  };
}

/** Told apart by the length of all but the last: no text can be taken for two. */
function keyOf(texts: readonly string[]): string {
  let key = "";
  for (let i = 0; i + 1 < texts.length; i++) key += `${String(texts[i]!.length)}:${texts[i]!}`;
  return key + texts.at(-1)!;
}

function longer(column: Float64Array): Float64Array {
  const grown = new Float64Array(2 * column.length).fill(NaN);
  grown.set(column);
  return grown;
}
