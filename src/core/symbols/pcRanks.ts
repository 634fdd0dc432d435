/** Bytes of code that one entry of the table stands for, as a power of two. */
export const blockShift = 5;
/** Bytes of code that the table stands for at most: addresses farther apart are searched for. */
const mostSpan = 2 ** 27;

/** Addresses in ascending order, and how many of them lie below any other address. */
export class PcRanks {
  /** The first address that the table knows, and its place; behind the last one. */
  readonly base: number;
  readonly first: number;
  readonly limit: number;
  private boundedPcs: Float64Array | undefined;
  private table: Int32Array | undefined;

  constructor(readonly pcs: Float64Array) {
    const { length } = pcs;
    // Around the middle: a guest's own code, where a machine's program stands far from it.
    const middle = pcs[length >> 1] ?? 0;
    const from = length === 0 || middle - pcs[0]! < mostSpan / 2 ? (pcs[0] ?? 0) : middle - mostSpan / 2;
    this.first = lowerBound(pcs, from);
    this.base = pcs[this.first] ?? 0;
    this.limit = (pcs[lowerBound(pcs, from + mostSpan) - 1] ?? 0) + 1;
  }

  /** With an address behind all others at the end, where searches stop. */
  get bounded(): Float64Array {
    if (this.boundedPcs === undefined) {
      this.boundedPcs = new Float64Array(this.pcs.length + 1);
      this.fill(this.boundedPcs);
    }
    return this.boundedPcs;
  }

  /** Entries of the table. */
  get blocks(): number {
    return ((this.limit - this.base) >>> blockShift) + 1;
  }

  /** Of each block from `base` on, the place of the first address in it or behind it. */
  private get firsts(): Int32Array {
    if (this.table === undefined) {
      const { base, pcs, limit } = this;
      const firsts = new Int32Array(this.blocks).fill(pcs.length);
      let block = 0;
      for (let at = this.first; pcs[at]! < limit; at++) {
        const last = (pcs[at]! - base) >>> blockShift;
        while (block <= last) firsts[block++] = at;
      }
      this.table = firsts;
    }
    return this.table;
  }

  /** Fills `bounded` elsewhere. */
  fill(bounded: Float64Array): void {
    bounded.set(this.pcs);
    bounded[this.pcs.length] = Infinity;
  }

  /** Uses what has been filled elsewhere. */
  use(bounded: Float64Array, firsts: Int32Array): void {
    this.boundedPcs = bounded;
    this.table = firsts;
  }

  /** How many are below an address: the place of the first one at it or behind it. */
  below(address: number): number {
    const { bounded, base } = this;
    if (!(address >= base && address < this.limit)) return lowerBound(this.pcs, address);
    let at = this.firsts[(address - base) >>> blockShift]!;
    while (bounded[at]! < address) at++;
    return at;
  }
}

/** 0 for NaN. */
function lowerBound(pcs: Float64Array, address: number): number {
  let low = 0;
  let high = pcs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (pcs[middle]! < address) low = middle + 1;
    else high = middle;
  }
  return low;
}
