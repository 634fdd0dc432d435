import { layout } from "../layout";

/** Places in the linear memory that a run's WebAssembly works on. All of it exists from the start: nothing moves. */
export const place = {
  /** x0 … x31 and the two scratch registers, 8 bytes each. */
  registers: 0,
  /** c of the step before, where it stands nowhere else; what nobody reads. */
  last: 272,
  sink: 280,
  /** Steps that may still run before the machine is asked again; signed. */
  fuel: 512,
  /** What the steps so far cost by the expectations of their blocks. */
  cost: 520,
  /** What they cost beyond that. */
  extra: 528,
  /** WebAssembly calls that are open. */
  depth: 560,
  /** Where a run that stopped goes on. */
  resume: 564,
  /** 1 once the machine's last step is done. */
  ended: 584,
  /** Return address of the innermost translated call that is open; 0 for none. */
  back: 588,
  /** For the interpreter: fuel at which it comes back, and the record of `back`; 0 for none. */
  until: 592,
  backRecord: 600,
  /** The next free byte behind RAM. */
  arenaNext: 604,
  prices: 1024,
  /** First free byte of what is laid out by need. */
  free: 0x10000,
} as const;

const page = 0x10000;
/** For counters. Only what is touched takes memory. */
const arenaBytes = 0x1000_0000;
const most = 0xffff_0000;
const mostFixed = 0x7fff_0000;

/** Hands out pieces of the linear memory in order; a piece is never given back. */
export class Arena {
  readonly memory: WebAssembly.Memory;
  /** Where the guest's RAM stands. */
  readonly ram: number;
  readonly pages: number;
  /** Behind what `take` gives. */
  readonly end: number;
  private readonly next: Uint32Array<ArrayBuffer>;

  /** `fixedBytes`: tables, read-only data and input, which stand before RAM. */
  constructor(fixedBytes: number) {
    const ramBytes = layout.ramEnd - layout.ram;
    const before = Math.ceil((place.free + fixedBytes) / page) * page;
    // Records are found by signed addresses.
    if (before > mostFixed) throw new RangeError("more code than fits the linear memory");
    const total = Math.min(before + ramBytes + arenaBytes, most);
    this.pages = total / page;
    this.memory = new WebAssembly.Memory({ initial: this.pages, maximum: this.pages });
    this.fixed = place.free;
    this.fixedEnd = before;
    this.ram = before;
    this.next = new Uint32Array(this.memory.buffer, place.arenaNext, 1);
    this.next[0] = before + ramBytes;
    this.end = total;
  }

  private fixed: number;
  private readonly fixedEnd: number;

  /** A piece before RAM, at a multiple of 16. */
  takeFixed(bytes: number): number {
    const at = this.fixed;
    this.fixed += Math.ceil(bytes / 16) * 16;
    if (this.fixed > this.fixedEnd) throw new RangeError("more fixed memory than was announced");
    return at;
  }

  /** Bytes behind RAM that were handed out. */
  get taken(): number {
    return this.next[0]! - (this.ram + layout.ramEnd - layout.ram);
  }

  /** A piece of zeros behind RAM, at a multiple of 8; null where there is no more. */
  take(bytes: number): number | null {
    const at = this.next[0]!;
    if (at + bytes > this.end) return null;
    this.next[0] = at + Math.ceil(bytes / 8) * 8;
    return at;
  }
}
