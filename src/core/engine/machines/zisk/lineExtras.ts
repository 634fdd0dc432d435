import type { PrecompileCount } from "../../types";
import type { MicroProgram } from "./microProgram";
import type { ZiskModel } from "./model";

/** What a machine counted, by row of the micro-program. */
interface Counted {
  readonly program: { readonly code: MicroProgram };
  readonly count: Float64Array;
  readonly opCost: Float64Array;
}

/** Cost that frequent operands, and small ones of `add`, saved: of each instruction, which has rows [first, end). */
export function sparedCosts(
  state: Counted,
  model: ZiskModel,
  first: Int32Array,
  end: Int32Array,
): Float64Array {
  const { op } = state.program.code;
  const { count: counts, opCost } = state;
  const base = new Array<number>(256).fill(0);
  for (const { code, kind, cost } of model.ops)
    if (kind === "arith" || kind === "binary" || kind === "binaryE") base[code] = cost;
  const out = new Float64Array(first.length);
  for (let at = 0; at < first.length; at++)
    for (let row = first[at]!; row < end[at]!; row++) {
      const cost = base[op[row]!]!;
      if (cost === 0) continue;
      const spared = cost * counts[row]! - opCost[row]!;
      if (spared > 0) out[at]! += spared;
    }
  return out;
}

/** Calls and cost of the precompiles by instruction, in order of address; each has rows [first, end). */
export function precompileCounts(
  state: Counted,
  model: ZiskModel,
  first: Int32Array,
  end: Int32Array,
): PrecompileCount[] {
  const { code } = state.program;
  const names = new Map(
    model.ops
      .filter(({ kind, listed }) => kind === "precompile" && listed)
      .map((row) => [row.code, row.name]),
  );
  const out: PrecompileCount[] = [];
  const isOne = Uint8Array.from({ length: 256 }, (_, op) => (names.has(op) ? 1 : 0));
  for (let at = 0; at < first.length; at++)
    for (let row = first[at]!; row < end[at]!; row++) {
      if (isOne[code.op[row]!] === 0 || !(state.count[row]! > 0)) continue;
      const name = names.get(code.op[row]!)!;
      out.push({ pc: code.owner[row]!, name, count: state.count[row]!, cost: state.opCost[row]! });
    }
  return out;
}
