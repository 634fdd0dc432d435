/** Growing columns that are read while they grow. */
export class Ints {
  length = 0;
  data = new Int32Array(256);

  push(value: number): number {
    if (this.length === this.data.length) {
      const grown = new Int32Array(2 * this.length);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length] = value;
    return this.length++;
  }
}

/** As `Ints`, of doubles. */
export class Floats {
  length = 0;
  data = new Float64Array(256);

  push(value: number): number {
    if (this.length === this.data.length) {
      const grown = new Float64Array(2 * this.length);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length] = value;
    return this.length++;
  }
}
