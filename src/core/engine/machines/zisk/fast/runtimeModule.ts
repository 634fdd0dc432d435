import { FunctionBody, op } from "../../../../wasm/functionBody";
import { f64, i32, i64, WasmModule } from "../../../../wasm/wasmModule";
import { layout } from "../layout";
import { priceOffset, type Width } from "./access";
import { place } from "./arena";
import { stop } from "./records";
import { pushReadShape, pushWriteShape } from "./shapes";

/** A piece of data that stands in the linear memory too. */
export interface Piece {
  readonly address: number;
  readonly length: number;
  readonly at: number;
}

/** What the functions that all translated code shares are built for. */
export interface RuntimeLayout {
  readonly pages: number;
  readonly ram: number;
  /** The piece of read-only data that is read in place; others are read by the host. */
  readonly readOnly: Piece | null;
  /** The code whose entries are found in place: table slots, 4 bytes for every 2 of code; 0 is no entry yet. */
  readonly code: { readonly address: number; readonly length: number; readonly slots: number };
}

/** Functions of the host, imported from `env`. */
export interface RuntimeImports {
  /** Reads and counts where the translated code cannot. */
  readonly readSlow: (address: bigint, width: number, counters: number, expected: number) => bigint;
  readonly writeSlow: (
    address: bigint,
    value: bigint,
    width: number,
    counters: number,
    expected: number,
  ) => void;
  /** The table slot of the code at a pc; throws where there is none. */
  readonly slotOf: (pc: number) => number;
}

/** Signatures of the functions that translated modules import from this one. */
export const runtimeTypes = {
  load: { params: [i64, i32, i32], results: [i64] },
  store: { params: [i64, i64, i32, i32], results: [] },
  settle: { params: [i32, i32], results: [i32] },
  call: { params: [i32], results: [i32] },
} as const;

/** Functions of the host that translated code calls. */
export const hostTypes = {
  special: { params: [i32, i64, i64], results: [i64] },
  noCode: { params: [i32, i64], results: [] },
  refuel: { params: [], results: [i32] },
  onCall: { params: [i32, i32, f64, f64], results: [] },
  onKnownCall: { params: [i32, i32, f64, f64], results: [] },
  onJump: { params: [i32, i32, f64, f64], results: [] },
} as const;

/**
 * Builds the module with `load1` … `load8`, `store1` … `store8`, `settle`, `call`, and a way to each of the host's
 * functions: a module that imports those themselves has its own stubs for them compiled, which takes longer than
 * many a translation.
 */
export function runtimeModule(at: RuntimeLayout): Uint8Array<ArrayBuffer> {
  const module = new WasmModule({ memoryPages: { minimum: at.pages, maximum: at.pages }, tableMinimum: 1 });
  const readSlow = module.importFunction("readSlow", [i64, i32, i32, i32], [i64]);
  const writeSlow = module.importFunction("writeSlow", [i64, i64, i32, i32, i32], []);
  const slotOf = module.importFunction("slotOf", [i32], [i32]);
  const host = Object.entries(hostTypes).map(([name, { params, results }]) => ({
    name,
    params,
    type: module.type(params, results),
    index: module.importFunction(name, params, results),
  }));
  const add = (name: string, type: keyof typeof runtimeTypes, body: FunctionBody): number => {
    const { params, results } = runtimeTypes[type];
    const index = module.define(module.type(params, results), body.take());
    module.exportFunction(name, index);
    return index;
  };
  for (const width of [1, 2, 4, 8] as const) {
    add(`load${width}`, "load", load(width, at, readSlow));
    add(`store${width}`, "store", store(width, at, writeSlow));
  }
  for (const { name, params, type, index } of host) {
    const body = new FunctionBody(params.length);
    for (let i = 0; i < params.length; i++) body.get(i);
    module.exportFunction(name, module.define(type, body.call(index).take()));
  }
  const entryType = module.type([i32], [i32]);
  const slot = module.define(module.type([i32], [i32]), slotBody(at, slotOf).take());
  add("settle", "settle", settle(slot, entryType));
  const call = new FunctionBody(1);
  call.get(0).get(0).call(slot).callIndirect(entryType);
  add("call", "call", call);
  return module.build();
}

const loadOpcode = { 1: op.i64Load8U, 2: op.i64Load16U, 4: op.i64Load32U, 8: op.i64Load } as const;
const storeOpcode = { 1: op.i64Store8, 2: op.i64Store16, 4: op.i64Store32, 8: op.i64Store } as const;

