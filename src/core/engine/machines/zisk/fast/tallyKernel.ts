import { op } from "../../../../wasm/functionBody";
import { KernelBody } from "../../../../wasm/kernelBody";
import { f64, i32, WasmModule } from "../../../../wasm/wasmModule";
import { regionLimits } from "../instructionCosts";
import { from, to } from "../microProgram";
import type { ZiskModel } from "../model";
import { classesOfAccess, mostNumbers } from "./access";
import { field, recordBytes } from "./coldRecord";
import { touchedBits } from "./countPlaces";
import { sum, type TallyPlaces } from "./tallyPlaces";

// What `Tally.total` and `instructionCosts` do, as WebAssembly and in one pass: tens of thousands of rows are each looked at
// once, where script takes longer to be compiled than to run. It writes nothing but its own columns, which are short:
// each page of the long ones that is touched costs more than all rows in it.

/** Sums up `stretches` of rows; gives how many instructions ran. */
export type TallyKernel = (stretches: number, hasTranslated: number) => number;

/** The kernel over the memory of a run. */
export function tallyKernel(memory: WebAssembly.Memory, places: TallyPlaces, model: ZiskModel): TallyKernel {
  const pages = memory.buffer.byteLength >>> 16;
  const wasm = new WasmModule({ memoryPages: { minimum: pages, maximum: pages } });
  const access = wasm.define(wasm.type([i32, i32, i32, i32, f64], [i32]), accessWriter(places).take());
  const writer = new TallyWriter(places, model, access);
  wasm.exportFunction("total", wasm.define(wasm.type([i32, i32], [i32]), writer.write().take()));
  const module = new WebAssembly.Module(wasm.build());
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports["total"] as TallyKernel;
}

/** (start, found, instruction, class, n): accesses of an instruction, each class once; gives how many there are now. */
function accessWriter({ accessIndex, accessKind, accessCount }: TallyPlaces): KernelBody {
  const body = new KernelBody(5);
  const [at, found, instruction, kind, n] = [0, 1, 2, 3, 4];
  const known = body.open(op.block);
  const seek = body.open(op.loop);
  const isNew = body.open(op.block);
  body.get(at).get(found).op(op.i32GeS).brIf(isNew);
  body.byte(accessKind, at).get(kind).op(op.i32Eq).brIf(known).add(at, 1).br(seek).end().end();
  body.ofWord(at).get(instruction).memory(op.i32Store, accessIndex);
  body.get(at).get(kind).memory(op.i32Store8, accessKind).add(found, 1).end();
  return body.addTo(accessCount, at, n).get(found);
}

class TallyWriter {
  private readonly body = new KernelBody(2);
  private readonly stretches = 0;
  private readonly hasTranslated = 1;
  private readonly i = this.body.int();
  private readonly row = this.body.int();
  private readonly stop = this.body.int();
  private readonly record = this.body.int();
  private readonly code = this.body.int();
  /** 1 where the columns hold something of the row. */
  private readonly isTouched = this.body.int();
  /** Runs that were interpreted and that no access was found of, 64 bits. */
  private readonly left = this.body.long();
  /** Of the row: runs, cost of its operation and of its memory. */
  private readonly n = this.body.local(f64);
  private readonly cost = this.body.local(f64);
  private readonly mem = this.body.local(f64);
  private readonly ran = this.body.local(f64);
  private readonly hits = this.body.local(f64);
  private readonly length = this.body.int();
  private readonly instruction = this.body.int();
  private readonly at = this.body.int();
  private readonly before = this.body.int();
  private readonly descends = this.body.int();
  /** Accesses so far, and those before the instruction. */
  private readonly found = this.body.int();
  private readonly start = this.body.int();
  private readonly sites = this.body.int();
  private readonly totals = [0, 1, 2, 3, 4, 5].map(() => this.body.local(f64));

  constructor(
    private readonly places: TallyPlaces,
    private readonly model: ZiskModel,
    private readonly access: number,
  ) {}

