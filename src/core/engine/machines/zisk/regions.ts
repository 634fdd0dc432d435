import { lastAtMost } from "../../../symbols/symbolTable";
import type { SymbolTable } from "../../../symbols/types";
import { layout } from "./layout";

/** What the tool tells apart as functions ("regions of interest"): the BIOS, then every function symbol in table order. */
export interface FunctionRegions {
  readonly length: number;
  readonly name: readonly string[];
  /** First and last address. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** The region with the greatest start at or below pc; -1 for none. */
  find(pc: number): number;
}

export const biosRegion = 0;

/** Of several symbols at one address only the last is ever found; the others keep no place here. */
export function functionRegions(symbols: SymbolTable): FunctionRegions {
  const order = Array.from({ length: symbols.length }, (_, i) => i).sort(
    (a, b) => symbols.place[a]! - symbols.place[b]!,
  );
  const from = Float64Array.from([layout.bios, ...order.map((i) => symbols.address[i]!)]);
  const to = Float64Array.from([
    layout.biosEnd - 1,
    ...order.map((i) => (symbols.address[i]! + symbols.declaredSize[i]! - 1) % 4294967296),
  ]);
  const byStart = Int32Array.from(from.keys()).sort((a, b) => from[a]! - from[b]! || a - b);
  const starts = Float64Array.from(byStart, (i) => from[i]!);
  return {
    length: from.length,
    name: ["ziskos::BIOS", ...order.map((i) => symbols.name[i]!)],
    from,
    to,
    find(pc) {
      const at = lastAtMost(starts, pc);
      return at < 0 ? -1 : byStart[at]!;
    },
  };
}