function load(width: Width, at: RuntimeLayout, readSlow: number): FunctionBody {
  const body = new FunctionBody(3);
  const address = body.local(i32);
  const number = body.local(i32);
  const isRam = body.local(i32);
  const slow = (): void => {
    body.get(0).i32(width).get(1).get(2).call(readSlow).op(op.return);
  };
  body.get(0).i64(32n).op(op.i64ShrU).op(op.i64Eqz).op(op.i32Eqz).open(op.if);
  slow();
  body.end();
  body.get(0).op(op.i32WrapI64).set(address);
  // 1. The zone, times four; what is not here goes to the host.
  body
    .get(address)
    .i32(layout.ram)
    .op(op.i32Sub)
    .i32(ramBytes - width)
    .op(op.i32LeU)
    .tee(isRam);
  body.open(op.if);
  body.get(address).i32(layout.stackEnd).op(op.i32GeU).i32(2).op(op.i32Shl).set(number);
  body.else();
  if (at.readOnly === null || at.readOnly.length < width) slow();
  else {
    body.get(address).i32(at.readOnly.address).op(op.i32Sub);
    body
      .i32(at.readOnly.length - width)
      .op(op.i32GtU)
      .open(op.if);
    slow();
    body.end();
    body.i32(8).set(number);
  }
  body.end();
  // 2. The shape.
  pushReadShape(body, width, address, number);
  count(body, width, false, 1, 2, number);
  // 3. The value.
  body.get(isRam).open(op.if, i64);
  body.get(address).i32(layout.ram).op(op.i32Sub).memory(loadOpcode[width], at.ram);
  body.else();
  if (at.readOnly === null) body.i64(0n);
  else body.get(address).i32(at.readOnly.address).op(op.i32Sub).memory(loadOpcode[width], at.readOnly.at);
  body.end();
  return body;
}

const ramBytes = layout.ramEnd - layout.ram;

/** Counts one access of class `number`, and what it costs beyond the expected price. */
function count(
  body: FunctionBody,
  width: Width,
  isStore: boolean,
  counters: number,
  expected: number,
  number: number,
): void {
  const counter = (): FunctionBody => body.get(counters).get(number).i32(3).op(op.i32Shl).op(op.i32Add);
  counter();
  counter().memory(op.i64Load).i64(1n).op(op.i64Add).memory(op.i64Store);
  body.i32(0).i32(0).memory(op.i64Load, place.extra);
  body
    .get(number)
    .i32(2)
    .op(op.i32Shl)
    .memory(op.i64Load32S, place.prices + priceOffset(width, isStore));
  body.op(op.i64Add).get(expected).op(op.i64ExtendI32S).op(op.i64Sub).memory(op.i64Store, place.extra);
}

function store(width: Width, at: RuntimeLayout, writeSlow: number): FunctionBody {
  const body = new FunctionBody(4);
  const address = body.local(i32);
  const number = body.local(i32);
  const slow = (): void => {
    body.get(0).get(1).i32(width).get(2).get(3).call(writeSlow).op(op.return);
  };
  body
    .get(0)
    .i64(BigInt(layout.ram))
    .op(op.i64Sub)
    .i64(BigInt(ramBytes - width))
    .op(op.i64GtU)
    .open(op.if);
  slow();
  body.end();
  body.get(0).op(op.i32WrapI64).set(address);
  if (width === 1) {
    body.get(address).i32(layout.uart).op(op.i32Eq).open(op.if);
    slow();
    body.end();
  }
  body.get(address).i32(layout.stackEnd).op(op.i32GeU).i32(2).op(op.i32Shl).set(number);
  pushWriteShape(body, width, address, 1, number);
  count(body, width, true, 2, 3, number);
  body.get(address).i32(layout.ram).op(op.i32Sub).get(1).memory(storeOpcode[width], at.ram);
  return body;
}

/** (pc) → the table slot of the code there. */
function slotBody(at: RuntimeLayout, slotOf: number): FunctionBody {
  const body = new FunctionBody(1);
  const slot = body.local(i32);
  const offset = body.local(i32);
  body.get(0).i32(at.code.address).op(op.i32Sub).tee(offset).i32(at.code.length).op(op.i32LtU);
  body.get(offset).i32(1).op(op.i32And).op(op.i32Eqz).op(op.i32And).open(op.if);
  body.get(offset).i32(1).op(op.i32Shl).memory(op.i32Load, at.code.slots).tee(slot).open(op.if);
  body.get(slot).op(op.return).end().end();
  body.get(0).call(slotOf);
  return body;
}

/** (pc, return address): runs code from pc on until it comes to the return address, or the run stops. */
function settle(slot: number, entryType: number): FunctionBody {
  const body = new FunctionBody(2);
  const again = body.open(op.loop);
  body.get(0).get(1).op(op.i32Eq).get(0).i32(stop).op(op.i32Eq).op(op.i32Or).open(op.if);
  body.get(0).op(op.return).end();
  body.i32(0).get(1).memory(op.i32Store, place.back);
  body.get(0).get(0).call(slot).callIndirect(entryType).set(0).br(again).end().op(op.unreachable);
  return body;
}
