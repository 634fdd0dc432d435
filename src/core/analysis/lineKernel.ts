import { op } from "../wasm/functionBody";
import { KernelBody } from "../wasm/kernelBody";
import { idOfKey } from "../wasm/keyTable";
import { f64, i32, i64, WasmModule } from "../wasm/wasmModule";
import type { LinePlaces } from "./linePlaces";

// What `chargeLines` does, as WebAssembly: a guest has tens of thousands of instructions, each of which is looked at once,
// where script takes longer to be compiled than to run.

/** Larger line numbers are damage. */
export const maxLine = 1 << 24;
/** Levels of inlining above a place that are looked at for the same line. */
export const maxInlineDepth = 512;
/** Bits of a row, and behind them of a line, in what rows are sorted by. */
const rowBits = 20;
const lineBits = 24;
/** Most rows, and most files, that fit there. */
export const mostRows = 1 << rowBits;

/** Steps of `chargeLines`, in this order; a mask is a power of two less one, at least twice the number of keys. */
export interface LineKernel {
  /** Puts neighbours of one place together; gives the number of stretches. */
  stretches(instructions: number): number;
  /** Numbers pairs of table and number; gives how many there are. */
  pairs(stretches: number, mask: number): number;
  /** Marks the instances that stretches stand in. */
  used(stretches: number, nodes: number): void;
  /** Numbers lines; `unnamed` is a file that is none. Gives how many there are. */
  lines(stretches: number, nodes: number, mask: number, unnamed: number): number;
  /** Writes what rows are sorted by. */
  keys(rows: number): void;
  /** Takes up the order. */
  ordered(rows: number, stretches: number, nodes: number): void;
  /** Charges one metric; `self`, `total` and `below` hold zeros. Gives what found a line. */
  charge(stretches: number, nodes: number): number;
}

/** The kernel over one memory. */
export function lineKernel(memory: WebAssembly.Memory, places: LinePlaces): LineKernel {
  const pages = memory.buffer.byteLength >>> 16;
  const wasm = new WasmModule({ memoryPages: { minimum: pages, maximum: pages } });
  new KernelWriter(wasm, places).write();
  const module = new WebAssembly.Module(wasm.build());
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as LineKernel;
}

class KernelWriter {
  constructor(
    private readonly wasm: WasmModule,
    private readonly places: LinePlaces,
  ) {}

  write(): void {
    const idOf = this.define([i32, i32, i32, i64], [i32], idOfKey());
    const rowOf = this.define([i32, i32, i32, i32], [i32], this.rowOf(idOf));
    const isAbove = this.define([i32, i32], [i32], this.isAbove());
    const of = (
      name: string,
      params: number,
      results: typeof i32 | typeof f64 | null,
      body: KernelBody,
    ): void => {
      const type = new Array<typeof i32>(params).fill(i32);
      this.wasm.exportFunction(name, this.define(type, results === null ? [] : [results], body));
    };
    of("stretches", 1, i32, this.stretches());
    of("pairs", 2, i32, this.pairs(idOf));
    of("used", 2, null, this.used());
    of("lines", 4, i32, this.lines(rowOf, isAbove));
    of("keys", 1, null, this.keys());
    of("ordered", 3, null, this.ordered());
    of("charge", 2, f64, this.charge());
  }

  private define(
    params: readonly (typeof i32 | typeof i64)[],
    results: readonly (typeof i32 | typeof f64)[],
    body: KernelBody,
  ): number {
    return this.wasm.define(this.wasm.type(params, results), body.take());
  }

  private stretches(): KernelBody {
    const { pcs, all, rows, node, end, first } = this.places;
    const body = new KernelBody(1);
    const [instructions, i, at, count, row, before, inner] = [
      0,
      body.int(),
      body.int(),
      body.int(),
      body.int(),
      body.int(),
      body.int(),
    ];
    const pc = body.local(f64);
    body.each(i, instructions, (next) => {
      // 1. Its place among the part's.
      body.double(pcs, i).set(pc);
      const found = body.open(op.block);
      const seek = body.open(op.loop);
      body.double(all, at).get(pc).op(op.f64Lt).op(op.i32Eqz).brIf(found).add(at, 1).br(seek).end().end();
      // 2. Is the same known of it as of the stretch?
      body.get(at).i32(12).op(op.i32Mul).set(row);
      const differs = body.open(op.block);
      body.get(count).op(op.i32Eqz).brIf(differs);
      body.word(node, at).get(inner).op(op.i32Ne).brIf(differs);
      for (const of of [8, 4, 0]) {
        body.get(row).memory(op.i32Load, rows + of);
        body
          .get(before)
          .memory(op.i32Load, rows + of)
          .op(op.i32Ne)
          .brIf(differs);
      }
      body.br(next).end();
      // 3. Another one begins.
      body
        .ofWord(count)
        .get(i)
        .memory(op.i32Store, end - 4);
      body.ofWord(count).get(at).memory(op.i32Store, first);
      body.get(row).set(before).word(node, at).set(inner).add(count, 1);
    });
    body
      .ofWord(count)
      .get(instructions)
      .memory(op.i32Store, end - 4);
    return body.get(count);
  }

