import { layout } from "../layout";
import type { ZiskProgram } from "../load";
import { Arena } from "./arena";
import { recordBytes } from "./coldRecord";
import { countBytes, placeCounts, type CountPlaces } from "./countPlaces";
import { rowBytes } from "./placeRows";

/** A larger input is read by the host. */
const mostInputHere = 1 << 28;

/** Bytes of the guest that stand in the linear memory at `at`. */
export interface Piece {
  readonly address: number;
  readonly length: number;
  readonly at: number;
}

/** Where what belongs to one guest stands in the linear memory. */
export interface GuestPlaces {
  readonly arena: Arena;
  /** The addresses between which its code lies. */
  readonly start: number;
  readonly end: number;
  readonly input: Piece;
  /** Of its read-only data the largest piece; null where there is none. */
  readonly readOnly: Piece | null;
  /** Tables with four bytes for every two of code: slots of translated code, and rows. */
  readonly slots: number;
  readonly rows: number;
  /** The records of its rows. */
  readonly records: number;
  /** Columns of what is counted of them. */
  readonly counts: CountPlaces;
}

/** The linear memory of a run, with input and read-only data in it. Throws RangeError where the system does not give it. */
export function placeGuest(program: ZiskProgram, input: Uint8Array): GuestPlaces {
  const { start, end } = codeRange(program);
  const main = [...program.readOnly].sort((a, b) => b.bytes.length - a.bytes.length)[0];
  const inputBytes = input.length > mostInputHere ? 0 : input.length;
  const tableBytes = 2 * (end - start);
  const allRecords = recordBytes * (program.code.length + 1);
  const columnBytes = countBytes(program.code.length);
  const arena = new Arena(
    2 * tableBytes +
      allRecords +
      rowBytes(program.code) +
      columnBytes +
      (main?.bytes.length ?? 0) +
      inputBytes +
      256,
  );
  const { buffer } = arena.memory;
  const inputPiece = { address: layout.input, length: inputBytes, at: arena.takeFixed(inputBytes) };
  new Uint8Array(buffer).set(input.subarray(0, inputBytes), inputPiece.at);
  const slots = arena.takeFixed(tableBytes);
  const rows = arena.takeFixed(tableBytes);
  let readOnly: Piece | null = null;
  if (main) {
    const { address, bytes } = main;
    readOnly = { address, length: bytes.length, at: arena.takeFixed(bytes.length) };
    new Uint8Array(buffer).set(bytes, readOnly.at);
  }
  const records = arena.takeFixed(allRecords);
  const counts = placeCounts(arena, program.code.length);
  return { arena, start, end, input: inputPiece, readOnly, slots, rows, records, counts };
}

/** The addresses between which the guest's code lies. */
function codeRange({ code }: ZiskProgram): { start: number; end: number } {
  let [start, end] = [Infinity, 0];
  for (const range of code.ranges) {
    if (range.start < layout.rom) continue;
    start = Math.min(start, range.start);
    end = Math.max(end, range.end + 2);
  }
  return { start, end };
}
