import { op } from "../../../../wasm/functionBody";
import { KernelBody } from "../../../../wasm/kernelBody";
import { f64, i32, WasmModule } from "../../../../wasm/wasmModule";
import { from, to } from "../microProgram";
import type { ZiskModel } from "../model";
import { classesOfAccess, mostNumbers } from "./access";
import { field, recordBytes } from "./coldRecord";
import { costKernel } from "./costKernel";
import type { CountPlaces } from "./countPlaces";
import type { TallyPlaces } from "./tallyPlaces";

// What `Tally.total` and `instructionCosts` do, as WebAssembly: tens of thousands of rows are each looked at once, where
// script takes longer to be compiled than to run.

/** Where everything stands. */
export interface TallyLayout extends TallyPlaces {
  readonly of: CountPlaces;
  readonly records: number;
}

export interface TallyKernel {
  /** Adds what ran as WebAssembly to what the host ran; gives how many accesses are kept. `sums`: steps, cost of operations, of memory. */
  total(rows: number, entries: number, hasTranslated: number): number;
  /** Puts rows of one instruction together; gives how many instructions ran. `sums`: 1 where they ascend. */
  instructions(rows: number): number;
  /**
   * Charges micro-steps to their instruction; gives how many accesses by class there are. `sums`: cost of opcodes, of
   * precompiles, whether any was spared, precompiles that are listed.
   */
  charge(instructions: number): number;
}

/** The kernel over the memory of a run. */
export function tallyKernel(memory: WebAssembly.Memory, layout: TallyLayout, model: ZiskModel): TallyKernel {
  const pages = memory.buffer.byteLength >>> 16;
  const wasm = new WasmModule({ memoryPages: { minimum: pages, maximum: pages } });
  const bodies = { total: total(layout, model), ...costKernel(layout, model) };
  for (const [name, params] of [
    ["total", 3],
    ["instructions", 1],
    ["charge", 1],
  ] as const) {
    const type = wasm.type(new Array<typeof i32>(params).fill(i32), [i32]);
    wasm.exportFunction(name, wasm.define(type, bodies[name].take()));
  }
  const module = new WebAssembly.Module(wasm.build());
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as TallyKernel;
}

/** Three doubles of `sums`. */
function total(layout: TallyLayout, model: ZiskModel): KernelBody {
  const { rows, b, store, prices, frequent, sums, of } = layout;
  const add = model.ops.find(({ name }) => name === "add")!;
  const body = new KernelBody(3);
  const [count, entries, hasTranslated] = [0, 1, 2];
  const [i, row, record, code] = [body.int(), body.int(), body.int(), body.int()];
  const [isStore, isLoad] = [body.int(), body.int()];
  const left = body.long();
  const double = (): number => body.local(f64);
  const [n, cost, cold, hits] = [double(), double(), double(), double()];
  const all = [double(), double(), double()] as const;
  /** Pushes steps that are no `add`s, or that are. */
  const ifAdd = (isAdd: () => void): void => {
    body.get(code).i32(add.code).op(op.i32Eq).open(op.if, f64);
    isAdd();
    body.else().get(cold).get(hits).op(op.f64Sub).double(prices, code).op(op.f64Mul).end();
  };
  const cheap = (): KernelBody => body.get(cold).get(hits).op(op.f64Sub).f64(model.cheapAdd).op(op.f64Mul);
  const dear = (): KernelBody =>
    body
      .f64(add.cost - model.cheapAdd)
      .op(op.f64Mul)
      .op(op.f64Add);
  const isAny = (column: number, first: number, second: number): KernelBody => {
    body.byte(column, row).i32(first).op(op.i32Eq);
    return body.byte(column, row).i32(second).op(op.i32Eq).op(op.i32Or);
  };
  body.each(i, count, () => {
    body.word(rows, i).tee(row).i32(recordBytes).op(op.i32Mul).set(record);
    body.get(row).memory(op.i32Load8U, layout.op).set(code);
    body.double(of.count, row).set(n).double(of.opCost, row).set(cost);
    // 1. What was interpreted.
    const isNotCold = body.open(op.block);
    body
      .get(record)
      .memory(op.i64Load, layout.records + field.runs)
      .tee(left)
      .op(op.i64Eqz)
      .brIf(isNotCold);
    body.get(left).op(op.f64ConvertI64S).set(cold);
    body
      .get(record)
      .memory(op.i64Load, layout.records + field.hits)
      .op(op.f64ConvertI64S)
      .set(hits);
    body.addTo(frequent, code, hits);
    body.get(n).get(cold).op(op.f64Add).set(n);
    body.get(cost);
    ifAdd(() => {
      cheap()
        .get(record)
        .memory(op.i64Load, layout.records + field.extra)
        .op(op.f64ConvertI64S);
      dear();
    });
    body.op(op.f64Add).set(cost);
    isAny(store, to.ind, to.mem).set(isStore);
    isAny(b, from.ind, from.mem).get(isStore).op(op.i32Or).set(isLoad);
    body.get(isLoad).op(op.i32Eqz).brIf(isNotCold);
    accesses(body, layout, { row, record, isStore, left, entries });
    body.end();
    // 2. What was translated.
    const isNotTranslated = body.open(op.block);
    body.get(hasTranslated).op(op.i32Eqz).brIf(isNotTranslated);
    body.double(of.runs, row).tee(cold).f64(0).op(op.f64Eq).brIf(isNotTranslated);
    body.double(of.hits, row).set(hits).addTo(frequent, code, hits);
    body.get(n).get(cold).op(op.f64Add).set(n);
    body.get(cost);
    ifAdd(() => {
      // A register, or an immediate that is small.
      body.byte(b, row).i32(0).op(op.i32Ne);
      body.word(layout.bHi, row).i32(1).op(op.i32Add).i32(2).op(op.i32LtU).op(op.i32Or);
      body.open(op.if, f64);
      cheap().double(of.dear, row);
      dear();
      body.else().get(cold).get(hits).op(op.f64Sub).f64(add.cost).op(op.f64Mul).end();
    });
    body.op(op.f64Add).set(cost).end();
    body.ofLong(row).get(n).memory(op.f64Store, of.count);
    body.ofLong(row).get(cost).memory(op.f64Store, of.opCost);
    body.get(all[0]).get(n).op(op.f64Add).set(all[0]);
    body.get(all[1]).get(cost).op(op.f64Add).set(all[1]);
    body.get(all[2]).double(of.memCost, row).op(op.f64Add).set(all[2]);
  });
  all.forEach((sum, at) =>
    body
      .i32(0)
      .get(sum)
      .memory(op.f64Store, sums + 8 * at),
  );
  return body.get(entries);
}

