/** A growing column of numbers. */
export class FloatColumn {
  length = 0;
  private values = new Float64Array(256);

  append(batch: Float64Array, count: number): void {
    if (this.length + count > this.values.length) {
      const grown = new Float64Array(Math.max(2 * this.values.length, this.length + count));
      grown.set(this.values.subarray(0, this.length));
      this.values = grown;
    }
    this.values.set(batch.subarray(0, count), this.length);
    this.length += count;
  }

  clear(): void {
    this.length = 0;
  }

  /** The rows themselves; appending later does not change them for certain. */
  get rows(): Float64Array {
    return this.values.subarray(0, this.length);
  }
}
