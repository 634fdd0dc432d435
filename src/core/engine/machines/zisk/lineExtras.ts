import type { PrecompileCount } from "../../types";
import { from, to, type MicroProgram } from "./microProgram";
import type { ZiskModel } from "./model";

/** What a machine counted, by row of the micro-program. */
interface Counted {
  readonly program: { readonly code: MicroProgram };
  readonly count: Float64Array;
  readonly opCost: Float64Array;
  readonly memCost: Float64Array;
}

/** Rows of the micro-program that belong to one instruction: [first, end). */
type Span = readonly [first: number, end: number];

const widths = [1, 2, 4, 8] as const;

/**
 * What the counters say of each instruction beside its cost. Columns that are nought everywhere are left out.
 * - `reads1` … `writes8`: accesses by width in bytes
 * - `narrow`: cost above that of as many aligned accesses of 8 bytes. Exact for stores, which only RAM takes, and for
 *   reads the least that it can be: an unaligned one may lie over two words
 * - `dirtyBytes`: stores of a byte from a register that holds more than a byte
 * - `spared`: cost that frequent operands, and small ones of `add`, saved
 */
export function lineExtras(
  state: Counted,
  model: ZiskModel,
  spans: readonly Span[],
): Record<string, Float64Array> {
  const { op, b, store, width } = state.program.code;
  const operation = new Map(
    model.ops
      .filter(({ kind }) => kind === "arith" || kind === "binary" || kind === "binaryE")
      .map((row) => [row.code, row]),
  );
  const prices = model.memory;
  const dirtyPrice = prices.writeSingle - prices.writeByte;
  const columns: Record<string, Float64Array> = {};
  const add = (name: string, at: number, value: number): void => {
    if (value <= 0) return;
    (columns[name] ??= new Float64Array(spans.length))[at]! += value;
  };
  spans.forEach(([first, end], at) => {
    for (let row = first; row < end; row++) {
      const count = state.count[row]!;
      if (count === 0) continue;
      const cost = operation.get(op[row]!)?.cost;
      if (cost !== undefined) add("spared", at, cost * count - state.opCost[row]!);
      const reads = b[row] === from.ind;
      const writes = store[row] === to.ind;
      const bytes = width[row]!;
      if (reads === writes || !widths.some((one) => one === bytes)) continue;
      add(`${reads ? "reads" : "writes"}${String(bytes)}`, at, count);
      const memory = state.memCost[row]!;
      if (reads) {
        const least = bytes === 1 ? prices.readByte * count : bytes < 8 ? prices.readSingle * count : 0;
        add("narrow", at, bytes < 8 ? least : memory - prices.inputRead * count);
      } else {
        const above = memory - prices.ramWrite * count;
        add("narrow", at, above);
        if (bytes === 1)
          add("dirtyBytes", at, (above - (prices.writeByte + prices.ramRead) * count) / dirtyPrice);
      }
    }
  });
  return columns;
}

/** Calls and cost of the precompiles by instruction, in order of address. */
export function precompileCounts(state: Counted, model: ZiskModel): PrecompileCount[] {
  const { code } = state.program;
  const names = new Map(
    model.ops
      .filter(({ kind, listed }) => kind === "precompile" && listed)
      .map((row) => [row.code, row.name]),
  );
  const out: PrecompileCount[] = [];
  for (let row = 0; row < code.length; row++) {
    const name = names.get(code.op[row]!);
    if (name === undefined || !(state.count[row]! > 0)) continue;
    out.push({ pc: code.owner[row]!, name, count: state.count[row]!, cost: state.opCost[row]! });
  }
  return out.sort((x, y) => x.pc - y.pc);
}