  write(): KernelBody {
    const { body, i, row, stop } = this;
    const { stretches, sums } = this.places;
    body.each(i, this.stretches, (next) => {
      body.ofLong(i).memory(op.i32Load, stretches).set(row);
      body
        .ofLong(i)
        .memory(op.i32Load, stretches + 4)
        .set(stop);
      const again = body.open(op.loop);
      body.get(row).get(stop).op(op.i32GeS).brIf(next);
      const other = body.open(op.block);
      this.oneRow(other);
      body.end().add(row, 1).br(again).end();
    });
    this.instructions();
    this.totals.forEach((total, at) =>
      body
        .i32(0)
        .get(total)
        .memory(op.f64Store, sums + 8 * at),
    );
    for (const [at, value] of [
      [sum.sites, this.sites],
      [sum.accesses, this.found],
      [sum.descends, this.descends],
    ] as const)
      body
        .i32(0)
        .get(value)
        .op(op.f64ConvertI32U)
        .memory(op.f64Store, sums + 8 * at);
    return body.get(this.length);
  }

  /** Goes to `next` where it did not run. */
  private oneRow(next: number): void {
    const { body, row, n, cost, mem, isTouched, places } = this;
    const { of } = places;
    body.get(row).i32(recordBytes).op(op.i32Mul).set(this.record);
    body.byte(places.op, row).set(this.code);
    for (const value of [n, cost, mem]) body.f64(0).set(value);
    // 1. What the host ran.
    body.get(row).i32(touchedBits).op(op.i32ShrU).memory(op.i32Load8U, of.touched).tee(isTouched);
    body.open(op.if);
    body.double(of.count, row).set(n).double(of.opCost, row).set(cost).double(of.memCost, row).set(mem).end();
    // 2. What was interpreted, and what was translated.
    this.interpreted();
    this.translated();
    const hasRun = body.open(op.block);
    body.get(n).f64(0).op(op.f64Eq).op(op.i32Eqz).brIf(hasRun);
    this.addTotals();
    body.br(next).end();
    // 3. What instruction it is of.
    this.owner();
    this.accesses();
    this.addTotals();
    this.charge();
  }

  private addTotals(): void {
    for (const [at, value] of [
      [sum.steps, this.n],
      [sum.opTotal, this.cost],
      [sum.memTotal, this.mem],
    ] as const)
      this.increase(this.totals[at]!, value);
  }

  private increase(local: number, by: number): void {
    this.body.get(local).get(by).op(op.f64Add).set(local);
  }

  private interpreted(): void {
    const { body, record, left, ran, hits, cost, places } = this;
    const none = body.open(op.block);
    const counter = (offset: number): KernelBody =>
      body.get(record).memory(op.i64Load, places.records + offset);
    counter(field.runs).tee(left).op(op.i64Eqz).brIf(none);
    body.get(left).op(op.f64ConvertI64S).set(ran);
    counter(field.hits).op(op.f64ConvertI64S).set(hits);
    this.ranMore();
    body.get(cost);
    this.ifAdd(() => this.cheapAndDear(() => counter(field.extra).op(op.f64ConvertI64S)));
    body.op(op.f64Add).set(cost).end();
  }

  private translated(): void {
    const { body, row, ran, hits, cost, places } = this;
    const { of, b, bHi } = places;
    const none = body.open(op.block);
    body.get(this.isTouched).get(this.hasTranslated).op(op.i32And).op(op.i32Eqz).brIf(none);
    body.double(of.runs, row).tee(ran).f64(0).op(op.f64Eq).brIf(none);
    body.double(of.hits, row).set(hits);
    this.ranMore();
    body.get(cost);
    this.ifAdd(() => {
      // A register, or an immediate that is small.
      body.byte(b, row).i32(from.imm).op(op.i32Ne);
      body.word(bHi, row).i32(1).op(op.i32Add).i32(2).op(op.i32LtU).op(op.i32Or).open(op.if, f64);
      this.cheapAndDear(() => body.double(of.dear, row));
      body.else();
      this.paid().double(places.prices, this.code).op(op.f64Mul).end();
    });
    body.op(op.f64Add).set(cost).end();
  }

