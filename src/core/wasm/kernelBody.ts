import { FunctionBody, op } from "./functionBody";
import { i32, i64 } from "./wasmModule";

/**
 * The body of a function that loops over columns in linear memory. A column is the address that it begins at, known when
 * the function is written; entries are found by a local. Sizes and addresses stay below 2^31.
 */
export class KernelBody extends FunctionBody {
  /** A local of 32 bits. */
  int(): number {
    return this.local(i32);
  }

  /** One of 64 bits. */
  long(): number {
    return this.local(i64);
  }

  /** For i from 0 up to `end`, both locals; a branch to the label that `write` is given goes on with the next one. */
  each(i: number, end: number, write: (next: number) => void): this {
    this.i32(0).set(i);
    const done = this.open(op.block);
    const again = this.open(op.loop);
    this.get(i).get(end).op(op.i32GeS).brIf(done);
    const next = this.open(op.block);
    write(next);
    return this.end().add(i, 1).br(again).end().end();
  }

  /** For i from `end` − 1 down to 0. */
  eachDown(i: number, end: number, write: (next: number) => void): this {
    this.get(end).set(i);
    const done = this.open(op.block);
    const again = this.open(op.loop);
    this.get(i).op(op.i32Eqz).brIf(done).add(i, -1);
    const next = this.open(op.block);
    write(next);
    return this.end().br(again).end().end();
  }

  /** Adds to a local. */
  add(local: number, by: number): this {
    return this.get(local).i32(by).op(op.i32Add).set(local);
  }

  /** Pushes where an entry of 4 bytes stands behind the beginning of its column, for a store. */
  ofWord(i: number): this {
    return this.get(i).i32(2).op(op.i32Shl);
  }

  /** As much of an entry of 8 bytes. */
  ofLong(i: number): this {
    return this.get(i).i32(3).op(op.i32Shl);
  }

  /** Pushes an entry of a column of 32-bit numbers. */
  word(column: number, i: number): this {
    return this.ofWord(i).memory(op.i32Load, column);
  }

  /** Pushes an entry of a column of bytes. */
  byte(column: number, i: number): this {
    return this.get(i).memory(op.i32Load8U, column);
  }

  /** Pushes an entry of a column of doubles. */
  double(column: number, i: number): this {
    return this.ofLong(i).memory(op.f64Load, column);
  }

  /** Adds the double in a local to an entry of a column of doubles. */
  addTo(column: number, i: number, value: number): this {
    return this.ofLong(i).double(column, i).get(value).op(op.f64Add).memory(op.f64Store, column);
  }
}
