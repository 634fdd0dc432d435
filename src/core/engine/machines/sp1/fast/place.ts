import { mostFrames, mostNodes } from "../../../callTree";
import { mostInstructions } from "../layout";

/** The guest's memory that stands in place: stack, image and heap. Pages outside are found by their number. */
export const guestWindow = { address: 0x7000_0000, bytes: 0x2000_0000 } as const;
/** Room for pages outside of the window: the region that input is read to, and whatever a guest makes up. */
const outsideBytes = 0x2000_0000;

// What translated code names most often stands first: short addresses make small code.
const tags = 0x1_0000;
const places = tags + 4 * 4096;
const counters = places + 4 * 4096;
const counterBytes = 0x200_0000;
const dataBytes = guestWindow.bytes + outsideBytes;
const seen = counters + counterBytes;
const data = seen + dataBytes / 8;
const rows = mostInstructions + 16;
const code = data + dataBytes;
const diff = code + 8 * rows;
const entry = diff + 4 * rows;
const functions = entry + 4 * rows;
const mostFunctions = 1_000_010;
const entryRows = functions + 4 * rows;
const open = entryRows + 4 * mostFunctions;
const nodes = mostNodes + mostFunctions;
const frameReturn = open + 4 * mostFunctions;
const frameStack = frameReturn + 8 * mostFrames;
const nodeCalls = frameStack + 8 * mostFrames;
const nodeSteps = nodeCalls + 8 * nodes;
const nodeFunction = nodeSteps + 8 * nodes;
const nodeChild = nodeFunction + 4 * nodes;
const frameNode = nodeChild + 4 * nodes;

/**
 * Addresses in the linear memory that a run's WebAssembly works on. All of it is there from the start, and only what
 * is touched takes memory.
 */
export const place = {
  /** x0 … x31, 8 bytes each. */
  registers: 0,
  /** Row + instructions that may still run from there on before the host is asked. */
  credit: 256,
  /** What `seen` says of a word that this chunk of gas has used. */
  chunk: 260,
  /** Words used for the first time in their chunk, since the host last asked. */
  fresh: 264,
  /** Row at which the innermost interpreter goes back to translated code; -1 for none. */
  back: 268,
  /** What an interpreter or translated code was left for: a row, or -1 to stop. */
  result: 272,
  /** Calls of translated code that are open. */
  depth: 276,
  /** Rows of the program. */
  length: 280,
  /** Row at which a run that stopped goes on. */
  resume: 284,
  /** Address of row 0, 8 bytes. */
  base: 288,
  /** Times that a row is come to before its code is translated. */
  heat: 296,
  /** Innermost frame of the call tree. */
  top: 300,
  /** Cycles (f64) at which the credit is used up, and at the last settling of the call tree. */
  end: 304,
  last: 312,
  /** Pages of the guest's memory, as `Sp1Memory` finds them. */
  tags,
  places,
  /** Instructions as the interpreter reads them, 8 bytes a row (`records.ts`). */
  code,
  /** Runs that begin at a row, less those that ended before it: the sums in order are how often each row ran. */
  diff,
  /** Per row: above 0 the slot of its translation, else how often it was come to. */
  entry,
  data,
  seen,
  /** Per row its function, as the followers know it. */
  functions,
  /** By function + 2: the row that it begins at, or -1; its open frames. */
  entryRows,
  open,
  /** Frames and nodes of the call tree, a column each (`CallTreeStorage`). */
  ...{ frameNode, frameReturn, frameStack, nodeFunction, nodeChild, nodeCalls, nodeSteps },
  /** Counters of translated code. */
  counters,
  counterBytes,
} as const;

/** Functions that a program may have, and nodes of its call tree. */
export const capacity = { functions: mostFunctions, nodes } as const;
/** Bytes of guest memory altogether. */
export const memoryBytes = dataBytes;
/** Pages of the whole linear memory. */
export const wasmPages = Math.ceil((frameNode + 4 * mostFrames) / 0x1_0000);
/** Set in a row that translated code gives back: it could not run that row itself. */
export const refused = 1 << 30;