  private pairs(idOf: number): KernelBody {
    const { rows, first, pair, pairTable, pairKeys } = this.places;
    const body = new KernelBody(2);
    const [stretches, mask, i] = [0, 1, body.int()];
    body.each(i, stretches, () => {
      body.ofWord(i).i32(pairTable).i32(pairKeys).get(mask);
      body.word(first, i).i32(12).op(op.i32Mul).memory(op.i64Load, rows);
      body.call(idOf).memory(op.i32Store, pair);
    });
    return body.i32(pairKeys - 8).memory(op.i32Load);
  }

  private used(): KernelBody {
    const { node, first, inner, parent, used } = this.places;
    const body = new KernelBody(2);
    const [stretches, nodes, i, of] = [0, 1, body.int(), body.int()];
    body.each(i, stretches, (next) => {
      body.word(first, i).set(of);
      body.ofWord(i).word(node, of).tee(of).memory(op.i32Store, inner);
      body.get(of).i32(0).op(op.i32LtS).brIf(next);
      body.get(of).i32(1).memory(op.i32Store8, used);
    });
    return body.eachDown(i, nodes, (next) => {
      body.byte(used, i).op(op.i32Eqz).brIf(next);
      body.word(parent, i).tee(of).i32(0).op(op.i32LtS).brIf(next);
      body.get(of).i32(1).memory(op.i32Store8, used);
    });
  }

  /** (file, line, mask, unnamed): the row of a line; -1 for what is none. */
  private rowOf(idOf: number): KernelBody {
    const { hasRows, rowTable, rowKeys } = this.places;
    const body = new KernelBody(4);
    const [file, line, mask, unnamed] = [0, 1, 2, 3];
    const isLine = body.open(op.block);
    body
      .get(line)
      .i32(1)
      .op(op.i32Sub)
      .i32(maxLine - 1)
      .op(op.i32LtU)
      .brIf(isLine);
    body.i32(-1).op(op.return).end();
    body.get(file).i32(1).op(op.i32Add).i32(0);
    body.get(file).i32(0).op(op.i32GeS).get(file).get(unnamed).op(op.i32Ne).op(op.i32And);
    body.op(op.select).tee(file).i32(1).memory(op.i32Store8, hasRows);
    body.i32(rowTable).i32(rowKeys).get(mask);
    body.get(file).op(op.i64ExtendI32U).i64(lineBits).op(op.i64Shl);
    body.get(line).op(op.i64ExtendI32U).op(op.i64Or);
    return body.call(idOf);
  }

  /** (instance, row): 1 where it, or one that it is in, was inlined at a row. */
  private isAbove(): KernelBody {
    const { parent, site } = this.places;
    const body = new KernelBody(2);
    const [from, row, left] = [0, 1, body.int()];
    body.i32(maxInlineDepth).set(left);
    const not = body.open(op.block);
    const again = body.open(op.loop);
    body.get(from).i32(0).op(op.i32LtS).brIf(not);
    const other = body.open(op.block);
    body.word(site, from).get(row).op(op.i32Ne).brIf(other).i32(1).op(op.return).end();
    body.word(parent, from).set(from);
    body.get(left).i32(1).op(op.i32Sub).tee(left).brIf(again).end().end();
    return body.i32(0);
  }

  private lines(rowOf: number, isAbove: number): KernelBody {
    const { rows, first, pair, pairFile, own, ownTotal, inner, rowKeys } = this.places;
    const { parent, used, siteFile, siteLine, site, siteTotal } = this.places;
    const body = new KernelBody(4);
    const [stretches, nodes, mask, unnamed] = [0, 1, 2, 3];
    const [i, of, row] = [body.int(), body.int(), body.int()];
    // 1. A row for each line that is named.
    body.each(i, stretches, (next) => {
      body.ofWord(i).i32(-1).memory(op.i32Store, own);
      body.word(pair, i).set(of).word(pairFile, of).tee(of).i32(0).op(op.i32LtS).brIf(next);
      body.ofWord(i).get(of);
      body
        .word(first, i)
        .i32(12)
        .op(op.i32Mul)
        .memory(op.i32Load, rows + 8);
      body.get(mask).get(unnamed).call(rowOf).memory(op.i32Store, own);
    });
    body.each(i, nodes, (next) => {
      body.ofWord(i).i32(-1).memory(op.i32Store, site);
      body.byte(used, i).op(op.i32Eqz).brIf(next);
      body.word(parent, i).i32(0).op(op.i32LtS).brIf(next);
      body.ofWord(i).word(siteFile, i).word(siteLine, i);
      body.get(mask).get(unnamed).call(rowOf).memory(op.i32Store, site);
    });
    // 2. Of several frames of a chain at one line the outermost counts for all.
    for (const [count, at, above, total] of [
      [nodes, site, parent, siteTotal],
      [stretches, own, inner, ownTotal],
    ] as const)
      body.each(i, count, (next) => {
        body.ofWord(i).word(at, i).tee(row).memory(op.i32Store, total);
        body.get(row).i32(0).op(op.i32LtS).brIf(next);
        body.word(above, i).get(row).call(isAbove).op(op.i32Eqz).brIf(next);
        body.ofWord(i).i32(-1).memory(op.i32Store, total);
      });
    return body.i32(rowKeys - 8).memory(op.i32Load);
  }

