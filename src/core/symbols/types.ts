/** What the core knows of an ELF file. Built by `readElf(bytes)` in `elf.ts`. */
export interface ElfImage {
  readonly bits: 32 | 64;
  /** e_machine; 243 is RISC-V. */
  readonly machine: number;
  /** e_flags; of RISC-V bit 0 says that the code has compressed instructions. */
  readonly flags?: number;
  readonly entry: number;
  readonly segments: readonly Segment[];
  readonly symbols: SymbolTable;
  /** Null without DWARF. Parsed on first use of the property (it may be megabytes). */
  readonly debug: DebugInfo | null;
  /**
   * Debug information of these instructions alone (ascending), several times faster to have than all of it: right for
   * their `places` and `declaration`, of others it may know nothing; `frames` and `functions` read all. Not kept. Null
   * without DWARF.
   */
  debugOf(pcs: Float64Array): DebugPart | null;
  /** File bytes behind [pc, pc + length), clipped to the segment; empty where nothing is loaded. */
  code(pc: number, length: number): Uint8Array;
  readonly warnings: readonly string[];
}

export interface Segment {
  readonly address: number;
  readonly memSize: number;
  readonly executable: boolean;
  readonly writable: boolean;
  readonly bytes: Uint8Array;
}

/** FUNC and IFUNC symbols in order of address; of several at one address the last in table order. */
export interface SymbolTable {
  readonly length: number;
  readonly address: Float64Array;
  readonly size: Float64Array;
  /** All names; worked out on first use of the property, which takes a while: who needs few asks for them by row. */
  readonly rawName: readonly string[];
  /** Demangled in full, hashes dropped. */
  readonly name: readonly string[];
  readonly crate: readonly (string | null)[];
  rawNameOf(row: number): string;
  nameOf(row: number): string;
  crateOf(row: number): string | null;
  /** As the table says: 0 where the size that is shown follows from the next symbol. */
  readonly declaredSize: Float64Array;
  /** The row's place among all function symbols of the file's tables. */
  readonly place: Int32Array;
  /** The row whose [address, address + size) holds pc; -1 for none. */
  find(pc: number): number;
  /** The addresses around pc, `end` not among them, of which `find` says what it says of pc. */
  span(pc: number): { readonly from: number; readonly end: number };
}

export interface SourceFrame {
  /** Demangled function name; null if DWARF has none. */
  readonly name: string | null;
  /** As DWARF says, made absolute with the compilation directory, `/`-separated, not yet mapped. */
  readonly file: string;
  /** 1-based; 0 unknown. */
  readonly line: number;
  readonly column: number;
}

/** Where a frame stands, without its name. */
export type SourcePlace = Pick<SourceFrame, "file" | "line">;

export interface DebugInfo {
  /**
   * The source frames of the instruction at pc, innermost first; the last one is the symbol's own
   * function, the others were inlined into it. Empty where DWARF says nothing.
   */
  frames(pc: number): readonly SourceFrame[];
  /** As `frames`, without names. Neighbours of one place get the very same array. */
  places(pc: number): readonly SourcePlace[];
  /** Where the function that begins at pc is declared; null where only its first row may tell. */
  declaration(pc: number): SourcePlace | null;
  /** Every function DWARF knows, inlined ones included: for lenses. */
  readonly functions: readonly DebugFunction[];
  readonly warnings: readonly string[];
}

/** Debug information of some instructions, by their place among `pcs`. Files are rows of `files`; -1 unknown. */
export interface DebugPart extends DebugInfo {
  /** Ascending. */
  readonly pcs: Float64Array;
  /** More may come while others are asked for. */
  readonly files: readonly string[];
  /** Where the instruction's own code stands: the innermost of `places`. */
  file(at: number): number;
  /** 0 unknown. */
  line(at: number): number;
  /** The innermost function instance, a row of `nodes`; -1 for none. */
  node(at: number): number;
  /** Whether an instruction stands where the one before it does: told without looking up where that is. */
  follows(at: number): boolean;
  /** What all of these are told from, for loops over many instructions; absent where they are told one by one. */
  readonly columns?: PartColumns;
  /** Functions and what was inlined into them. */
  readonly nodes: {
    readonly length: number;
    /** The instance that it was inlined into, which stands before it; -1 for a function of its own. */
    readonly parent: Int32Array;
    /** Where in its parent it was inlined. */
    file(node: number): number;
    line(node: number): number;
    /** Its function. Equal functions are one and the same object. */
    origin(node: number): FunctionOrigin;
  };
}

/** Debug information of instructions as columns, by their place among `pcs`. */
export interface PartColumns {
  /** Of each instruction three words: a table of files (0: nothing is known), the file's number in it, the line. */
  readonly rows: Int32Array;
  /** The innermost function instance; -1 for none. */
  readonly node: Int32Array;
  /** Row of `files` of a table's file; -1 unknown, whose lines do not count. */
  fileOf(table: number, number: number): number;
}

/** A function as debug information names it. */
export interface FunctionOrigin {
  /** Demangled; null where there is none. */
  readonly name: string | null;
  /** Line of the declaration; 0 where that is not said, as in builds with lines alone. */
  readonly line: number;
}

export interface DebugFunction {
  readonly name: string;
  readonly rawName: string | null;
  readonly file: string;
  /** Line of the declaration, else of the first row of the body. 1-based. */
  readonly line: number;
  /** Entry pc of the out-of-line copy; NaN where there is none. */
  readonly address: number;
}
