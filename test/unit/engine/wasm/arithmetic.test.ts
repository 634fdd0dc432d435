import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { operationWriters } from "../../../../src/core/engine/wasm/arithmetic";
import { FunctionBody } from "../../../../src/core/wasm/functionBody";
import { constant, local, type Operand } from "../../../../src/core/engine/wasm/operand";
import { i64, WasmModule } from "../../../../src/core/wasm/wasmModule";

const u = (x: bigint): bigint => BigInt.asUintN(64, x);
const s = (x: bigint): bigint => BigInt.asIntN(64, x);
const w = (x: bigint): bigint => BigInt.asIntN(32, x);
const uw = (x: bigint): bigint => BigInt.asUintN(32, x);
const bits = (x: bigint, n: number): string => BigInt.asUintN(n, x).toString(2).padStart(n, "0");
const rotl = (x: bigint, by: bigint, n: number): bigint =>
  BigInt.asUintN(n, (BigInt.asUintN(n, x) << by) | (BigInt.asUintN(n, x) >> (BigInt(n) - by)));
const reversed = (x: bigint, group: number, within: boolean): bigint => {
  const groups = bits(x, 64).match(new RegExp(`.{${group}}`, "g"))!;
  return BigInt("0b" + (within ? groups.map((g) => [...g].reverse().join("")) : groups.reverse()).join(""));
};
const leading = (text: string): bigint => BigInt(text.length - text.replace(/^0+/, "").length);
const trailing = (text: string): bigint => BigInt(text.length - text.replace(/0+$/, "").length);
const ones = (text: string): bigint => BigInt(text.replaceAll("0", "").length);
const flagOf = (value: boolean): bigint => (value ? 1n : 0n);
const quotient = (a: bigint, b: bigint): bigint => (b === 0n ? -1n : a / b);
const remainder = (a: bigint, b: bigint): bigint => (b === 0n ? a : a % b);

/** The same operations over plain integers, from the RISC-V manual. */
const model: Record<string, (a: bigint, b: bigint) => bigint> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  andn: (a, b) => a & ~b,
  orn: (a, b) => a | ~b,
  xnor: (a, b) => ~(a ^ b),
  sll: (a, b) => a << (b & 63n),
  srl: (a, b) => u(a) >> (b & 63n),
  sra: (a, b) => s(a) >> (b & 63n),
  rol: (a, b) => rotl(a, b & 63n, 64),
  ror: (a, b) => rotl(a, (64n - (b & 63n)) & 63n, 64),
  add_w: (a, b) => w(a + b),
  sub_w: (a, b) => w(a - b),
  sll_w: (a, b) => w(a << (b & 31n)),
  srl_w: (a, b) => w(uw(a) >> (b & 31n)),
  sra_w: (a, b) => w(a) >> (b & 31n),
  rol_w: (a, b) => w(rotl(a, b & 31n, 32)),
  ror_w: (a, b) => w(rotl(a, (32n - (b & 31n)) & 31n, 32)),
  eq: (a, b) => flagOf(u(a) === u(b)),
  lt: (a, b) => flagOf(s(a) < s(b)),
  ltu: (a, b) => flagOf(u(a) < u(b)),
  le: (a, b) => flagOf(s(a) <= s(b)),
  leu: (a, b) => flagOf(u(a) <= u(b)),
  eq_w: (a, b) => flagOf(w(a) === w(b)),
  lt_w: (a, b) => flagOf(w(a) < w(b)),
  ltu_w: (a, b) => flagOf(uw(a) < uw(b)),
  le_w: (a, b) => flagOf(w(a) <= w(b)),
  leu_w: (a, b) => flagOf(uw(a) <= uw(b)),
  min: (a, b) => (s(a) < s(b) ? a : b),
  minu: (a, b) => (u(a) < u(b) ? a : b),
  max: (a, b) => (s(a) > s(b) ? a : b),
  maxu: (a, b) => (u(a) > u(b) ? a : b),
  min_w: (a, b) => (w(a) < w(b) ? w(a) : w(b)),
  minu_w: (a, b) => (uw(a) < uw(b) ? w(a) : w(b)),
  max_w: (a, b) => (w(a) > w(b) ? w(a) : w(b)),
  maxu_w: (a, b) => (uw(a) > uw(b) ? w(a) : w(b)),
  sh1add: (a, b) => (a << 1n) + b,
  sh2add: (a, b) => (a << 2n) + b,
  sh3add: (a, b) => (a << 3n) + b,
  sll_u_w: (a, b) => uw(a) << (b & 63n),
  bset: (a, b) => a | (1n << (b & 63n)),
  binv: (a, b) => a ^ (1n << (b & 63n)),
  bclr: (a, b) => a & ~(1n << (b & 63n)),
  bext: (a, b) => (u(a) >> (b & 63n)) & 1n,
  pack: (a, b) => (uw(b) << 32n) | uw(a),
  pack_h: (a, b) => ((b & 255n) << 8n) | (a & 255n),
  pack_w: (a, b) => w(((b & 0xffffn) << 16n) | (a & 0xffffn)),
  clz: (_, b) => leading(bits(b, 64)),
  ctz: (_, b) => trailing(bits(b, 64)),
  cpop: (_, b) => ones(bits(b, 64)),
  clz_w: (_, b) => leading(bits(b, 32)),
  ctz_w: (_, b) => trailing(bits(b, 32)),
  cpop_w: (_, b) => ones(bits(b, 32)),
  rev8: (_, b) => reversed(b, 8, false),
  brev8: (_, b) => reversed(b, 8, true),
  orc_b: (_, b) =>
    [0n, 8n, 16n, 24n, 32n, 40n, 48n, 56n].reduce(
      (sum, at) => sum | (((u(b) >> at) & 255n) === 0n ? 0n : 255n << at),
      0n,
    ),
  signextend_b: (_, b) => BigInt.asIntN(8, b),
  signextend_h: (_, b) => BigInt.asIntN(16, b),
  signextend_w: (_, b) => w(b),
  mul: (a, b) => a * b,
  mulu: (a, b) => a * b,
  mul_w: (a, b) => w(a * b),
  muluh: (a, b) => (u(a) * u(b)) >> 64n,
  mulh: (a, b) => (s(a) * s(b)) >> 64n,
  mulsuh: (a, b) => (s(a) * u(b)) >> 64n,
  div: (a, b) => quotient(s(a), s(b)),
  divu: (a, b) => quotient(u(a), u(b)),
  rem: (a, b) => remainder(s(a), s(b)),
  remu: (a, b) => remainder(u(a), u(b)),
  div_w: (a, b) => w(quotient(w(a), w(b))),
  divu_w: (a, b) => w(quotient(uw(a), uw(b))),
  rem_w: (a, b) => w(remainder(w(a), w(b))),
  remu_w: (a, b) => w(remainder(uw(a), uw(b))),
  copyb: (_, b) => b,
  flag: () => 0n,
};