  private ranMore(): void {
    this.increase(this.n, this.ran);
    this.body.addTo(this.places.frequent, this.code, this.hits);
  }

  /** Pushes steps without frequent operands. */
  private paid(): KernelBody {
    return this.body.get(this.ran).get(this.hits).op(op.f64Sub);
  }

  /** Pushes their cost, of an `add` as `write` does. */
  private ifAdd(write: () => void): void {
    const { body, code } = this;
    body.get(code).i32(this.add.code).op(op.i32Eq).open(op.if, f64);
    write();
    body.else();
    this.paid().double(this.places.prices, code).op(op.f64Mul).end();
  }

  /** Pushes the cost of `add`s; `dear` pushes how many were not cheap. */
  private cheapAndDear(dear: () => void): void {
    const { cheapAdd } = this.model;
    this.paid().f64(cheapAdd).op(op.f64Mul);
    dear();
    this.body
      .f64(this.add.cost - cheapAdd)
      .op(op.f64Mul)
      .op(op.f64Add);
  }

  private get add(): ZiskModel["ops"][number] {
    return this.model.ops.find(({ name }) => name === "add")!;
  }

  private owner(): void {
    const { body, row, at, before, length, places } = this;
    const same = body.open(op.block);
    body.word(places.owner, row).set(at);
    body.get(length).i32(0).op(op.i32Ne).get(at).get(before).op(op.i32Eq).op(op.i32And).brIf(same);
    body.get(this.descends).get(at).get(before).op(op.i32LtU).op(op.i32Or).set(this.descends);
    body.get(at).set(before).get(this.found).set(this.start);
    body.get(length).set(this.instruction).add(length, 1);
    body.ofLong(this.instruction).get(at).op(op.f64ConvertI32U).memory(op.f64Store, places.pc);
    body.ofLong(this.instruction).get(this.n).memory(op.f64Store, places.runs).end();
  }

  /** Those that were counted in WebAssembly, the last class first, then the host's. */
  private accesses(): void {
    const { body, row, left, isTouched, mem, ran, places } = this;
    const { b, store, width, of, nexts, kinds, counts, classes, classPrices, classTotals } = places;
    const [counter, number, first, isStore] = [body.int(), body.int(), body.int(), body.int()];
    const [kind, entry, head] = [body.int(), body.int(), body.int()];
    body.i32(0).set(head).get(isTouched).open(op.if);
    body.word(of.heads, row).set(head).end();
    const none = body.open(op.block);
    const isAny = (column: number, one: number, other: number): void => {
      body.byte(column, row).i32(one).op(op.i32Eq).byte(column, row).i32(other).op(op.i32Eq).op(op.i32Or);
    };
    isAny(store, to.ind, to.mem);
    body.set(isStore);
    isAny(b, from.ind, from.mem);
    body.get(isStore).op(op.i32Or).op(op.i32Eqz).brIf(none);
    body.i32(31).byte(width, row).op(op.i32Clz).op(op.i32Sub).i32(1).op(op.i32Shl).get(isStore);
    body.op(op.i32Add).i32(mostNumbers).op(op.i32Mul).tee(first);
    body.i32(classesOfAccess(true)).i32(classesOfAccess(false)).get(isStore).op(op.select);
    body.op(op.i32Add).set(number);
    const again = body.open(op.loop);
    body.get(left).i64(0).op(op.i64LeS).get(number).get(first).op(op.i32LeS).op(op.i32Or).brIf(none);
    body.add(number, -1);
    body.get(this.record).memory(op.i32Load, places.records + field.counters);
    body.get(number).get(first).op(op.i32Sub).i32(3).op(op.i32Shl).op(op.i32Add).tee(counter);
    body.memory(op.i64Load).op(op.i64Eqz).brIf(again);
    body.get(left).get(counter).memory(op.i64Load).op(op.i64Sub).set(left);
    body.get(counter).memory(op.i64Load).op(op.f64ConvertI64S).set(ran);
    body.byte(classes, number).set(kind);
    body.addTo(classTotals, kind, ran);
    body.get(mem).get(ran).double(classPrices, kind).op(op.f64Mul).op(op.f64Add).set(mem);
    // The host may have counted some of that class too.
    body.get(head).set(entry);
    const isOwn = body.open(op.block);
    const seek = body.open(op.loop);
    body.get(entry).op(op.i32Eqz).brIf(isOwn);
    const other = body.open(op.block);
    body.byte(kinds, entry).get(kind).op(op.i32Ne).brIf(other);
    body.addTo(counts, entry, ran).br(again).end();
    body.word(nexts, entry).set(entry).br(seek).end().end();
    this.callAccess(kind, ran);
    body.br(again).end().end();
    const done = body.open(op.block);
    const each = body.open(op.loop);
    body.get(head).op(op.i32Eqz).brIf(done);
    const taken = body.open(op.block);
    body.double(counts, head).tee(ran).f64(0).op(op.f64Eq).brIf(taken);
    body.byte(kinds, head).set(kind);
    this.callAccess(kind, ran);
    body.end().word(nexts, head).set(head).br(each).end().end();
  }

