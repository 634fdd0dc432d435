import { GuestFault } from "../../guestFault";
import type { Bus } from "./bus";
import { layout } from "./layout";

/** What the parts of a transfer cost beside the operation's fixed cost (zisk-1.4-cost-model §3). */
const dmaCosts = {
  /** Each of an unaligned start and end. */
  edge: 104,
  memcpy: { aligned: 67, per: 8, unaligned: 42 },
  memcmp: { aligned: 50, per: 4, unaligned: 42 },
  memset: { aligned: 35, per: 8 },
  inputcpy: { aligned: 77, per: 4 },
} as const;

interface Parts {
  readonly pre: number;
  readonly post: number;
  readonly loop: number;
}

/** A transfer of n bytes to `to`: up to the first word, whole words, the rest. */
function partsOf(to: number, n: number, clip = true): Parts {
  const edge = (8 - (to % 8)) % 8;
  const pre = clip ? Math.min(edge, n) : edge;
  const post = (((n - pre) % 8) + 8) % 8;
  return { pre, post, loop: (n - pre - post) / 8 };
}

const word = (address: number): number => address - (address % 8);
const edges = ({ pre, post }: Parts): number => dmaCosts.edge * ((pre > 0 ? 1 : 0) + (post > 0 ? 1 : 0));

/** Longest transfer: nothing that is mapped is longer. */
const most = 2 ** 31;

/** Copies, compares, sets; charges the accesses on the bus and gives the cost that depends on size. */
export class Dma {
  /** c of the last operation. */
  lo = 0;
  hi = 0;

  constructor(private readonly bus: Bus) {}

  /** The count of the forms that keep it in memory: read and charged. */
  storedCount(): number {
    this.bus.chargeReads(layout.extraParameter, 1);
    return this.peekCount();
  }

  private peekCount(): number {
    const { memory } = this.bus;
    memory.read(layout.extraParameter, 8);
    return (memory.hi >>> 0) * 4294967296 + (memory.lo >>> 0);
  }

  memcpy(to: number, from: number, count: number, isStored: boolean): number {
    this.checked(to, count);
    this.result(to);
    // Where both are the same place nothing is copied, and only the charges look at where that is.
    if (to !== from && count > 0) this.bus.memory.move(to, from, count);
    // The cost is of the count that is stored then: the copy may lie over it.
    const n = isStored ? this.peekCount() : count;
    if (n === 0) return 0;
    this.checked(to, n);
    const parts = partsOf(to, n);
    this.edges(to, from, n, parts, true);
    const { loop, pre } = parts;
    if (loop === 0) return edges(parts);
    const same = to % 8 === from % 8;
    this.bus.chargeReads(word(from + pre), same ? loop : loop + 1);
    this.bus.chargeWrites(word(to + pre), loop);
    const { aligned, per, unaligned } = dmaCosts.memcpy;
    return edges(parts) + (same ? aligned * Math.ceil(loop / per) : unaligned * (loop + 1));
  }

  memcmp(a: number, b: number, count: number): number {
    this.checked(a, count);
    this.lo = this.hi = 0;
    if (count === 0) return 0;
    const n = this.compare(a, b, count);
    const parts = partsOf(a, n);
    this.edges(a, b, n, parts, false);
    const { loop, pre } = parts;
    if (loop === 0) return edges(parts);
    const same = a % 8 === b % 8;
    this.bus.chargeReads(word(b + pre), same ? loop : loop + 1);
    this.bus.chargeReads(word(a + pre), loop);
    const { aligned, per, unaligned } = dmaCosts.memcmp;
    return edges(parts) + (same ? aligned * Math.ceil(loop / per) : unaligned * (loop + 1));
  }

  memset(to: number, n: number, byte: number): number {
    this.checked(to, n);
    this.result(to);
    if (n === 0) return 0;
    this.bus.memory.fill(to, n, byte);
    const { aligned, per } = dmaCosts.memset;
    return this.written(to, n, partsOf(to, n), aligned, per);
  }

  /** Bytes that came from a hint. */
  inputcpy(to: number, bytes: Uint8Array): number {
    this.result(to);
    const n = bytes.length;
    if (n === 0) return 0;
    this.bus.memory.put(to, bytes);
    const { aligned, per } = dmaCosts.inputcpy;
    return this.written(to, n, partsOf(to, n, false), aligned, per);
  }

  private written(to: number, n: number, parts: Parts, aligned: number, per: number): number {
    const { pre, post, loop } = parts;
    if (pre > 0) this.both(word(to));
    if (post > 0) this.both(word(to + n - 1));
    if (loop <= 0) return edges(parts);
    this.bus.chargeWrites(word(to + pre), loop);
    return edges(parts) + aligned * Math.ceil(loop / per);
  }

  private both(address: number): void {
    this.bus.chargeReads(address, 1);
    this.bus.chargeWrites(address, 1);
  }

  /** The words at both ends: the destination's own (read, and written or read again), the source's. */
  private edges(to: number, from: number, n: number, { pre, post }: Parts, writes: boolean): void {
    if (pre > 0) {
      this.bus.chargeReads(word(to), 1);
      this.bus.chargeReads(word(from), (from % 8) + pre > 8 ? 2 : 1);
      this.again(word(to), writes);
    }
    if (post > 0) {
      const rest = (16 - (to % 8) - pre) % 8;
      const end = word(to + n - 1);
      const fromEnd = word(from + n - 1);
      const extra = rest < post ? 1 : 0;
      this.bus.chargeReads(end, 1);
      this.bus.chargeReads(fromEnd - 8 * extra, 1 + extra);
      this.again(end, writes);
    }
  }

  private again(address: number, writes: boolean): void {
    if (writes) this.bus.chargeWrites(address, 1);
    else this.bus.chargeReads(address, 1);
  }

  /** The bytes that were looked at; the difference of the first unequal ones is the result. All of them have to be there. */
  private compare(a: number, b: number, count: number): number {
    const { memory } = this.bus;
    const same = memory.sameBytes(a, b, count);
    if (same === count) return count;
    memory.read(a + same, 1);
    const x = memory.lo;
    memory.read(b + same, 1);
    const difference = x - memory.lo;
    this.lo = difference;
    this.hi = difference >> 31;
    return same + 1;
  }

  private result(to: number): void {
    this.lo = to | 0;
    this.hi = 0;
  }

  private checked(to: number, n: number): void {
    if (!(n >= 0 && n <= most))
      throw new GuestFault(`a transfer of ${String(n)} bytes to 0x${to.toString(16)}`, 101);
  }
}
