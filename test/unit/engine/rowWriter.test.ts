import { describe, expect, it } from "vitest";
import { ColdHandlers, field, recordBytes } from "../../../src/core/engine/machines/zisk/fast/coldRecord";
import { ColdRecords } from "../../../src/core/engine/machines/zisk/fast/coldRecords";
import { placeGuest } from "../../../src/core/engine/machines/zisk/fast/placeGuest";
import { functionNamer, placeRows } from "../../../src/core/engine/machines/zisk/fast/placeRows";
import { rowTables } from "../../../src/core/engine/machines/zisk/fast/rowTables";
import { rowWriter } from "../../../src/core/engine/machines/zisk/fast/rowWriter";
import { Followers } from "../../../src/core/engine/machines/zisk/followers";
import { layOutCode } from "../../../src/core/engine/machines/zisk/layOutCode";
import { layout } from "../../../src/core/engine/machines/zisk/layout";
import type { ZiskProgram } from "../../../src/core/engine/machines/zisk/load";
import { UnloadableCode } from "../../../src/core/engine/machines/zisk/loadError";
import { PlainLowering } from "../../../src/core/engine/machines/zisk/plainLowering";
import { zisk14 } from "../../../src/core/engine/machines/zisk/zisk14Costs";
import type { SymbolTable } from "../../../src/core/symbols/types";
import { i32, WasmModule } from "../../../src/core/wasm/wasmModule";
import { generator } from "./support/generator";

const start = layout.rom;

interface Rows {
  readonly program: ZiskProgram["code"];
  readonly records: Int32Array;
  /** Rows that the host was asked for. */
  readonly asked: number;
}

/** All rows of a guest filled, by WebAssembly or by script alone. */
function filled(segments: readonly Segment[], symbols: SymbolTable, way: "wasm" | "script"): Rows {
  const code = layOutCode(segments, start, zisk14).build();
  const program = { code, readOnly: [], writable: [] } as unknown as ZiskProgram;
  const places = placeGuest(program, new Uint8Array(0));
  const handlers = new ColdHandlers(zisk14);
  const filling = placeRows(code, places, rowTables(new PlainLowering(zisk14), handlers));
  const words = new Int32Array(places.arena.memory.buffer);
  for (const range of code.ranges)
    if (range.start >= layout.rom)
      words.set(range.rows, (places.rows + 2 * (range.start - places.start)) / 4);
  const followers = new Followers(code, symbols, false);
  const { arena } = places;
  const cold = new ColdRecords(code, followers, zisk14, handlers, words, places.records, arena);
  let asked = 0;
  const fillInstruction = (row: number): number => {
    asked++;
    return cold.fillInstruction(row);
  };
  const wasm = new WasmModule({ memoryPages: { minimum: arena.pages, maximum: arena.pages } });
  const imported = {
    fillInstruction: wasm.importFunction("fillInstruction", [i32], [i32]),
    nameFunction: wasm.importFunction("nameFunction", [i32], []),
  };
  const body = rowWriter(filling, places.records, handlers, imported);
  wasm.exportFunction("fill", wasm.define(wasm.type([i32], []), body.take()));
  const nameFunction = functionNamer(code, followers, filling);
  const env = { memory: arena.memory, fillInstruction, nameFunction };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm.build()), { env });
  const fill = exports["fill"] as (record: number) => void;
  for (let row = 0; row < code.length;) {
    const isFirst = row === 0 || code.owner[row] !== code.owner[row - 1];
    if (!isFirst || words[cold.recordOf(row) / 4] !== 0) row++;
    else if (way === "wasm") fill(cold.recordOf(row));
    else row = fillInstruction(row) + 1;
  }
  const end = places.records + code.length * recordBytes;
  return { program: code, records: words.slice(places.records / 4, end / 4), asked };
}

interface Segment {
  readonly address: number;
  readonly memSize: number;
  readonly bytes: Uint8Array;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
}

function segment(address: number, words: Uint32Array): Segment {
  const bytes = new Uint8Array(words.buffer);
  return { address, memSize: bytes.length, bytes, readable: false, writable: false, executable: true };
}

/** A function every so many bytes: its number is the address by that. */
function functionsOf(size: number): SymbolTable {
  const find = (pc: number): number => (pc % (3 * size) < size / 2 ? -1 : Math.floor(pc / size) % 1000);
  const span = (pc: number): { from: number; end: number } => {
    let [from, end] = [pc, pc + 1];
    while (find(from - 1) === find(pc)) from--;
    while (find(end) === find(pc)) end++;
    return { from, end };
  };
  return { length: 1000, address: new Float64Array(1000), find, span } as unknown as SymbolTable;
}

