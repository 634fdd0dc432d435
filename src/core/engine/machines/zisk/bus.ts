import { GuestFault } from "../../guestFault";
import { unmapped, type ZiskMemory } from "./memory";
import { alignedRead, alignedWrite, readShape, shapeCount, writeShape, zoneOf } from "./memoryClasses";
import type { RowAccesses } from "./rowAccesses";

const panicExit = 101;
/** Row of `zones`: those before it are the two of RAM. */
const lastRamZone = 1;

/** Whole words in and out of memory for accelerators; every word is one access and is charged. */
export class Bus {
  /** Cost of the accesses of the operation that runs; see `begin`. */
  cost = 0;
  /** Its accesses: classes, and how many of each. */
  private kinds = new Int32Array(64);
  private counts = new Float64Array(64);
  private charges = 0;
  private row = 0;
  private buffer = new Int32Array(64);

  constructor(
    readonly memory: ZiskMemory,
    private readonly accesses: RowAccesses,
    private readonly prices: Float64Array,
  ) {}

  /** An operation begins, of a row of the program. */
  begin(row: number): void {
    this.row = row;
    this.cost = this.charges = 0;
  }

  /** It failed: what it was charged so far is not counted. */
  takeBack(): void {
    for (let i = 0; i < this.charges; i++) this.accesses.add(this.row, this.kinds[i]!, -this.counts[i]!);
    this.begin(this.row);
  }

  /** Charges `count` reads of the words from `address` on, which is rounded down to a word. */
  chargeReads(address: number, count: number): void {
    this.charge(address, count, alignedRead);
  }

  chargeWrites(address: number, count: number): void {
    this.charge(address, count, alignedWrite);
  }

  /** Charges `count` reads of words from any address on, one by one as they lie. */
  chargeReadsAt(address: number, count: number): void {
    const shape = readShape[64 + (address % 8)]!;
    for (let i = 0; i < count; i++) this.chargeAll(this.zone(address + 8 * i, shape), shape, 1);
  }

  chargeWritesAt(address: number, count: number): void {
    const shape = writeShape(8, address % 8, 0, 0);
    for (let i = 0; i < count; i++) this.chargeAll(this.zone(address + 8 * i, shape), shape, 1);
  }

  /** `count` words from an aligned address, two Int32 each; the view is valid until the next read. */
  readWords(address: number, count: number): Int32Array {
    const out = this.peekWords(address, count);
    this.chargeReads(address, count);
    return out;
  }

  /** As `readWords`, not charged. */
  peekWords(address: number, count: number): Int32Array {
    aligned(address);
    if (this.buffer.length < 2 * count) this.buffer = new Int32Array(2 * count);
    const out = this.buffer.subarray(0, 2 * count);
    for (let i = 0; i < count; i++) {
      this.memory.read(address + 8 * i, 8);
      out[2 * i] = this.memory.lo;
      out[2 * i + 1] = this.memory.hi;
    }
    return out;
  }

  writeWords(address: number, words: Int32Array): void {
    this.pokeWords(address, words);
    this.chargeWrites(address, words.length / 2);
  }

  /** As `writeWords`, not charged. */
  pokeWords(address: number, words: Int32Array): void {
    aligned(address);
    for (let i = 0; i < words.length / 2; i++)
      this.memory.write(address + 8 * i, 8, words[2 * i]!, words[2 * i + 1]!);
  }

  /** `count` words as one little-endian number. */
  readNumber(address: number, count: number): bigint {
    this.chargeReads(address, count);
    return this.peekNumber(address, count);
  }

  /** As `readNumber`, not charged. */
  peekNumber(address: number, count: number): bigint {
    const words = this.peekWords(address, count);
    let value = 0n;
    for (let i = 2 * count - 1; i >= 0; i--) value = (value << 32n) | BigInt(words[i]! >>> 0);
    return value;
  }

  writeNumber(address: number, count: number, value: bigint): void {
    this.pokeNumber(address, count, value);
    this.chargeWrites(address, count);
  }

  /** As `writeNumber`, not charged. */
  pokeNumber(address: number, count: number, value: bigint): void {
    const words = new Int32Array(2 * count);
    let rest = value;
    for (let i = 0; i < 2 * count; i++) {
      words[i] = Number(BigInt.asIntN(32, rest));
      rest >>= 32n;
    }
    this.pokeWords(address, words);
  }

  private charge(address: number, count: number, shape: number): void {
    if (count <= 0) return;
    const first = address - (address % 8);
    const zone = this.zone(first, shape);
    if (zone === zoneOf(first + 8 * (count - 1))) {
      this.chargeAll(zone, shape, count);
      return;
    }
    for (let i = 0; i < count; i++) this.chargeAll(this.zone(first + 8 * i, shape), shape, 1);
  }

  /** Throws GuestFault where nothing has a price: outside of memory, and for writes outside of RAM. */
  private zone(address: number, shape: number): number {
    const zone = zoneOf(address);
    if (zone < 0 || (shape >= alignedWrite && zone > lastRamZone))
      throw unmapped(shape >= alignedWrite ? "write" : "read", `0x${address.toString(16)}`, 8);
    return zone;
  }

  private chargeAll(zone: number, shape: number, count: number): void {
    const kind = zone * shapeCount + shape;
    if (this.charges === this.kinds.length) {
      [this.kinds, this.counts] = [twice(this.kinds, Int32Array), twice(this.counts, Float64Array)];
    }
    this.kinds[this.charges] = kind;
    this.counts[this.charges++] = count;
    this.accesses.add(this.row, kind, count);
    this.cost += count * this.prices[kind]!;
  }
}

/** A 64-bit value as an address; one that no memory can have stays unmapped. */
export function pointer(lo: number, hi: number): number {
  return (hi >>> 0) * 4294967296 + (lo >>> 0);
}

function aligned(address: number): void {
  if (address % 8 !== 0)
    throw new GuestFault(
      `an accelerator was given 0x${address.toString(16)}, which is no multiple of 8`,
      panicExit,
    );
}

function twice<T extends Int32Array | Float64Array>(column: T, make: new (length: number) => T): T {
  const out = new make(2 * column.length);
  out.set(column);
  return out;
}
