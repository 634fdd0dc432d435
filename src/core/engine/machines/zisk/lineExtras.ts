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
  first: Int32Array,
  end: Int32Array,
): Record<string, Float64Array> {
  const { op, b, store, width } = state.program.code;
  const { count: counts, opCost, memCost } = state;
  const base = new Array<number>(256).fill(0);
  for (const { code, kind, cost } of model.ops)
    if (kind === "arith" || kind === "binary" || kind === "binaryE") base[code] = cost;
  const prices = model.memory;
  const dirtyPrice = prices.writeSingle - prices.writeByte;
  const column = (): Float64Array => new Float64Array(first.length);
  const byWidth = (): Float64Array[] => widths.map(column);
  const [reads, writes] = [byWidth(), byWidth()];
  const [narrow, dirty, spared] = [column(), column(), column()];
  const place = [0, 0, 1, 0, 2, 0, 0, 0, 3];
  for (let at = 0; at < first.length; at++)
    for (let row = first[at]!; row < end[at]!; row++) {
      const isRead = b[row] === from.ind;
      const isAccess = isRead !== (store[row] === to.ind);
      const cost = base[op[row]!]!;
      if (!isAccess && cost === 0) continue;
      const count = counts[row]!;
      if (count === 0) continue;
      const spare = cost * count - opCost[row]!;
      if (spare > 0) spared[at]! += spare;
      if (!isAccess) continue;
      const bytes = width[row]!;
      (isRead ? reads : writes)[place[bytes]!]![at]! += count;
      const memory = memCost[row]!;
      if (isRead) {
        const least = bytes === 1 ? prices.readByte * count : bytes < 8 ? prices.readSingle * count : 0;
        narrow[at]! += Math.max(0, bytes < 8 ? least : memory - prices.inputRead * count);
      } else {
        const above = memory - prices.ramWrite * count;
        narrow[at]! += Math.max(0, above);
        if (bytes === 1)
          dirty[at]! += Math.max(0, (above - (prices.writeByte + prices.ramRead) * count) / dirtyPrice);
      }
    }
  const all: [string, Float64Array][] = [
    ...widths.map((bytes, i): [string, Float64Array] => [`reads${String(bytes)}`, reads[i]!]),
    ...widths.map((bytes, i): [string, Float64Array] => [`writes${String(bytes)}`, writes[i]!]),
    ["narrow", narrow],
    ["dirtyBytes", dirty],
    ["spared", spared],
  ];
  return Object.fromEntries(all.filter(([, values]) => values.some((value) => value > 0)));
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
