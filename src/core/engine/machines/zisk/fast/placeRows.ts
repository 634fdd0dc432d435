import type { SymbolTable } from "../../../../symbols/types";
import type { Followers } from "../followers";
import { columnBytes, type FilledColumns } from "../microColumns";
import type { CodeRange, MicroProgram } from "../microProgram";
import type { GuestPlaces, Piece } from "./placeGuest";
import { tableBytes } from "./rowTables";

/** Where what `fill` reads and writes stands in the linear memory. */
export interface RowPlaces {
  /** The columns of the program, as views of that memory. */
  readonly columns: FilledColumns;
  /** Address of the instruction of each row. */
  readonly owner: number;
  /** What `nameFunction` writes: a number other than 0 for each row, the same for rows of one function. */
  readonly functions: Int32Array<ArrayBuffer>;
  /** See `rowTables`. */
  readonly tables: number;
  /** The largest piece of code; of length 0 where all is left to the host. */
  readonly code: Piece;
  /** The addresses that have a row in `rows`, four bytes for every two. */
  readonly start: number;
  readonly length: number;
  readonly rows: number;
  /** Behind the counters. */
  readonly lastCounter: number;
}

/** What `placeRows` takes at most. */
export function rowBytes({ length, ranges }: MicroProgram): number {
  return columnBytes(length) + 8 * length + largest(ranges).bytes.length + tableBytes + 64;
}

/** Makes the columns of the program in the linear memory, and puts beside them what they are filled from. */
export function placeRows(program: MicroProgram, places: GuestPlaces, tables: Uint8Array): RowPlaces {
  const { arena, start, end, rows } = places;
  const { buffer } = arena.memory;
  const put = (bytes: Uint8Array): number => {
    const at = arena.takeFixed(bytes.length);
    new Uint8Array(buffer).set(bytes, at);
    return at;
  };
  const { length, owner, ranges } = program;
  const columns = program.place({ take: (bytes) => ({ buffer, at: arena.takeFixed(bytes) }) });
  const range = largest(ranges);
  const bytes = isAlone(range, ranges) ? range.bytes : new Uint8Array(0);
  return {
    columns,
    owner: put(new Uint8Array(owner.buffer, owner.byteOffset, owner.byteLength)),
    functions: new Int32Array(buffer, arena.takeFixed(4 * length), length),
    tables: put(tables),
    code: { address: range.start, length: bytes.length, at: put(bytes) },
    start,
    length: end - start,
    rows,
    lastCounter: arena.end,
  };
}

function largest(ranges: readonly CodeRange[]): CodeRange {
  return ranges.reduce((most, range) => (range.bytes.length > most.bytes.length ? range : most));
}

/** No other piece of code lies over it. */
function isAlone(range: CodeRange, ranges: readonly CodeRange[]): boolean {
  return ranges.every((other) => other === range || other.end <= range.start || other.start >= range.end);
}

/** Writes the function of a row into the table, and with it those of the rows around that it holds for. */
export function functionNamer(
  { owner, rowOf }: MicroProgram,
  followers: Followers,
  { functions, code }: RowPlaces,
): (row: number) => void {
  const symbols: SymbolTable = followers.symbols;
  return (row) => {
    const name = followers.functionOf(row) + 2;
    const { from, end } = symbols.span(owner[row]!);
    if (from >= code.address && end < code.address + code.length) {
      const [first, behind] = [rowOf(from), rowOf(end)];
      if (first >= 0 && first <= row && row < behind) {
        functions.fill(name, first, behind);
        return;
      }
    }
    for (let i = row; i < functions.length && functions[i] === 0 && owner[i]! < end; i++) {
      if (owner[i]! < owner[row]!) break; // another piece of code
      functions[i] = name;
    }
  };
}
