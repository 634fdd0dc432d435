import { byBytes } from "../rustText";
import { senseOfRow } from "./metricsTable";
import { rowStates, type Better, type MetricsTable, type RowState } from "./types";

/** Rows that one page may have. */
const mostPageRows = 500;

/** Which rows, in which order. */
export interface PageQuery {
  /** Column: texts first, then figures; -1: the order of the table. */
  readonly sort: number;
  readonly descending: boolean;
  /** By what changed most instead of by the figure itself; only with a file to compare with. */
  readonly byChange: boolean;
  /** Texts that a row must have somewhere, separated by spaces; case does not matter. */
  readonly filter: string;
  readonly from: number;
  readonly count: number;
}

export interface PageCell {
  readonly now: number | null;
  readonly before: number | null;
  /** Of the largest figure in the column, 0…1; times of one unit share their scale. */
  readonly bar: number;
  /** Of all figures of the column (of spans: of what all spans cost), 0…1; null where that says nothing. */
  readonly share: number | null;
}

export interface PageRow {
  readonly texts: readonly string[];
  readonly state: RowState;
  readonly better: readonly Better[];
  readonly unit: readonly string[];
  readonly cells: readonly PageCell[];
}

export interface Page {
  readonly from: number;
  /** Rows that the filter leaves. */
  readonly matches: number;
  readonly rows: readonly PageRow[];
}

/** The order of a table's rows by a query; kept by the caller, as pages of one query follow each other. */
export function orderOf(table: MetricsTable, query: Omit<PageQuery, "from" | "count">): Int32Array {
  const words = query.filter.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 16);
  const lower = words.length === 0 ? [] : table.texts.map(({ text }) => text.map((one) => one.toLowerCase()));
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++)
    if (words.every((word) => lower.some((column) => column[row]!.includes(word)))) rows.push(row);
  const { sort, descending, byChange } = query;
  const turn = descending ? -1 : 1;
  const text = table.texts[sort];
  const figure = table.figures[sort - table.texts.length];
  if (text !== undefined) {
    const parts = new Map(rows.map((row) => [row, text.text[row]!.split(/(\d+)/)]));
    rows.sort((a, b) => turn * natural(parts.get(a)!, parts.get(b)!) || a - b);
  }
  if (figure !== undefined) {
    const { now, before } = figure;
    const key = (row: number): number => {
      if (!byChange || before === null) return now[row]!;
      if (Number.isNaN(now[row]!) && Number.isNaN(before[row]!)) return NaN;
      return (now[row]! || 0) - (before[row]! || 0);
    };
    // An unknown stands last in both directions.
    rows.sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      if (Number.isNaN(x) || Number.isNaN(y))
        return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
      return turn * (x - y) || a - b;
    });
  }
  return Int32Array.from(rows);
}

/** One page of rows in that order. */
export function pageOf(table: MetricsTable, order: Int32Array, from: number, count: number): Page {
  const start = Math.max(0, Math.min(Math.trunc(from) || 0, Math.max(0, order.length - 1)));
  const length = Math.max(0, Math.min(Math.trunc(count) || 0, mostPageRows));
  const scale = table.figures.map(({ now }) => mostOf(now));
  const longest = (unit: string): number =>
    Math.max(0, ...table.figures.flatMap((figure, at) => (figure.unit === unit ? scale[at]! : [])));
  const most = table.figures.map(({ unit }, at) =>
    unit === "s" || unit === "ms" ? longest(unit) : scale[at]!,
  );
  const metricAt = table.id === "metrics" ? table.texts.findIndex(({ key }) => key === "metric") : -1;
  const rows = Array.from(order.subarray(start, start + length), (row): PageRow => {
    const sense = metricAt < 0 ? null : senseOfRow(table.texts[metricAt]!.text[row]!);
    const own = table.figures.map(({ key }) => key !== "count");
    return {
      texts: table.texts.map(({ text }) => text[row]!),
      state: rowStates[table.state?.[row] ?? 0]!,
      better: table.figures.map(({ better }, at) => (sense !== null && own[at] ? sense.better : better)),
      unit: table.figures.map(({ unit }, at) => (sense !== null && own[at] ? sense.unit : unit)),
      cells: table.figures.map(({ now, before, whole }, at) => ({
        now: known(now[row]),
        before: known(before?.[row]),
        bar: most[at]! > 0 && now[row]! > 0 ? now[row]! / most[at]! : 0,
        share: whole > 0 && now[row]! >= 0 ? now[row]! / whole : null,
      })),
    };
  });
  return { from: start, matches: order.length, rows };
}

const largest = new WeakMap<Float64Array, number>();

/** The largest figure of a column, at least 0. */
function mostOf(column: Float64Array): number {
  let most = largest.get(column);
  if (most !== undefined) return most;
  most = 0;
  for (const value of column) if (value > most) most = value;
  largest.set(column, most);
  return most;
}

/** `segment 2` before `segment 10`; figures stand at the odd places. */
function natural(left: readonly string[], right: readonly string[]): number {
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    const order = i % 2 === 1 ? x.length - y.length || byBytes(x, y) : byBytes(x, y);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
