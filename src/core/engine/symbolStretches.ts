import type { SymbolTable } from "../symbols/types";

/** Instructions of one symbol, stretch by stretch: those from the end of the one before to `end`. */
export interface SymbolStretches {
  readonly length: number;
  /** -1 for none. */
  readonly symbol: Int32Array;
  readonly end: Int32Array;
}

/** `pcs` ascend. Symbols are looked up once a stretch: there are far fewer of these than instructions. */
export function symbolStretches(pcs: Float64Array, symbols: SymbolTable): SymbolStretches {
  let symbol = new Int32Array(1024);
  let end = new Int32Array(1024);
  let length = 0;
  for (let i = 0; i < pcs.length;) {
    const pc = pcs[i]!;
    if (length === end.length) {
      symbol = longer(symbol);
      end = longer(end);
    }
    symbol[length] = symbols.find(pc);
    i = behind(pcs, i, symbols.span(pc).end);
    end[length++] = i;
  }
  return { length, symbol, end };
}

/** The place of the first one from `from` on that is not below an address, which the one at `from` is. */
function behind(pcs: Float64Array, from: number, address: number): number {
  let low = from;
  let step = 1;
  while (pcs[low + step]! < address) {
    low += step;
    step *= 2;
  }
  let high = Math.min(pcs.length, low + step);
  low++;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (pcs[middle]! < address) low = middle + 1;
    else high = middle;
  }
  return low;
}

function longer(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const out = new Int32Array(2 * column.length);
  out.set(column);
  return out;
}
