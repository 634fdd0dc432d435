import { op } from "../wasm/functionBody";
import { i32 } from "../wasm/wasmModule";
import { DebugBody, debugAt } from "./debugPlaces";
import { At, Form, Tag } from "./dwarfConstants";
import { fixedSize } from "./dwarfForms";

/**
 * Reads the table at `start` of the memory into shapes from `to` on; 0 where something stands in it that no compiler
 * writes: it is to be read by hand then.
 */
export type AbbrevScan = (start: number, to: number) => 0 | 1;

/** Bytes of a shape, and where its words stand in it. */
export const shapeShift = 6;
export const shape = {
  /** As `AbbrevTable.steps`. */
  step: 0,
  flags: 4,
  /** As `Abbrev.size`. */
  size: 8,
  /** As the length of `Abbrev.specs`. */
  work: 12,
  /** Where attributes and forms stand. */
  specs: 16,
  /** Places of values behind the code; -1 for none. A mask says how many of the four bytes count. */
  low: 20,
  high: 24,
  highMask: 28,
  ranges: 32,
  callFile: 36,
  callFileMask: 40,
  callLine: 44,
  callLineMask: 48,
} as const;
/** Bits of its flags. */
export const flag = {
  hasChildren: 1,
  isInlined: 2,
  isFunction: 4,
  /** It says where its code is. */
  hasCode: 8,
  /** `Abbrev.layout` is null. */
  isOdd: 16,
  /** Both: it is read by hand. */
  byHand: 32,
  hasRanges: 64,
  /** The end of the code is an address, or a length of 8 bytes. */
  highIsAddress: 128,
  highIsWide: 256,
} as const;

/** What a form's value takes beyond a number of bytes. */
export const value = {
  leb: 17,
  text: 18,
  block1: 19,
  block2: 20,
  block4: 21,
  block: 22,
  unknown: 255,
} as const;
const mostFixed = 16;
const mostForm = 0x2c;
const mostAttributes = 4096;

/** By form, of addresses of 8 bytes and offsets of 4: bytes of the value, or one of `value`. */
export function formSizes(): Uint8Array {
  const out = new Uint8Array(mostForm + 1).fill(value.unknown);
  for (let form = 0; form <= mostForm; form++) {
    const size = fixedSize(form, { version: 4, addressSize: 8, offsetSize: 4 });
    if (size >= 0) out[form] = size;
  }
  for (const form of [
    Form.udata,
    Form.sdata,
    Form.refUdata,
    Form.strx,
    Form.addrx,
    Form.loclistx,
    Form.rnglistx,
  ])
    out[form] = value.leb;
  out[Form.string] = value.text;
  out[Form.block1] = value.block1;
  out[Form.block2] = value.block2;
  out[Form.block4] = value.block4;
  out[Form.block] = out[Form.exprloc] = value.block;
  return out;
}