interface AccessLocals {
  readonly row: number;
  readonly record: number;
  readonly isStore: number;
  /** 64 bits: runs that no access was found of. */
  readonly left: number;
  readonly entries: number;
}

/** One access a run; most rows have one class. */
function accesses(body: KernelBody, layout: TallyLayout, locals: AccessLocals): void {
  const { width, classes, classPrices, nexts, kinds, counts, of } = layout;
  const { row, record, isStore, left, entries } = locals;
  const [at, number, end, kind, entry] = [body.int(), body.int(), body.int(), body.int(), body.int()];
  const n = body.local(f64);
  body
    .get(record)
    .memory(op.i32Load, layout.records + field.counters)
    .set(at);
  // Numbers of its width and direction.
  body.i32(31).byte(width, row).op(op.i32Clz).op(op.i32Sub).i32(2).op(op.i32Mul).get(isStore).op(op.i32Add);
  body.i32(mostNumbers).op(op.i32Mul).tee(number);
  body.i32(classesOfAccess(true)).i32(classesOfAccess(false)).get(isStore).op(op.select);
  body.op(op.i32Add).set(end);
  const done = body.open(op.block);
  const again = body.open(op.loop);
  body.get(number).get(end).op(op.i32GeS).brIf(done);
  body.get(left).i64(0).op(op.i64LeS).brIf(done);
  const next = body.open(op.block);
  body.get(at).memory(op.i64Load).op(op.i64Eqz).brIf(next);
  body.get(left).get(at).memory(op.i64Load).op(op.i64Sub).set(left);
  body.get(at).memory(op.i64Load).op(op.f64ConvertI64S).set(n);
  body.byte(classes, number).set(kind);
  // The entry of the row and class, or a new one.
  body.word(of.heads, row).set(entry);
  const found = body.open(op.block);
  const seek = body.open(op.loop);
  const isNew = body.open(op.block);
  body.get(entry).op(op.i32Eqz).brIf(isNew);
  body.byte(kinds, entry).get(kind).op(op.i32Eq).brIf(found);
  body.word(nexts, entry).set(entry).br(seek).end().end();
  body.get(entries).tee(entry).get(kind).memory(op.i32Store8, kinds);
  body.ofWord(entry).word(of.heads, row).memory(op.i32Store, nexts);
  body.ofWord(row).get(entry).memory(op.i32Store, of.heads);
  body.add(entries, 1).end();
  body.addTo(counts, entry, n);
  body.get(n).double(classPrices, kind).op(op.f64Mul).set(n);
  body.addTo(of.memCost, row, n);
  body.end();
  body.add(number, 1).add(at, 8).br(again).end().end();
}
