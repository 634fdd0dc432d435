import { FunctionBody, op } from "../wasm/functionBody";

/** Entries open at once; of more the walk goes on by hand. */
export const mostOpen = 1 << 12;
/** Code in more pieces than that is no linker's. */
export const mostPieces = 8;

/** What is kept between calls of `EntryScan`, as words. */
export const entryState = {
  looks: 0,
  ranges: 1,
  found: 2,
  count: 3,
  depth: 4,
  node: 5,
  work: 6,
  words: 7,
} as const;

/** Words that say where in memory something begins, or how much of it there is. */
const words = [
  // `PcRanks.bounded`, and its table.
  "bounded",
  "firsts",
  // Words of each address: the innermost node, and the entry behind whose place a function begins there.
  "innermost",
  "begins",
  // Of each address, 12 bytes: the line program that has it (0: none), file number, line.
  "rows",
  // What a sequence says, as it is read, 12 bytes each: place of the address, file number, line.
  "pending",
  // Columns of nodes: so many.
  "entry",
  "parent",
  "unit",
  "callFile",
  "callLine",
  "mostNodes",
  // .debug_ranges, and behind its last whole word.
  "ranges",
  "rangesEnd",
  // Behind .debug_abbrev, and behind the room for shapes.
  "abbrevEnd",
  "shapesEnd",
  // Addresses that are asked for, and the first one in the table.
  "asked",
  "firstAsked",
  "pieces",
  // Addresses that line programs may still look at; 1 once a sequence of code was read.
  "looks",
  "found",
  // Behind the table of shapes that was read, and their number.
  "tableEnd",
  "tableCount",
] as const;
const wordAt = Object.fromEntries(words.map((name, i) => [name, 8 + 4 * i])) as Record<
  (typeof words)[number],
  number
>;

const doubles = 8 * Math.ceil((8 + 4 * words.length) / 8);
const state = doubles + 16 + 16 * mostPieces;
const lengths = state + 4 * entryState.words;
const open = lengths + 2 * 256;

/** Where things stand in the memory of `debugKernel`: all that has one size for all guests. */
export const debugAt = {
  ...wordAt,
  /** Doubles: the first address in the table, and behind the last one. */
  base: doubles,
  limit: doubles + 8,
  /** Pairs of doubles: the pieces of code. */
  piece: doubles + 16,
  /** `entryState`. */
  state,
  /** Operands of the standard operations, a byte each from operation 1 on. */
  lengths,
  /** `formSizes`. */
  forms: lengths + 256,
  /** Words of each open entry. */
  open,
  /** Here begins what has a size of its own. */
  end: open + 4 * (mostOpen + 1),
} as const;

/** A word that says where something begins. */
export type DebugWord = (typeof words)[number];

/** The body of a function over that memory. */
export class DebugBody extends FunctionBody {
  /** Pushes a word. */
  word(name: DebugWord): this {
    return this.i32(0).memory(op.i32Load, debugAt[name]);
  }

  /** Pushes where an entry of 2^shift bytes stands, found by a local. */
  entry(column: DebugWord, i: number, shift: number): this {
    return this.get(i).i32(shift).op(op.i32Shl).word(column).op(op.i32Add);
  }

  /** Stores to an address that is known what `push` pushes. */
  keep(at: number, push: () => void): this {
    this.i32(0);
    push();
    return this.memory(op.i32Store, at);
  }

  /** Adds to a local. */
  add(local: number, by: number): this {
    return this.get(local).i32(by).op(op.i32Add).set(local);
  }
}