  private callAccess(kind: number, n: number): void {
    const { body, found } = this;
    body.get(this.start).get(found).get(this.instruction).get(kind).get(n).call(this.access).set(found);
  }

  private charge(): void {
    const { body, code, n, cost, mem, ran, instruction, sites, totals, places } = this;
    body.addTo(places.steps, instruction, n).addTo(places.memory, instruction, mem);
    body.addTo(places.opCounts, code, n).addTo(places.opCosts, code, cost);
    body.byte(places.isPrecompile, code).open(op.if);
    body.addTo(places.precompiles, instruction, cost);
    const none = body.open(op.block);
    body.byte(places.isSite, code).op(op.i32Eqz).brIf(none);
    body.get(n).f64(0).op(op.f64Gt).op(op.i32Eqz).brIf(none);
    body.ofWord(sites).get(this.row).memory(op.i32Store, places.siteRow);
    body.ofLong(sites).get(n).memory(op.f64Store, places.siteRuns);
    body.ofLong(sites).get(cost).memory(op.f64Store, places.siteCost).add(sites, 1).end();
    body.else().addTo(places.opcodes, instruction, cost).end();
    const isFull = body.open(op.block);
    body.double(places.fullCost, code).get(n).op(op.f64Mul).get(cost).op(op.f64Sub).tee(ran);
    body.f64(0).op(op.f64Gt).op(op.i32Eqz).brIf(isFull);
    body.f64(1).set(totals[sum.spared]!).addTo(places.spared, instruction, ran).end();
  }

  /** What each comes to. */
  private instructions(): void {
    const { body, i, at, n, cost, totals, places } = this;
    const region = body.int();
    body.each(i, this.length, () => {
      body.double(places.steps, i).set(n);
      body.ofLong(i).get(n).f64(this.model.main).op(op.f64Mul).tee(cost).memory(op.f64Store, places.main);
      body.ofLong(i).get(cost).double(places.opcodes, i).op(op.f64Add).double(places.precompiles, i);
      body.op(op.f64Add).double(places.memory, i).op(op.f64Add).memory(op.f64Store, places.cost);
      for (const [total, column] of [
        [sum.opcodes, places.opcodes],
        [sum.precompiles, places.precompiles],
      ] as const)
        body.get(totals[total]!).double(column, i).op(op.f64Add).set(totals[total]!);
      body.double(places.pc, i).op(op.i32TruncF64U).set(at);
      const inside = body.open(op.block);
      const further = body.open(op.loop);
      body.get(region).i32(regionLimits.length).op(op.i32GeS).brIf(inside);
      body.get(at).word(places.limits, region).op(op.i32LtU).brIf(inside);
      body.add(region, 1).br(further).end().end();
      body.addTo(places.regionSteps, region, n);
    });
  }
}
