/** A growing column of table indices: -1 for null and for what is no index. Doubles, so rows stay adjacent. */
export class IndexColumn {
  length = 0;
  private values = new Int32Array(256);

  append(batch: Float64Array, count: number): void {
    if (this.length + count > this.values.length) {
      const grown = new Int32Array(Math.max(2 * this.values.length, this.length + count));
      grown.set(this.values);
      this.values = grown;
    }
    for (let k = 0; k < count; k++) {
      const value = batch[k]!;
      this.values[this.length++] = value >= 0 && value <= 0x7fffffff && Number.isInteger(value) ? value : -1;
    }
  }

  clear(): void {
    this.length = 0;
  }

  /** The rows themselves; appending later does not change them for certain. */
  get rows(): Int32Array {
    return this.values.subarray(0, this.length);
  }
}