  private keys(): KernelBody {
    const { rowKeys, rank, order } = this.places;
    const body = new KernelBody(1);
    const [rows, i, file, key] = [0, body.int(), body.int(), body.long()];
    return body.each(i, rows, () => {
      body.ofLong(i).memory(op.i64Load, rowKeys).tee(key);
      body.i64(lineBits).op(op.i64ShrU).op(op.i32WrapI64).set(file);
      body.ofLong(i).word(rank, file).op(op.i64ExtendI32U).i64(lineBits).op(op.i64Shl);
      body
        .get(key)
        .i64(maxLine - 1)
        .op(op.i64And)
        .op(op.i64Or)
        .i64(rowBits)
        .op(op.i64Shl);
      body.get(i).op(op.i64ExtendI32U).op(op.i64Or).memory(op.i64Store, order);
    });
  }

  private ordered(): KernelBody {
    const { order, file, line, place, end, own, ownTotal, siteTotal, rowOf } = this.places;
    const body = new KernelBody(3);
    const [rows, stretches, nodes, i, at, stop] = [0, 1, 2, body.int(), body.int(), body.int()];
    const key = body.long();
    body.each(i, rows, () => {
      body.ofLong(i).memory(op.i64Load, order).set(key);
      body
        .ofWord(i)
        .get(key)
        .i64(rowBits + lineBits)
        .op(op.i64ShrU)
        .op(op.i32WrapI64);
      body.memory(op.i32Store, file);
      body.ofWord(i).get(key).i64(rowBits).op(op.i64ShrU).op(op.i32WrapI64);
      body
        .i32(maxLine - 1)
        .op(op.i32And)
        .memory(op.i32Store, line);
      body
        .get(key)
        .op(op.i32WrapI64)
        .i32(mostRows - 1)
        .op(op.i32And)
        .i32(2)
        .op(op.i32Shl);
      body.get(i).memory(op.i32Store, place);
    });
    for (const [count, column] of [
      [stretches, own],
      [stretches, ownTotal],
      [nodes, siteTotal],
    ] as const)
      body.each(i, count, (next) => {
        body.word(column, i).tee(at).i32(0).op(op.i32LtS).brIf(next);
        body.ofWord(i).word(place, at).memory(op.i32Store, column);
      });
    body.i32(0).set(at);
    return body.each(i, stretches, (next) => {
      body.word(end, i).set(stop);
      const again = body.open(op.loop);
      body.get(at).get(stop).op(op.i32GeS).brIf(next);
      body.ofWord(at).word(own, i).memory(op.i32Store, rowOf).add(at, 1).br(again).end();
    });
  }

  private charge(): KernelBody {
    const { cost, end, own, ownTotal, inner, parent, siteTotal, below, self, total } = this.places;
    const body = new KernelBody(2);
    const [stretches, nodes, i, at, of] = [0, 1, body.int(), body.int(), body.int()];
    const [sum, found] = [body.local(f64), body.local(f64)];
    const unless0 = (next: number): KernelBody => body.get(sum).f64(0).op(op.f64Eq).brIf(next);
    const addAt = (to: number, column: number, by: number): void => {
      const none = body.open(op.block);
      body.word(column, by).tee(of).i32(0).op(op.i32LtS).brIf(none).addTo(to, of, sum).end();
    };
    body.each(i, stretches, (next) => {
      body.f64(0).set(sum);
      const done = body.open(op.block);
      const again = body.open(op.loop);
      body.get(at).word(end, i).op(op.i32GeS).brIf(done);
      body.get(sum).double(cost, at).op(op.f64Add).set(sum).add(at, 1).br(again).end().end();
      unless0(next);
      addAt(below, inner, i);
      addAt(total, ownTotal, i);
      body.word(own, i).tee(of).i32(0).op(op.i32LtS).brIf(next);
      body.addTo(self, of, sum).get(found).get(sum).op(op.f64Add).set(found);
    });
    body.eachDown(i, nodes, (next) => {
      body.double(below, i).set(sum);
      unless0(next);
      addAt(total, siteTotal, i);
      addAt(below, parent, i);
    });
    return body.get(found);
  }
}
