import { op } from "../../../../wasm/functionBody";
import { KernelBody } from "../../../../wasm/kernelBody";
import { f64 } from "../../../../wasm/wasmModule";
import type { ZiskModel } from "../model";
import type { TallyLayout } from "./tallyKernel";

/** What `instructionCosts` does, in its order, so that it gives the very same numbers. */
export function costKernel(
  layout: TallyLayout,
  model: ZiskModel,
): { readonly instructions: KernelBody; readonly charge: KernelBody } {
  return { instructions: instructions(layout), charge: charge(layout, model) };
}

function instructions({ rows, owner, first, stop, sums, of }: TallyLayout): KernelBody {
  const body = new KernelBody(1);
  const [count, i, row, length, before, at, descends] = [
    0,
    body.int(),
    body.int(),
    body.int(),
    body.int(),
    body.int(),
    body.int(),
  ];
  body.each(i, count, (next) => {
    body.word(rows, i).set(row);
    body.double(of.count, row).f64(0).op(op.f64Eq).brIf(next);
    body.word(owner, row).set(at);
    const isOther = body.open(op.block);
    body.get(length).op(op.i32Eqz).brIf(isOther);
    body.get(at).get(before).op(op.i32Ne).brIf(isOther);
    body
      .ofWord(length)
      .get(row)
      .i32(1)
      .op(op.i32Add)
      .memory(op.i32Store, stop - 4)
      .br(next)
      .end();
    body.get(descends).get(at).get(before).op(op.i32LtU).op(op.i32Or).set(descends);
    body.get(at).set(before);
    body.ofWord(length).get(row).memory(op.i32Store, first);
    body
      .add(length, 1)
      .ofWord(length)
      .get(row)
      .i32(1)
      .op(op.i32Add)
      .memory(op.i32Store, stop - 4);
  });
  body.i32(0).get(descends).op(op.i32Eqz).op(op.f64ConvertI32U).memory(op.f64Store, sums);
  return body.get(length);
}

function charge(layout: TallyLayout, model: ZiskModel): KernelBody {
  const { owner, of, first, stop, opCounts, opCosts, fullCost, isPrecompile, isSite, limits } = layout;
  const { regionSteps, pc, runs, steps, main, opcodes, precompiles, memory, spared, cost, sums } = layout;
  const body = new KernelBody(1);
  const int = (): number => body.int();
  const double = (): number => body.local(f64);
  const [length, i, row, end, at, code, region, sites] = [0, int(), int(), int(), int(), int(), int(), int()];
  const [entry, kind, place, start, found] = [int(), int(), int(), int(), int()];
  const [n, paid, saved] = [double(), double(), double()];
  const [ofSteps, ofOpcodes, ofPrecompiles, ofMemory, ofMain] = [
    double(),
    double(),
    double(),
    double(),
    double(),
  ];
  const [allOpcodes, allPrecompiles, savedAny] = [double(), double(), double()];
  const increase = (sum: number, by: number): KernelBody => body.get(sum).get(by).op(op.f64Add).set(sum);
  body.each(i, length, () => {
    body.word(first, i).tee(row).i32(2).op(op.i32Shl).memory(op.i32Load, owner).set(at);
    body.word(stop, i).set(end).get(found).set(start);
    body.ofLong(i).get(at).op(op.f64ConvertI32U).memory(op.f64Store, pc);
    body.ofLong(i).double(of.count, row).memory(op.f64Store, runs);
    for (const sum of [ofSteps, ofOpcodes, ofPrecompiles, ofMemory]) body.f64(0).set(sum);
    const again = body.open(op.loop);
    body.get(row).memory(op.i32Load8U, layout.op).set(code);
    body.double(of.count, row).set(n).double(of.opCost, row).set(paid);
    increase(ofSteps, n);
    body.get(ofMemory).double(of.memCost, row).op(op.f64Add).set(ofMemory);
    body.addTo(opCounts, code, n).addTo(opCosts, code, paid);
    body.byte(isPrecompile, code).open(op.if);
    increase(ofPrecompiles, paid);
    const isNone = body.open(op.block);
    body.byte(isSite, code).op(op.i32Eqz).brIf(isNone);
    body.get(n).f64(0).op(op.f64Gt).op(op.i32Eqz).brIf(isNone);
    body.ofWord(sites).get(row).memory(op.i32Store, layout.sites).add(sites, 1).end();
    body.else();
    increase(ofOpcodes, paid).end();
    const isFull = body.open(op.block);
    body.double(fullCost, code).get(n).op(op.f64Mul).get(paid).op(op.f64Sub).tee(saved);
    body.f64(0).op(op.f64Gt).op(op.i32Eqz).brIf(isFull);
    body.f64(1).set(savedAny).addTo(spared, i, saved).end();
    // Accesses of its rows, each class once.
    body.word(of.heads, row).set(entry);
    const last = body.open(op.block);
    const each = body.open(op.loop);
    body.get(entry).op(op.i32Eqz).brIf(last);
    const none = body.open(op.block);
    body.double(layout.counts, entry).tee(saved).f64(0).op(op.f64Eq).brIf(none);
    body.byte(layout.kinds, entry).set(kind).get(start).set(place);
    const known = body.open(op.block);
    const seek = body.open(op.loop);
    const isNew = body.open(op.block);
    body.get(place).get(found).op(op.i32GeS).brIf(isNew);
    body.byte(layout.accessKind, place).get(kind).op(op.i32Eq).brIf(known).add(place, 1).br(seek).end().end();
    body.add(found, 1).end();
    body.ofWord(place).get(i).memory(op.i32Store, layout.accessIndex);
    body.get(place).get(kind).memory(op.i32Store8, layout.accessKind);
    body.addTo(layout.accessCount, place, saved).end();
    body.word(layout.nexts, entry).set(entry).br(each).end().end();
    body.get(row).i32(1).op(op.i32Add).tee(row).get(end).op(op.i32LtS).brIf(again).end();

    body.get(ofSteps).f64(model.main).op(op.f64Mul).set(ofMain);
    for (const [column, value] of [
      [steps, ofSteps],
      [main, ofMain],
      [opcodes, ofOpcodes],
      [precompiles, ofPrecompiles],
      [memory, ofMemory],
    ] as const)
      body.ofLong(i).get(value).memory(op.f64Store, column);
    body.ofLong(i).get(ofMain).get(ofOpcodes).op(op.f64Add).get(ofPrecompiles).op(op.f64Add);
    body.get(ofMemory).op(op.f64Add).memory(op.f64Store, cost);
    increase(allOpcodes, ofOpcodes);
    increase(allPrecompiles, ofPrecompiles);
    const inside = body.open(op.block);
    const further = body.open(op.loop);
    body.get(region).i32(4).op(op.i32GeS).brIf(inside);
    body.get(at).word(limits, region).op(op.i32LtU).brIf(inside);
    body.add(region, 1).br(further).end().end();
    body.addTo(regionSteps, region, ofSteps);
  });
  body.get(sites).op(op.f64ConvertI32U).set(n);
  for (const [place, sum] of [allOpcodes, allPrecompiles, savedAny, n].entries())
    body
      .i32(0)
      .get(sum)
      .memory(op.f64Store, sums + 8 * place);
  return body.get(found);
}
