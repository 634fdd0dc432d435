const blockLength = 1 << 16;
/** Stands in a block for a value that has no room in 32 bits; the values stand in `large` in order. */
const escape = -2;
/** What no integer of [0, 2^53) is: null, NaN, a negative number. */
const missing = -1;

/**
 * An append-only column of non-negative integers, four bytes each, twelve for the rare ones above
 * 2^31. Blocks, so that growing never copies.
 */
export class IntColumn {
  length = 0;
  private readonly blocks: Int32Array[] = [];
  private readonly large: number[] = [];
  private block = new Int32Array(0);
  private used = 0;

  /** Values are rounded to integers. */
  append(batch: Float64Array, count: number): void {
    for (let k = 0; k < count; k++) {
      if (this.used === this.block.length) {
        this.block = new Int32Array(this.length === 0 ? 1024 : blockLength);
        this.blocks.push(this.block);
        this.used = 0;
      }
      const value = Math.round(batch[k]!);
      if (value >= 0 && value <= 0x7fffffff) this.block[this.used++] = value;
      else if (value > 0) {
        this.block[this.used++] = escape;
        this.large.push(value);
      } else this.block[this.used++] = missing;
      this.length++;
    }
  }

  reader(): IntReader {
    return new IntReader(this.blocks, this.large, this.length);
  }
}

/** Reads an IntColumn once, in order. */
export class IntReader {
  private block = 0;
  private at = 0;
  private nextLarge = 0;

  constructor(
    private readonly blocks: readonly Int32Array[],
    private readonly large: readonly number[],
    private left: number,
  ) {}

  /** Fills the batch with the next values and says how many there were. */
  read(batch: Float64Array, count: number): number {
    const n = Math.min(count, this.left);
    for (let k = 0; k < n; k++) {
      let block = this.blocks[this.block]!;
      if (this.at === block.length) {
        block = this.blocks[++this.block]!;
        this.at = 0;
      }
      const value = block[this.at++]!;
      batch[k] = value === escape ? this.large[this.nextLarge++]! : value;
    }
    this.left -= n;
    return n;
  }
}
