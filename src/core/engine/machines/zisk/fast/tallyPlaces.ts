import { Room } from "../../../../wasm/room";
import { classCount } from "../memoryClasses";
import { regionLimits } from "../instructionCosts";
import type { Arena } from "./arena";
import { mostNumbers } from "./access";
import type { RowPlaces } from "./placeRows";

/** Where what the tally works on stands in the linear memory, beside `CountPlaces` and the records. */
export interface TallyPlaces {
  /** Rows of the program that were filled, ascending. */
  readonly rows: number;
  /** Columns of the program. */
  readonly op: number;
  readonly b: number;
  readonly store: number;
  readonly width: number;
  readonly owner: number;
  readonly bHi: number;
  /** By operation, doubles: price of a step, what can be spared, steps with frequent operands, steps, cost. */
  readonly prices: number;
  readonly fullCost: number;
  readonly frequent: number;
  readonly opCounts: number;
  readonly opCosts: number;
  /** By operation, bytes. */
  readonly isPrecompile: number;
  readonly isSite: number;
  /** By class, doubles. */
  readonly classPrices: number;
  /** The class of each number of a width and direction (`access.ts`), bytes. */
  readonly classes: number;
  /** First addresses behind regions, 32 bits, and their steps. */
  readonly limits: number;
  readonly regionSteps: number;
  /** What `RowAccesses` keeps. */
  readonly nexts: number;
  readonly kinds: number;
  readonly counts: number;
  /** Rows [first, stop) of each instruction that ran. */
  readonly first: number;
  readonly stop: number;
  /** Doubles: of each instruction. */
  readonly pc: number;
  readonly runs: number;
  readonly steps: number;
  readonly cost: number;
  readonly main: number;
  readonly opcodes: number;
  readonly precompiles: number;
  readonly memory: number;
  readonly spared: number;
  /** Accesses of instructions by class. */
  readonly accessIndex: number;
  readonly accessKind: number;
  readonly accessCount: number;
  /** Rows of precompiles that are listed. */
  readonly sites: number;
  /** Doubles: what a kernel gives besides its result. */
  readonly sums: number;
}

/** `rows` were filled, `entries` accesses may be kept. Null where there is no memory for it. */
export function placeTally(
  arena: Arena,
  { columns, owner }: RowPlaces,
  rows: number,
  entries: number,
): TallyPlaces | null {
  const start = arena.take(0);
  if (start === null) return null;
  const room = new Room(start);
  const words = (count: number): number => room.take(4 * count);
  const doubles = (count: number): number => room.take(8 * count);
  const places = {
    op: columns.op.byteOffset,
    b: columns.b.byteOffset,
    store: columns.store.byteOffset,
    width: columns.width.byteOffset,
    bHi: columns.bHi.byteOffset,
    owner,
    rows: words(rows),
    prices: doubles(256),
    fullCost: doubles(256),
    frequent: doubles(256),
    opCounts: doubles(256),
    opCosts: doubles(256),
    isPrecompile: room.take(256),
    isSite: room.take(256),
    classPrices: doubles(classCount),
    classes: room.take(8 * mostNumbers),
    limits: words(regionLimits.length),
    regionSteps: doubles(regionLimits.length + 1),
    nexts: words(entries),
    kinds: room.take(entries),
    counts: doubles(entries),
    first: words(rows),
    stop: words(rows),
    pc: doubles(rows),
    runs: doubles(rows),
    steps: doubles(rows),
    cost: doubles(rows),
    main: doubles(rows),
    opcodes: doubles(rows),
    precompiles: doubles(rows),
    memory: doubles(rows),
    spared: doubles(rows),
    accessIndex: words(entries),
    accessKind: room.take(entries),
    accessCount: doubles(entries),
    sites: words(rows),
    sums: doubles(8),
  };
  return arena.take(room.length - start) === null ? null : places;
}
