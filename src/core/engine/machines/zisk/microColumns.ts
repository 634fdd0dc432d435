import type { MicroColumns } from "./microProgram";

/** Memory that columns are made in; what is taken holds zeros. */
export interface ColumnSpace {
  take(bytes: number): { readonly buffer: ArrayBuffer; readonly at: number };
}

/** The columns, and 1 where those of a row are filled. */
export type FilledColumns = MicroColumns & { readonly filled: Uint8Array };

export const heapSpace: ColumnSpace = { take: (bytes) => ({ buffer: new ArrayBuffer(bytes), at: 0 }) };

/** Most bytes that a column may take beyond its values. */
const padding = 16;
const byteColumns = 11;
const wordColumns = 12;

/** What the columns of a program take at most. */
export function columnBytes(rows: number): number {
  return (byteColumns + 4 * wordColumns) * rows + padding * (byteColumns + wordColumns);
}

export function newColumns(rows: number, space: ColumnSpace): FilledColumns {
  const bytes = (): Uint8Array => {
    const { buffer, at } = space.take(rows);
    return new Uint8Array(buffer, at, rows);
  };
  const ints = (): Int32Array => {
    const { buffer, at } = space.take(4 * rows);
    return new Int32Array(buffer, at, rows);
  };
  const addresses = (): Uint32Array => {
    const { buffer, at } = space.take(4 * rows);
    return new Uint32Array(buffer, at, rows);
  };
  return {
    filled: bytes(),
    op: bytes(),
    a: bytes(),
    aLo: ints(),
    aHi: ints(),
    b: bytes(),
    bLo: ints(),
    bHi: ints(),
    width: bytes(),
    store: bytes(),
    storeTo: ints(),
    link: addresses(),
    next: ints(),
    taken: ints(),
    nextPc: addresses(),
    takenPc: addresses(),
    computed: bytes(),
    offset: ints(),
    argument: ints(),
    end: bytes(),
    flow: bytes(),
    rs1: bytes(),
    rd: bytes(),
  };
}
