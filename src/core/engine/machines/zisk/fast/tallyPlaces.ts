import { Room } from "../../../../wasm/room";
import { regionLimits } from "../instructionCosts";
import { classCount } from "../memoryClasses";
import { mostNumbers } from "./access";
import type { Arena } from "./arena";
import type { CountPlaces } from "./countPlaces";
import type { GuestPlaces } from "./placeGuest";
import type { RowPlaces } from "./placeRows";

/** Where what `tallyKernel` works on stands in the linear memory. */
export interface TallyPlaces {
  readonly of: CountPlaces;
  readonly records: number;
  /** Columns of the program. */
  readonly op: number;
  readonly b: number;
  readonly store: number;
  readonly width: number;
  readonly owner: number;
  readonly bHi: number;
  /** Stretches of rows that were filled, ascending: the first one, and the one behind. */
  readonly stretches: number;
  /** By operation, doubles: price of a step, what can be spared, steps with frequent operands, steps, cost. */
  readonly prices: number;
  readonly fullCost: number;
  readonly frequent: number;
  readonly opCounts: number;
  readonly opCosts: number;
  /** By operation, bytes. */
  readonly isPrecompile: number;
  readonly isSite: number;
  /** By class, doubles: price, accesses that were counted in WebAssembly. */
  readonly classPrices: number;
  readonly classTotals: number;
  /** The class of each number of a width and direction (`access.ts`), bytes. */
  readonly classes: number;
  /** First addresses behind regions, 32 bits, and their steps. */
  readonly limits: number;
  readonly regionSteps: number;
  /** A copy of what `RowAccesses` has. */
  readonly nexts: number;
  readonly kinds: number;
  readonly counts: number;
  /** Doubles: of each instruction that ran. */
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
  /** Precompiles that are listed: row, and doubles: runs, cost. */
  readonly siteRow: number;
  readonly siteRuns: number;
  readonly siteCost: number;
  /** Doubles, see `sum`. */
  readonly sums: number;
}

/** What the kernel gives besides columns, by place in `sums`. */
export const sum = {
  steps: 0,
  opTotal: 1,
  memTotal: 2,
  opcodes: 3,
  precompiles: 4,
  /** 1 where any cost was spared. */
  spared: 5,
  sites: 6,
  accesses: 7,
  /** 1 where instructions are not in order of address. */
  descends: 8,
} as const;

/** `rows` were filled, in so many stretches; the host knows so many `entries` of accesses. Null where there is no memory for it. */
export function placeTally(
  arena: Arena,
  { columns, owner }: RowPlaces,
  guest: Pick<GuestPlaces, "records" | "counts">,
  rows: number,
  stretches: number,
  entries: number,
): TallyPlaces | null {
  // Each counter in the memory may be an access of another class.
  const accesses = entries + arena.taken / 8;
  const start = arena.take(0);
  if (start === null) return null;
  const room = new Room(start);
  const bytes = (count: number): number => room.take(count);
  const words = (count: number): number => room.take(4 * count);
  const doubles = (count: number): number => room.take(8 * count);
  const places = {
    of: guest.counts,
    records: guest.records,
    op: columns.op.byteOffset,
    b: columns.b.byteOffset,
    store: columns.store.byteOffset,
    width: columns.width.byteOffset,
    bHi: columns.bHi.byteOffset,
    owner,
    stretches: words(2 * stretches),
    prices: doubles(256),
    fullCost: doubles(256),
    frequent: doubles(256),
    opCounts: doubles(256),
    opCosts: doubles(256),
    isPrecompile: bytes(256),
    isSite: bytes(256),
    classPrices: doubles(classCount),
    classTotals: doubles(classCount),
    classes: bytes(8 * mostNumbers),
    limits: words(regionLimits.length),
    regionSteps: doubles(regionLimits.length + 1),
    nexts: words(entries),
    kinds: bytes(entries),
    counts: doubles(entries),
    pc: doubles(rows),
    runs: doubles(rows),
    steps: doubles(rows),
    cost: doubles(rows),
    main: doubles(rows),
    opcodes: doubles(rows),
    precompiles: doubles(rows),
    memory: doubles(rows),
    spared: doubles(rows),
    accessIndex: words(accesses),
    accessKind: bytes(accesses),
    accessCount: doubles(accesses),
    siteRow: words(rows),
    siteRuns: doubles(rows),
    siteCost: doubles(rows),
    sums: doubles(Object.keys(sum).length),
  };
  return arena.take(room.length - start) === null ? null : places;
}