const opcodes = [
  0x03, 0x13, 0x13, 0x17, 0x1b, 0x23, 0x33, 0x33, 0x37, 0x3b, 0x63, 0x63, 0x67, 0x6f, 0x0f, 0x73, 0x2f,
];

/** Instructions that can be loaded, and 16-bit parcels between them. */
function randomCode(random: () => number, count: number): Uint32Array {
  const words = new Uint32Array(count);
  for (let k = 0; k < count; k++) {
    const opcode = opcodes[random() % opcodes.length]!;
    let word = ((random() & ~0x7f) | opcode) >>> 0;
    // Registers are often x0, immediates often 0, funct7 often one that exists, jumps often short.
    if (random() % 3 === 0) word &= ~(31 << 7);
    if (random() % 3 === 0) word &= ~(31 << 15);
    if (random() % 4 === 0) word &= 0xfffff;
    if (random() % 2 === 0) word &= [0x01ffffff, 0x41ffffff, 0x03ffffff][random() % 3]!;
    if (opcode === 0x63 && random() % 4 !== 0) word &= 0x01fff0ff;
    if (opcode === 0x6f && random() % 4 !== 0) word = (word & 0xfff) | ((random() % 64) << 23);
    if (opcode === 0x17) word &= 0x00ffffff;
    const before = words[k - 1] ?? 0;
    const rd = (before >>> 7) & 31;
    if ((before & 0x7f) === 0x17 && random() % 2 === 0)
      word = (random() & 0x00f00000) | (rd << 15) | ((random() & 1) * (rd << 7)) | 0x67;
    if (random() % 200 === 0) word = 0x00010001;
    words[k] = isLoaded(word, before) ? word : 0x00000013;
  }
  return words;
}

/** Alone, and behind the word before it. */
function isLoaded(word: number, before: number): boolean {
  try {
    layOutCode([segment(start, Uint32Array.of(before, word, 0x13))], start, zisk14);
    return true;
  } catch (error) {
    if (error instanceof UnloadableCode) return false;
    throw error;
  }
}

function expectTheSame(wasm: Rows, script: Rows): void {
  for (const [column, values] of Object.entries(script.program)) {
    if (!ArrayBuffer.isView(values)) continue;
    const [a, b] = [wasm.program[column as "op"], values as Uint8Array];
    const row = a.findIndex((value, i) => value !== b[i]);
    expect({ column, row, is: a[row], wanted: b[row] }).toEqual({ column, row: -1 });
  }
  const at = wasm.records.findIndex((value, i) => value !== script.records[i]);
  const row = Math.floor((4 * at) / recordBytes);
  expect({ row, field: at < 0 ? null : (4 * at) % recordBytes, wanted: script.records[at] }).toEqual({
    row: -1,
    field: null,
  });
}

describe("rows that WebAssembly fills", () => {
  it("are those that script fills: columns, records and counters", () => {
    for (const [seed, size] of [
      [20261122, 64],
      [7, 300],
      [99, 100_000],
    ] as const) {
      const code = [segment(start, randomCode(generator(seed), 6_000))];
      const [wasm, script] = (["wasm", "script"] as const).map((way) => filled(code, functionsOf(size), way));
      expectTheSame(wasm!, script!);
      expect(wasm!.asked).toBeLessThan(script!.asked / 2);
      expect(
        new Set(script!.records.filter((_, i) => i % (recordBytes / 4) === field.handler)).size,
      ).toBeGreaterThan(30);
    }
  });

  it("are left to script where two pieces of code lie over one another, and outside the largest", () => {
    const random = generator(5);
    const first = segment(start, randomCode(random, 500));
    const apart = segment(start + 4 * 500, randomCode(random, 200));
    const over = segment(start + 4 * 100, randomCode(random, 200));
    for (const [code, some] of [
      [[first, apart], true],
      [[first, over], false],
    ] as const) {
      const [wasm, script] = (["wasm", "script"] as const).map((way) => filled(code, functionsOf(64), way));
      expectTheSame(wasm!, script!);
      expect(wasm!.asked < script!.asked - 100).toBe(some);
    }
  });
});
