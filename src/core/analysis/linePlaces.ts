import { maskFor } from "../wasm/keyTable";
import type { Room } from "../wasm/room";

/** Where columns stand in the memory: of instructions, of stretches, of function instances, of rows. */
export interface LinePlaces {
  /** Instructions as doubles; the part's own, which they are among, with one behind all. */
  readonly pcs: number;
  readonly all: number;
  /** Of the part's: three words (`PartColumns.rows`), and the innermost instance. */
  readonly rows: number;
  readonly node: number;
  /** Doubles: what instructions cost. */
  readonly cost: number;
  /** The row of each instruction in the table. */
  readonly rowOf: number;

  /** Of a stretch: the first instruction behind it, with a word in front; the place of its first one among the part's. */
  readonly end: number;
  readonly first: number;
  /** Its table and number of a file, which are a pair; its row, -1 for none; the same where it counts in the total. */
  readonly pair: number;
  readonly own: number;
  readonly ownTotal: number;
  readonly inner: number;

  /** Of a pair: its file. */
  readonly pairFile: number;

  readonly parent: number;
  /** Bytes: 1 where an instance has an instruction. */
  readonly used: number;
  readonly siteFile: number;
  readonly siteLine: number;
  readonly site: number;
  readonly siteTotal: number;
  /** Doubles. */
  readonly below: number;

  /** Two numbers, one of 64 bits, as pairs and as rows; 8 bytes in front say how many there are. */
  readonly pairKeys: number;
  readonly rowKeys: number;
  readonly pairTable: number;
  readonly rowTable: number;
  /** By file + 1; 0 is the one without a name. Bytes: 1 where it has rows; its place in order of name. */
  readonly hasRows: number;
  readonly rank: number;
  /** Rows in order of the table, as 64 bits: rank, line, row. */
  readonly order: number;
  readonly file: number;
  readonly line: number;
  readonly place: number;
  /** Doubles. */
  readonly self: number;
  readonly total: number;
}

/** Lays all of them out; `files`: those that are known so far; each instruction and instance may have one more. */
export function layOut(
  room: Room,
  instructions: number,
  all: number,
  nodes: number,
  files: number,
): LinePlaces {
  const rows = instructions + nodes;
  const words = (count: number): number => room.take(4 * count);
  const longs = (count: number): number => room.take(8 * count);
  const keys = (count: number): number => longs(count + 1) + 8;
  return {
    pcs: longs(instructions),
    all: longs(all + 1),
    rows: words(3 * (all + 1)),
    node: words(all + 1),
    cost: longs(instructions),
    rowOf: words(instructions),
    end: words(instructions + 2) + 4,
    first: words(instructions),
    pair: words(instructions),
    own: words(instructions),
    ownTotal: words(instructions),
    inner: words(instructions),
    pairFile: words(instructions),
    parent: words(nodes),
    used: room.take(nodes),
    siteFile: words(nodes),
    siteLine: words(nodes),
    site: words(nodes),
    siteTotal: words(nodes),
    below: longs(nodes),
    pairKeys: keys(instructions),
    rowKeys: keys(rows),
    pairTable: words(maskFor(instructions) + 1),
    rowTable: words(maskFor(rows) + 1),
    hasRows: room.take(files + rows + 1),
    rank: words(files + rows + 1),
    order: longs(rows),
    file: words(rows),
    line: words(rows),
    place: words(rows),
    self: longs(rows),
    total: longs(rows),
  };
}