type Binary = (a: bigint, b: bigint) => bigint;

/** Every operation as a function of two words, operands from locals or one of them built in. */
function compile(known: { a?: bigint; b?: bigint }): Record<string, Binary> {
  const module = new WasmModule({});
  const type = module.type([i64, i64], [i64]);
  for (const [name, write] of Object.entries(operationWriters)) {
    const body = new FunctionBody(2);
    const operand = (value: bigint | undefined, index: number): Operand =>
      value === undefined ? local(index) : constant(value);
    write(body, operand(known.a, 0), operand(known.b, 1));
    module.exportFunction(name, module.define(type, body.take()));
  }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.build()));
  return exports as Record<string, Binary>;
}

const edges = [
  0n,
  1n,
  2n,
  31n,
  32n,
  63n,
  64n,
  255n,
  256n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x100000000n,
  0x7fffffffffffffffn,
  0x8000000000000000n,
  0xffffffff80000000n,
  0xfffffffffffffffen,
  0xffffffffffffffffn,
];
const operand = fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));

describe("operations as WebAssembly", () => {
  const compiled = compile({});

  it("every operation has a model", () => {
    expect(Object.keys(operationWriters).sort()).toEqual(Object.keys(model).sort());
  });

  it.each(Object.keys(operationWriters))("%s: all pairs of edges and random words", (name) => {
    for (const a of edges)
      for (const b of edges) expect(u(compiled[name]!(a, b)), `${a} ${b}`).toBe(u(model[name]!(a, b)));
    fc.assert(
      fc.property(operand, operand, (a, b) => u(compiled[name]!(a, b)) === u(model[name]!(a, b))),
      { numRuns: 300 },
    );
  });

  it("operands that are known while translating give the same", () => {
    for (const known of edges) {
      const [left, right] = [compile({ a: known }), compile({ b: known })];
      for (const name of Object.keys(operationWriters))
        for (const other of edges) {
          expect(u(left[name]!(0n, other)), `${name} ${known} ${other}`).toBe(u(model[name]!(known, other)));
          expect(u(right[name]!(other, 0n)), `${name} ${other} ${known}`).toBe(u(model[name]!(other, known)));
        }
    }
  });
});
