import type { CallTree, MetricId, Profile } from "../profile/model";
import { treeIndex } from "./treeIndex";

/** One side of a call: who, how often, and how much of the asked function's total goes through it. */
export interface CallSide {
  /** Row of `functions`; -1 for an inlined function, a synthetic root or a name without a row. */
  readonly func: number;
  readonly name: string;
  readonly calls: number | null;
  readonly value: number | null;
  /** Of the asked function's total, 0…1. */
  readonly share: number | null;
}

export interface CallersCallees {
  readonly callers: readonly CallSide[];
  readonly callees: readonly CallSide[];
}

/**
 * Who calls the function (all rows of one `fn`) and whom it calls, hottest first: from the call tree, else from
 * the report's detail blocks, which know calls and steps of callers only.
 */
export function callersCallees(profile: Profile, rows: readonly number[], metric: MetricId): CallersCallees {
  const fromTree = profile.callTree && inCallTree(profile.callTree, rows, metric);
  const fromDetails = inDetails(profile, rows, metric);
  if (!fromTree || (fromTree.callers.length === 0 && fromTree.callees.length === 0)) return fromDetails;
  return {
    callers: withCalls(fromTree.callers, fromDetails.callers),
    callees: withCalls(fromTree.callees, fromDetails.callees),
  };
}

/**
 * Splits the total of the function two ways, each node's self counted once: by the caller of the outermost
 * frame of it above the node, and by the callee right under the innermost one.
 */
function inCallTree(tree: CallTree, rows: readonly number[], metric: MetricId): CallersCallees | null {
  const self = tree.self[metric];
  if (!self) return null;
  const index = treeIndex(tree);
  const own = new Set(rows);
  const none = -1;
  const outside = -2;
  const callerOf = new Int32Array(tree.length).fill(outside);
  const calleeOf = new Int32Array(tree.length).fill(outside);
  const callers = new Map<number, number>();
  const callees = new Map<number, number>();
  let total = 0;
  for (let node = 0; node < tree.length; node++) {
    const parent = tree.prefix[node]!;
    const inside = parent >= 0 && callerOf[parent] !== outside;
    const isOwn = own.has(tree.frames.func[tree.frame[node]!]!);
    if (!inside && !isOwn) continue;
    callerOf[node] = inside ? callerOf[parent]! : parent >= 0 ? index.identity[parent]! : none;
    calleeOf[node] = isOwn ? none : calleeOf[parent] === none ? index.identity[node]! : calleeOf[parent]!;
    const cost = self[node] || 0;
    total += cost;
    add(callers, callerOf[node]!, cost);
    add(callees, calleeOf[node]!, cost);
  }
  const sides = (found: ReadonlyMap<number, number>): CallSide[] =>
    [...found]
      .filter(([identity]) => identity !== none)
      .sort((a, b) => b[1] - a[1])
      .map(([identity, value]) => {
        const frame = index.shown[identity]!;
        const func = tree.frames.func[frame]!;
        return {
          func,
          name: tree.frames.name[frame]!,
          calls: null,
          value,
          share: total > 0 ? value / total : null,
        };
      });
  return { callers: sides(callers), callees: sides(callees) };
}

function inDetails(profile: Profile, rows: readonly number[], metric: MetricId): CallersCallees {
  const { functions, details } = profile;
  const names = new Set(rows.map((row) => functions.name[row]!));
  const callers = new Map<string, { calls: number; steps: number }>();
  const callees: { name: string; calls: number; steps: number; func: number }[] = [];
  let steps = 0;
  for (const detail of details) {
    const isOwn = names.has(detail.name);
    if (isOwn) steps += detail.steps ?? 0;
    for (const caller of detail.callers) {
      if (isOwn && !names.has(caller.name)) {
        const sum = callers.get(caller.name) ?? { calls: 0, steps: 0 };
        callers.set(caller.name, { calls: sum.calls + caller.calls, steps: sum.steps + caller.steps });
      } else if (!isOwn && names.has(caller.name)) {
        callees.push({
          name: detail.name,
          calls: caller.calls,
          steps: caller.steps,
          func: rowOf(profile, detail.name),
        });
      }
    }
  }
  const side = (name: string, calls: number, own: number): CallSide => ({
    func: rowOf(profile, name),
    name,
    calls,
    value: metric === "steps" ? own : null,
    share: steps > 0 ? Math.min(1, own / steps) : null,
  });
  const byHeat = (a: { steps: number; calls: number }, b: { steps: number; calls: number }): number =>
    b.steps - a.steps || b.calls - a.calls;
  return {
    callers: [...callers]
      .sort((a, b) => byHeat(a[1], b[1]))
      .map(([name, sum]) => side(name, sum.calls, sum.steps)),
    callees: callees.sort(byHeat).map((c) => side(c.name, c.calls, c.steps)),
  };
}

/** The tree knows cost, the detail blocks know calls. */
function withCalls(sides: readonly CallSide[], counted: readonly CallSide[]): readonly CallSide[] {
  const calls = new Map(counted.map((side) => [side.name, side.calls]));
  return sides.map((side) => ({ ...side, calls: calls.get(side.name) ?? null }));
}

const rowsByName = new WeakMap<object, ReadonlyMap<string, number>>();

/** The row of a name; -1 if there is none or several. */
function rowOf(profile: Profile, name: string): number {
  let rows = rowsByName.get(profile.functions);
  if (!rows) {
    const found = new Map<string, number>();
    profile.functions.name.forEach((n, row) => found.set(n, found.has(n) ? -1 : row));
    rowsByName.set(profile.functions, (rows = found));
  }
  return rows.get(name) ?? -1;
}

function add(to: Map<number, number>, key: number, value: number): void {
  to.set(key, (to.get(key) ?? 0) + value);
}