/** The body of an `AbbrevScan`, of two parameters. Compilers count codes from 1, each once. */
export function abbrevScan(): DebugBody {
  const body = new DebugBody(2);
  const [pos, to] = [0, 1];
  const code = body.local(i32);
  const flags = body.local(i32);
  const attributes = body.local(i32);
  const attribute = body.local(i32);
  const form = body.local(i32);
  const size = body.local(i32);
  /** Of the value behind the code; -1 where it is not the same for all. */
  const at = body.local(i32);
  const number = body.local(i32);
  const byte = body.local(i32);
  const shift = body.local(i32);

  const take = (local: number): void => {
    body.get(pos).word("abbrevEnd").op(op.i32GeU).brIf(odd);
    body.get(pos).memory(op.i32Load8U).set(local).get(pos).i32(1).op(op.i32Add).set(pos);
  };
  /** A number of up to four bytes. */
  const leb = (local: number): void => {
    body.i32(0).tee(number).set(shift);
    const more = body.open(op.loop);
    take(byte);
    body.get(byte).i32(0x7f).op(op.i32And).get(shift).op(op.i32Shl).get(number).op(op.i32Or).set(number);
    body.get(byte).i32(0x80).op(op.i32GeU).when();
    body.get(shift).i32(7).op(op.i32Add).tee(shift).i32(28).op(op.i32LtU).brIf(more);
    body.br(odd).end().end();
    body.get(number).set(local);
  };
  const store = (word: number, push: () => void): void => {
    body.get(to);
    push();
    body.memory(op.i32Store, word);
  };
  const mark = (bits: number): void => {
    body.get(flags).i32(bits).op(op.i32Or).set(flags);
  };
  const isForm = (forms: readonly number[]): void => {
    forms.forEach((one, i) => {
      body.get(form).i32(one).op(op.i32Eq);
      if (i > 0) body.op(op.i32Or);
    });
  };
  /** What is done of one attribute: kept where it stands at a known place, in one of these forms, once. */
  const keep = (which: number, place: number, forms: readonly number[], more: () => void): void => {
    body.get(attribute).i32(which).op(op.i32Eq).when();
    isForm(forms);
    body.get(at).i32(0).op(op.i32GeS).op(op.i32And);
    body.get(to).memory(op.i32Load, place).i32(0).op(op.i32LtS).op(op.i32And).when();
    store(place, () => body.get(at));
    body.else();
    mark(flag.isOdd);
    body.end();
    more();
    body.end();
  };
  const mask = (place: number) => (): void =>
    store(place, () => {
      body.i32(-1).i32(1).get(size).i32(3).op(op.i32Shl).op(op.i32Shl).i32(1).op(op.i32Sub);
      body.get(size).i32(4).op(op.i32Eq).op(op.select);
    });

  const odd = body.open(op.block);
  const done = body.open(op.block);
  const each = body.open(op.loop);
  leb(form);
  body.get(form).op(op.i32Eqz).brIf(done);
  body.get(code).i32(1).op(op.i32Add).tee(code).get(form).op(op.i32Ne).brIf(odd);
  body
    .word("shapesEnd")
    .get(to)
    .op(op.i32Sub)
    .i32(1 << shapeShift)
    .op(op.i32LtU)
    .brIf(odd);
  leb(form);
  take(byte);
  body.get(byte).i32(0).op(op.i32Ne);
  for (const [tag, bits] of [
    [Tag.inlinedSubroutine, flag.isInlined],
    [Tag.subprogram, flag.isFunction],
  ] as const)
    body.i32(bits).i32(0).get(form).i32(tag).op(op.i32Eq).op(op.select).op(op.i32Or);
  body.set(flags).i32(0).tee(at).set(attributes);
  store(shape.specs, () => body.get(pos));
  for (const place of [shape.low, shape.high, shape.ranges, shape.callFile, shape.callLine])
    store(place, () => body.i32(-1));

  const last = body.open(op.block);
  const next = body.open(op.loop);
  leb(attribute);
  leb(form);
  body.get(form).op(op.i32Eqz).when().get(attribute).brIf(odd).br(last).end();
  body.get(form).i32(mostForm).op(op.i32GtU).brIf(odd);
  body.get(form).memory(op.i32Load8U, debugAt.forms).tee(size).i32(value.unknown).op(op.i32Eq).brIf(odd);
  body.get(form).i32(Form.implicitConst).op(op.i32Eq).when();
  leb(number);
  body.end();
  body.get(attributes).i32(1).op(op.i32Add).tee(attributes).i32(mostAttributes).op(op.i32GtU).brIf(odd);

  const small = [Form.data4, Form.data2, Form.data1];
  body.get(attribute).i32(At.declaration).op(op.i32Eq).when();
  mark(flag.isOdd);
  body.end();
  keep(At.lowPc, shape.low, [Form.addr], () => mark(flag.hasCode));
  keep(At.highPc, shape.high, [Form.addr, Form.data8, ...small], () => {
    mask(shape.highMask)();
    for (const [one, bits] of [
      [Form.addr, flag.highIsAddress],
      [Form.data8, flag.highIsWide],
    ] as const)
      body.i32(bits).i32(0).get(form).i32(one).op(op.i32Eq).op(op.select).get(flags).op(op.i32Or).set(flags);
  });
  keep(At.ranges, shape.ranges, [Form.secOffset, Form.data4], () => mark(flag.hasCode | flag.hasRanges));
  keep(At.callFile, shape.callFile, small, mask(shape.callFileMask));
  keep(At.callLine, shape.callLine, small, mask(shape.callLineMask));

  body.i32(-1).get(at).get(size).op(op.i32Add);
  body.get(at).i32(0).op(op.i32LtS).get(size).i32(mostFixed).op(op.i32GtU).op(op.i32Or).op(op.select).set(at);
  body.br(next).end().end();

  body
    .get(flags)
    .i32(flag.hasCode | flag.isOdd)
    .op(op.i32And)
    .i32(flag.hasCode | flag.isOdd)
    .op(op.i32Eq);
  body.when();
  mark(flag.byHand);
  body.end();
  store(shape.flags, () => body.get(flags));
  store(shape.size, () => body.get(at));
  store(shape.work, () => body.get(attributes).i32(3).op(op.i32Mul));
  store(shape.step, () => {
    body.i32(-1).get(at).i32(2).op(op.i32Shl).get(flags).i32(3).op(op.i32And).op(op.i32Or);
    body
      .get(at)
      .i32(0)
      .op(op.i32LtS)
      .get(flags)
      .i32(flag.isFunction)
      .op(op.i32And)
      .op(op.i32Or)
      .op(op.select);
  });
  body
    .get(to)
    .i32(1 << shapeShift)
    .op(op.i32Add)
    .set(to)
    .br(each)
    .end()
    .end();
  body.keep(debugAt.tableEnd, () => body.get(pos));
  body.keep(debugAt.tableCount, () => body.get(code));
  body.i32(1).op(op.return).end();
  return body.i32(0);
}
