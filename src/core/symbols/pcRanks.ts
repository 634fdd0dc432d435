/** Bytes of code that one entry of the table stands for. */
const blockBytes = 32;
/** Most blocks of the table: beyond that addresses lie so far apart that they are searched for. */
const mostBlocks = 1 << 22;

/** Addresses in ascending order, and how many of them lie below any other address. */
export class PcRanks {
  private readonly base: number;
  /** Of each block from `base` on, the place of the first address in it or behind it; empty where there are too many. */
  private readonly firsts: Int32Array;
  /** With an address behind all others at the end, where searches stop. */
  readonly bounded: Float64Array;

  constructor(readonly pcs: Float64Array) {
    const { length } = pcs;
    const bounded = new Float64Array(length + 1);
    bounded.set(pcs);
    bounded[length] = Infinity;
    this.bounded = bounded;
    this.base = length === 0 ? 0 : pcs[0]!;
    const span = length === 0 ? 0 : pcs[length - 1]! - this.base;
    const blocks = Math.floor(span / blockBytes) + 1;
    const fits = blocks <= mostBlocks;
    const firsts = new Int32Array(fits ? blocks : 0);
    let at = 0;
    for (let block = 0; block < firsts.length; block++) {
      const start = this.base + block * blockBytes;
      while (bounded[at]! < start) at++;
      firsts[block] = at;
    }
    this.firsts = firsts;
  }

  /** How many are below an address: the place of the first one at it or behind it. */
  below(address: number): number {
    const { bounded, pcs, firsts } = this;
    // Also for NaN.
    if (!(address > this.base)) return 0;
    const block = Math.floor((address - this.base) / blockBytes);
    if (block < firsts.length) {
      let at = firsts[block]!;
      while (bounded[at]! < address) at++;
      return at;
    }
    if (firsts.length > 0) {
      // Behind the last block: in what is left of it, or behind all.
      return pcs.length;
    }
    let low = 0;
    let high = pcs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (pcs[middle]! < address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
