import { ByteBuffer } from "./byteBuffer";
import type { ValueType } from "./wasmModule";

/** Opcodes of WebAssembly (core specification 3.0, §5.4) that are used here; all of them run in Node 20. */
export const op = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  returnCallIndirect: 0x13,
  drop: 0x1a,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  i32Load: 0x28,
  i64Load: 0x29,
  f64Load: 0x2b,
  i32Load8U: 0x2d,
  i32Load16U: 0x2f,
  i64Load8S: 0x30,
  i64Load8U: 0x31,
  i64Load16S: 0x32,
  i64Load16U: 0x33,
  i64Load32S: 0x34,
  i64Load32U: 0x35,
  i32Store: 0x36,
  i64Store: 0x37,
  f64Store: 0x39,
  i32Store8: 0x3a,
  i32Store16: 0x3b,
  i64Store8: 0x3c,
  i64Store16: 0x3d,
  i64Store32: 0x3e,
  i32Const: 0x41,
  i64Const: 0x42,
  f64Const: 0x44,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32Ne: 0x47,
  i32LtS: 0x48,
  i32LtU: 0x49,
  i32GtS: 0x4a,
  i32GtU: 0x4b,
  i32LeS: 0x4c,
  i32LeU: 0x4d,
  i32GeS: 0x4e,
  i32GeU: 0x4f,
  i64Eqz: 0x50,
  i64Eq: 0x51,
  i64Ne: 0x52,
  i64LtS: 0x53,
  i64LtU: 0x54,
  i64GtS: 0x55,
  i64GtU: 0x56,
  i64LeS: 0x57,
  i64LeU: 0x58,
  i64GeS: 0x59,
  i64GeU: 0x5a,
  f64Eq: 0x61,
  f64Lt: 0x63,
  f64Gt: 0x64,
  f64Ge: 0x66,
  i32Clz: 0x67,
  i32Ctz: 0x68,
  i32Popcnt: 0x69,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32DivS: 0x6d,
  i32DivU: 0x6e,
  i32RemS: 0x6f,
  i32RemU: 0x70,
  i32And: 0x71,
  i32Or: 0x72,
  i32Xor: 0x73,
  i32Shl: 0x74,
  i32ShrS: 0x75,
  i32ShrU: 0x76,
  i32Rotl: 0x77,
  i32Rotr: 0x78,
  i64Clz: 0x79,
  i64Ctz: 0x7a,
  i64Popcnt: 0x7b,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64DivS: 0x7f,
  i64DivU: 0x80,
  i64RemS: 0x81,
  i64RemU: 0x82,
  i64And: 0x83,
  i64Or: 0x84,
  i64Xor: 0x85,
  i64Shl: 0x86,
  i64ShrS: 0x87,
  i64ShrU: 0x88,
  i64Rotl: 0x89,
  i64Rotr: 0x8a,
  f64Neg: 0x9a,
  f64Add: 0xa0,
  f64Sub: 0xa1,
  f64Mul: 0xa2,
  i32WrapI64: 0xa7,
  i32TruncF64U: 0xab,
  i64ExtendI32S: 0xac,
  i64ExtendI32U: 0xad,
  i64TruncF64U: 0xb1,
  f64ConvertI32S: 0xb7,
  f64ConvertI32U: 0xb8,
  f64ConvertI64S: 0xb9,
  f64ConvertI64U: 0xba,
  i64Extend8S: 0xc2,
  i64Extend16S: 0xc3,
  i64Extend32S: 0xc4,
} as const;

/** Natural alignment as a power of two, a hint only: every access may be unaligned. */
const noAlignment = 0;
const emptyBlock = 0x40;

/** The body of one function: locals first, then instructions in order. Methods return `this` to be chained. */
export class FunctionBody {
  readonly code = new ByteBuffer();
  private readonly locals: ValueType[] = [];
  /** Open blocks, for the distance of a branch. */
  private depth = 0;

  constructor(private readonly paramCount: number) {}

  local(type: ValueType): number {
    return this.paramCount + this.locals.push(type) - 1;
  }

  op(opcode: number): this {
    this.code.byte(opcode);
    return this;
  }

  i32(value: number): this {
    this.code.byte(op.i32Const);
    this.code.s32(value);
    return this;
  }

  /** A number must be a 32-bit integer. */
  i64(value: bigint | number): this {
    this.code.byte(op.i64Const);
    if (typeof value === "number") this.code.s32(value);
    else this.code.s64(value);
    return this;
  }

  f64(value: number): this {
    this.code.byte(op.f64Const);
    this.code.append(new Uint8Array(Float64Array.of(value).buffer));
    return this;
  }

  get(local: number): this {
    return this.indexed(op.localGet, local);
  }

  set(local: number): this {
    return this.indexed(op.localSet, local);
  }

  tee(local: number): this {
    return this.indexed(op.localTee, local);
  }

  call(index: number): this {
    return this.indexed(op.call, index);
  }

  callIndirect(type: number): this {
    this.indexed(op.callIndirect, type);
    this.code.byte(0x00);
    return this;
  }

  /** A call in place of the function that makes it: however long a chain of such calls is, it takes one frame. */
  returnCallIndirect(type: number): this {
    this.indexed(op.returnCallIndirect, type);
    this.code.byte(0x00);
    return this;
  }

  /** A load or store of `opcode` at the address on the stack plus `offset`. */
  memory(opcode: number, offset = 0): this {
    this.code.byte(opcode);
    this.code.u32(noAlignment);
    this.code.u32(offset);
    return this;
  }

  /** Opens `block`, `loop` or `if`; gives its label for `br`. */
  open(opcode: typeof op.block | typeof op.loop | typeof op.if, result?: ValueType): number {
    this.code.byte(opcode);
    this.code.byte(result ?? emptyBlock);
    return ++this.depth;
  }

  /** Opens an `if` that nothing branches to. */
  when(result?: ValueType): this {
    this.open(op.if, result);
    return this;
  }

  else(): this {
    return this.op(op.else);
  }

  end(): this {
    this.depth--;
    return this.op(op.end);
  }

  br(label: number): this {
    return this.indexed(op.br, this.depth - label);
  }

  brIf(label: number): this {
    return this.indexed(op.brIf, this.depth - label);
  }

  brTable(labels: readonly number[], otherwise: number): this {
    this.indexed(op.brTable, labels.length);
    for (const label of labels) this.code.u32(this.depth - label);
    this.code.u32(this.depth - otherwise);
    return this;
  }

  /** Locals and code as they stand in the code section. */
  take(): Uint8Array<ArrayBuffer> {
    const out = new ByteBuffer();
    const runs: { type: ValueType; count: number }[] = [];
    for (const type of this.locals) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    out.u32(runs.length);
    for (const { type, count } of runs) {
      out.u32(count);
      out.byte(type);
    }
    out.append(this.code.view());
    out.byte(op.end);
    return out.take();
  }

  private indexed(opcode: number, index: number): this {
    this.code.byte(opcode);
    this.code.u32(index);
    return this;
  }
}
