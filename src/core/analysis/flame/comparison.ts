import type { TreeComparison } from "../../compare/types";
import { functionKeys } from "../../compare/functionKey";
import type { CallTree, FunctionTable, MetricColumns, MetricId, Profile } from "../../profile/model";
import type { FlameProfile } from "./flameIndex";

/** What a differential flame graph is drawn from, and which of its functions are a library's. */
export interface FlameComparison {
  readonly profile: FlameProfile;
  readonly library: Uint8Array;
}

interface Sided {
  readonly profile: Profile;
  /** 1 for each function that is a library's. */
  readonly library: Uint8Array;
}

/**
 * The joined tree of two profiles as one that can be drawn. Functions of the newer profile keep their rows; those
 * that only the base has stand behind them. `withInlined`: the trees are those with inlined functions, which are drawn
 * where a view asks for them.
 */
export function flameComparison(
  base: Sided,
  next: Sided,
  trees: TreeComparison,
  withInlined = false,
): FlameComparison {
  const { functions, rowOf, library } = joinFunctions(base, next);
  const { frames } = trees.next;
  const callTree: CallTree = {
    ...trees.next,
    frames: {
      ...frames,
      func: Int32Array.from(frames.func, (_, frame) =>
        frames.inlined[frame] === 1 ? -1 : (rowOf.get(trees.keys[frame]!) ?? -1),
      ),
    },
    self: pick(trees.next.self, trees.metrics),
  };
  const known = new Set<MetricId>(trees.metrics);
  const { totals, unattributed } = next.profile;
  return {
    library,
    profile: {
      metrics: next.profile.metrics.filter(({ id }) => known.has(id)),
      totals,
      unattributed,
      functions,
      callTree,
      ...(withInlined ? { inlinedTree: callTree } : {}),
      base: {
        self: pick(trees.base.self, trees.metrics),
        sides: sidesOf(trees),
        ownFunctions: next.profile.functions.length,
        profile: base.profile,
      },
    },
  };
}

/** A node is in a run where it cost something in any metric. */
function sidesOf({ next, metrics, baseTotal, nextTotal }: TreeComparison): Uint8Array {
  const sides = new Uint8Array(next.length);
  for (const metric of metrics) {
    const [before, after] = [baseTotal[metric], nextTotal[metric]];
    for (let node = 0; node < sides.length; node++)
      sides[node]! |= ((before?.[node] ?? 0) > 0 ? 1 : 0) | ((after?.[node] ?? 0) > 0 ? 2 : 0);
  }
  return sides;
}

function joinFunctions(base: Sided, next: Sided) {
  const { functions } = next.profile;
  const rowOf = new Map<string, number>();
  const add = (key: string, row: number): void => {
    if (!rowOf.has(key)) rowOf.set(key, row);
  };
  functionKeys(functions).forEach(add);
  const gone: number[] = [];
  const before = base.profile.functions;
  functionKeys(before).forEach((key, row) => {
    if (rowOf.has(key)) return;
    rowOf.set(key, functions.length + gone.length);
    gone.push(row);
  });
  const library = new Uint8Array(functions.length + gone.length);
  library.set(next.library);
  gone.forEach((row, at) => (library[functions.length + at] = base.library[row]!));
  return { functions: withRows(functions, before, gone), rowOf, library };
}

/** The rows of a table and some of another behind them. Figures of those are none: they are of the other run. */
function withRows(table: FunctionTable, other: FunctionTable, rows: readonly number[]): FunctionTable {
  const length = table.length + rows.length;
  const texts = <T>(of: (from: FunctionTable) => readonly T[]): T[] => [
    ...of(table).slice(0, table.length),
    ...rows.map((row) => of(other)[row]!),
  ];
  const numbers = (column: Float64Array, fill: (row: number) => number): Float64Array => {
    const out = new Float64Array(length);
    out.set(column.subarray(0, table.length));
    rows.forEach((row, at) => (out[table.length + at] = fill(row)));
    return out;
  };
  const none = (columns: MetricColumns): MetricColumns =>
    Object.fromEntries(Object.entries(columns).map(([id, column]) => [id, numbers(column, () => 0)]));
  const line = new Int32Array(length);
  line.set(table.line.subarray(0, table.length));
  rows.forEach((row, at) => (line[table.length + at] = other.line[row]!));
  return {
    length,
    name: texts((from) => from.name),
    rawName: texts((from) => from.rawName),
    crate: texts((from) => from.crate),
    file: texts((from) => from.file),
    line,
    address: numbers(table.address, () => Number.NaN),
    calls: numbers(table.calls, (row) => other.calls[row]!),
    self: none(table.self),
    total: none(table.total),
  };
}

function pick(columns: MetricColumns, metrics: readonly MetricId[]): MetricColumns {
  return Object.fromEntries(metrics.flatMap((id) => (columns[id] ? [[id, columns[id]]] : [])));
}
