import { Floats, Ints } from "./grow";

/**
 * The rows of the detail tables: label values and the figures of metrics, all as small integers. A row is a shape (which
 * label keys) and one value a key; a cell is a metric of a row. Rows and cells are found by hash, however many there are.
 */
export class Rows {
  /** Of a row: its shape, where its label values start, its newest cell (-1 without). */
  readonly shape = new Ints();
  readonly start = new Ints();
  readonly newest = new Ints();
  readonly values = new Ints();
  /** Of a cell: its row, its metric, the cell of the row before it, the first figure and the sum of all. */
  readonly cellRow = new Ints();
  readonly metric = new Ints();
  readonly before = new Ints();
  readonly first = new Floats();
  readonly sum = new Floats();
  private rowSlots = new Int32Array(1024).fill(-1);
  private cellSlots = new Int32Array(1024).fill(-1);

  get length(): number {
    return this.shape.length;
  }

  /** The row of a shape with these label values; a new one where there is none. */
  row(shape: number, values: Int32Array, count: number): number {
    let slot = this.rowHash(shape, values, 0, count) & (this.rowSlots.length - 1);
    for (let row = this.rowSlots[slot]!; row >= 0; row = this.rowSlots[slot]!) {
      if (this.shape.data[row] === shape && this.holds(row, values, count)) return row;
      slot = (slot + 1) & (this.rowSlots.length - 1);
    }
    const row = this.shape.push(shape);
    this.rowSlots[slot] = row;
    this.start.push(this.values.length);
    this.newest.push(-1);
    for (let i = 0; i < count; i++) this.values.push(values[i]!);
    if (2 * this.length > this.rowSlots.length) this.growRows();
    return row;
  }

  /** Adds a figure to a row. */
  add(row: number, metric: number, value: number): void {
    let slot = cellHash(row, metric) & (this.cellSlots.length - 1);
    for (let cell = this.cellSlots[slot]!; cell >= 0; cell = this.cellSlots[slot]!) {
      if (this.cellRow.data[cell] === row && this.metric.data[cell] === metric) {
        this.sum.data[cell]! += value;
        return;
      }
      slot = (slot + 1) & (this.cellSlots.length - 1);
    }
    const cell = this.cellRow.push(row);
    this.cellSlots[slot] = cell;
    this.metric.push(metric);
    this.before.push(this.newest.data[row]!);
    this.newest.data[row] = cell;
    this.first.push(value);
    this.sum.push(value);
    if (2 * this.metric.length > this.cellSlots.length) this.growCells();
  }

  /** The figure of a metric in a row: its cell, -1 where it has none. */
  cell(row: number, metric: number): number {
    let slot = cellHash(row, metric) & (this.cellSlots.length - 1);
    for (let cell = this.cellSlots[slot]!; cell >= 0; cell = this.cellSlots[slot]!) {
      if (this.cellRow.data[cell] === row && this.metric.data[cell] === metric) return cell;
      slot = (slot + 1) & (this.cellSlots.length - 1);
    }
    return -1;
  }

  private holds(row: number, values: Int32Array, count: number): boolean {
    const start = this.start.data[row]!;
    for (let i = 0; i < count; i++) if (this.values.data[start + i] !== values[i]) return false;
    return true;
  }

  private rowHash(shape: number, values: Int32Array, from: number, count: number): number {
    let h = Math.imul(shape + 1, 0x9e3779b1);
    for (let i = 0; i < count; i++) {
      h = Math.imul(h ^ values[from + i]!, 0x85ebca6b);
      h ^= h >>> 15;
    }
    return h ^ (h >>> 13);
  }

  private growRows(): void {
    const slots = new Int32Array(2 * this.rowSlots.length).fill(-1);
    const mask = slots.length - 1;
    for (let row = 0; row < this.length; row++) {
      const start = this.start.data[row]!;
      const end = row + 1 < this.length ? this.start.data[row + 1]! : this.values.length;
      let slot = this.rowHash(this.shape.data[row]!, this.values.data, start, end - start) & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = row;
    }
    this.rowSlots = slots;
  }

  private growCells(): void {
    const slots = new Int32Array(2 * this.cellSlots.length).fill(-1);
    const mask = slots.length - 1;
    for (let cell = 0; cell < this.metric.length; cell++) {
      let slot = cellHash(this.cellRow.data[cell]!, this.metric.data[cell]!) & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = cell;
    }
    this.cellSlots = slots;
  }
}

function cellHash(row: number, metric: number): number {
  let h = Math.imul(row + 1, 0x9e3779b1) ^ Math.imul(metric + 1, 0x85ebca6b);
  h ^= h >>> 16;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 13);
}
