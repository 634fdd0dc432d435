/** Number columns that grow: what millions of rows need in place of arrays of objects. */
export class IntColumn {
  length = 0;
  private items = new Int32Array(1024);

  push(value: number): void {
    if (this.length === this.items.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length++] = value;
  }
  at(index: number): number {
    return this.items[index]!;
  }
  set(index: number, value: number): void {
    this.items[index] = value;
  }
  array(): Int32Array {
    return this.items.subarray(0, this.length);
  }
}

export class FloatColumn {
  length = 0;
  private items = new Float64Array(1024);

  push(value: number): void {
    if (this.length === this.items.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.items);
      this.items = larger;
    }
    this.items[this.length++] = value;
  }
  at(index: number): number {
    return this.items[index]!;
  }
  set(index: number, value: number): void {
    this.items[index] = value;
  }
  array(): Float64Array {
    return this.items.subarray(0, this.length);
  }
}
