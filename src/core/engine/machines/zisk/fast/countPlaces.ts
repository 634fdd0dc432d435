import type { CountColumns } from "../ziskState";
import type { Arena } from "./arena";

/** Where the columns of what is counted stand in the linear memory, an entry for each row of the program. */
export interface CountPlaces {
  /** Doubles, of the interpreter in TypeScript and, in the end, of all: runs, cost of operations and of accesses. */
  readonly count: number;
  readonly opCost: number;
  readonly memCost: number;
  /** Doubles, of translated code: runs, frequent operands, `add` steps that were not cheap. */
  readonly runs: number;
  readonly hits: number;
  readonly dear: number;
  /** 32 bits: what `RowAccesses` keeps of a row. */
  readonly heads: number;
  /** Bytes: 1 where any of these hold something of a row, by row >> `touchedBits`. */
  readonly touched: number;
}

/** Rows that are marked together: so many doubles as a page of memory holds. What is not marked is not read either. */
export const touchedBits = 9;

/** The same as columns. */
export interface AllCounts extends CountColumns {
  readonly runs: Float64Array;
  readonly hits: Float64Array;
  readonly dear: Float64Array;
  readonly touched: Uint8Array;
}

const doubles = 6;
const words = 1;

/** Bytes that the columns of so many rows take. */
export function countBytes(rows: number): number {
  return (8 * doubles + 4 * words) * rows + marks(rows) + 16 * (doubles + words + 1);
}

function marks(rows: number): number {
  return (rows >> touchedBits) + 1;
}

/** Only what is touched takes memory: of a large guest most never runs. */
export function placeCounts(arena: Arena, rows: number): CountPlaces {
  const column = (): number => arena.takeFixed(8 * rows);
  return {
    count: column(),
    opCost: column(),
    memCost: column(),
    runs: column(),
    hits: column(),
    dear: column(),
    heads: arena.takeFixed(4 * rows),
    touched: arena.takeFixed(marks(rows)),
  };
}

export function countColumns(places: CountPlaces, memory: ArrayBuffer, rows: number): AllCounts {
  const column = (at: number): Float64Array => new Float64Array(memory, at, rows);
  return {
    count: column(places.count),
    opCost: column(places.opCost),
    memCost: column(places.memCost),
    runs: column(places.runs),
    hits: column(places.hits),
    dear: column(places.dear),
    heads: new Int32Array(memory, places.heads, rows),
    touched: new Uint8Array(memory, places.touched, marks(rows)),
  };
}
