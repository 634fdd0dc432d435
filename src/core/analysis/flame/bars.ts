import { wholeRun } from "../metrics";
import type { FlameIndex } from "./flameIndex";
import { FrameList } from "./frameList";
import type { BarsReason, FlameSlice, FlameSliceParams } from "./types";
import { flameLimits } from "./types";

/**
 * Functions as bars, the heaviest first, where there is no tree to draw. By self cost if the profile has it
 * (bars add up to the run), else by total (each bar contains its callees; bars do not add up).
 */
export function barsSlice(index: FlameIndex, params: FlameSliceParams, why: BarsReason): FlameSlice {
  const metric = index.metric(params.metric);
  const id = metric?.id ?? params.metric;
  const { functions } = index.profile;
  const self = functions.self[id];
  const total = functions.total[id];
  const inclusive = !someFinite(self);
  const column = (inclusive ? total : self) ?? new Float64Array(0);
  const order: number[] = [];
  let sum = 0;
  for (let row = 0; row < functions.length; row++) {
    if (!(column[row]! > 0)) continue;
    order.push(row);
    sum += column[row]!;
  }
  order.sort((a, b) => column[b]! - column[a]! || a - b);
  const runTotal = wholeRun(index.profile, id) ?? (inclusive ? (column[order[0] ?? -1] ?? 0) : sum);
  const frames = new FrameList(index, id, false);
  const shown = order.slice(0, flameLimits.levels);
  const left = order.slice(shown.length);
  const leftTotal = inclusive ? 0 : left.reduce((all, row) => all + column[row]!, 0);
  const extra = left.length > 0 ? 1 : 0;
  const fill = <T>(root: T, each: (row: number) => T, rest: T): T[] => [
    root,
    ...shown.map(each),
    ...(extra ? [rest] : []),
  ];
  return {
    layout: "bars",
    reason: order.length === 0 ? "nothing-recorded" : why,
    inclusive,
    mode: "top-down",
    metric: id,
    unit: metric?.unit ?? id,
    metrics: index.metrics,
    widthPx: Math.max(1, Math.floor(params.widthPx) || 1),
    runTotal,
    focus: [],
    pivot: -1,
    rows: {
      parent: fill(-1, () => 0, 0),
      frame: fill(-1, (row) => frames.add(row), -1),
      node: fill(-1, () => -1, -1),
      total: fill(runTotal, (row) => column[row]!, leftTotal),
      self: fill<number | null>(null, (row) => finite(self?.[row] ?? NaN), null),
      more: fill(0, () => 0, left.length),
      levels: fill(0, () => 0, 0),
      hot: fill(0, () => 0, 0),
    },
    callers: null,
    frames: frames.rows,
    crates: index.crates(id, false),
    path: [{ name: "", focus: [] }],
    nodes: order.length,
  };
}

function someFinite(column: Float64Array | undefined): boolean {
  return column !== undefined && column.some((value) => Number.isFinite(value) && value > 0);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
