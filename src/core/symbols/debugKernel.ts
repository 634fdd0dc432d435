import { f64, i32, WasmModule, type ValueType } from "../wasm/wasmModule";
import { abbrevScan } from "./abbrevScan";
import type { DebugBody } from "./debugPlaces";
import { entryScan } from "./entryScan";
import { lineScan, skipScan } from "./lineScan";
import { markScan } from "./markScan";
import { fillScan, placeScan, rankScan } from "./rankScan";

const mostPages = 1 << 16;

/**
 * A module over `env.memory` as `debugAt` says: `ranks` fills the table of `PcRanks`, `lines` is a `LineScan`, `abbrevs`
 * an `AbbrevScan`, `entries` an `EntryScan`.
 */
export function debugKernel(): Uint8Array<ArrayBuffer> {
  const wasm = new WasmModule({ memoryPages: { minimum: 1, maximum: mostPages } });
  const define = (params: readonly ValueType[], body: DebugBody): number =>
    wasm.define(wasm.type(params, [i32]), body.take());
  const words = (count: number): ValueType[] => new Array<ValueType>(count).fill(i32);
  wasm.exportFunction("ranks", define([], fillScan()));
  const below = define([f64], rankScan());
  const place = define([f64], placeScan(below));
  const skip = define(words(3), skipScan());
  wasm.exportFunction("lines", define(words(7), lineScan(place, skip)));
  wasm.exportFunction("abbrevs", define(words(2), abbrevScan()));
  const mark = define([f64, f64, i32, i32], markScan(below));
  wasm.exportFunction("entries", define([...words(7), f64], entryScan(mark, place)));
  return wasm.build();
}
