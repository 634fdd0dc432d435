import { barsSlice } from "./bars";
import { diffRows, flameDiff } from "./diff";
import type { DrawnTree, FlameIndex } from "./flameIndex";
import { FrameList, frameName } from "./frameList";
import type { Grown } from "./grow";
import { grow } from "./grow";
import { markHotPath } from "./hotPath";
import { aroundSource, invertedSource } from "./mergedRoots";
import type { FlameSource } from "./source";
import type { NodeCosts } from "./treeSource";
import { treeSource } from "./treeSource";
import type { FlameCrumb, FlameRows, FlameSide, FlameSlice, FlameSliceParams } from "./types";
import { flameLimits } from "./types";

/** Breadcrumbs kept at each end of a deep focus. */
const crumbsAtEnd = 6;

/**
 * The visible part of a run: at most 5,000 frames of at least one pixel on at most 1,000 levels. A focus that
 * is not there (any more) means the whole run. Without a call tree the answer is bars, with the reason.
 */
export function flameSlice(index: FlameIndex, params: FlameSliceParams): FlameSlice {
  const drawn = index.drawn(params);
  const metric = index.metric(params.metric);
  if (!drawn || !metric?.inTree)
    return barsSlice(index, params, drawn ? "metric-not-in-tree" : "no-call-tree");
  const side = index.profile.base ? (params.side ?? "next") : "next";
  const costs = drawn.costs(metric.id, side);
  const diff = flameDiff(index, drawn, metric.id, side);
  const inlined = index.drawsInlined(params);
  const frames = new FrameList(index, metric.id, inlined === true);
  const widthPx = Math.max(1, Math.min(100_000, Math.floor(params.widthPx) || 1));
  const common = {
    layout: "tree",
    reason: null,
    inclusive: true,
    mode: params.mode,
    metric: metric.id,
    unit: metric.unit,
    metrics: index.metrics,
    widthPx,
    runTotal: index.runTotal(metric.id, side),
    crates: index.crates(metric.id, inlined === true),
    ...(inlined === null ? {} : { inlined, exactInlined: index.profile.inlinedTree !== undefined }),
    nodes: drawn.tree.length - 1,
    ...(diff ? { diff } : {}),
  } as const;
  const rowsOf = (source: FlameSource): FlameRows =>
    rows(grow(source, widthPx, params.order), source, frames, diff && side);
  if (params.mode === "sandwich") {
    const pivot = pivotOf(index, costs, drawn, params.pivot);
    const part = (step: "callers" | "callees"): FlameRows =>
      rowsOf(aroundSource(drawn.tree, costs, index.frames.length, pivot, step));
    const callees = part("callees");
    const callers = part("callers");
    const path = [{ name: "", focus: [] }];
    return { ...common, focus: [], pivot, rows: callees, callers, frames: frames.rows, path };
  }
  if (params.mode === "inverted") {
    const asked = params.focus.length > 0 ? params.focus.slice(0, flameLimits.levels) : [];
    const found = invertedSource(drawn.tree, costs, index.frames.length, asked);
    const focus = found ? asked : [];
    const source = found ?? invertedSource(drawn.tree, costs, index.frames.length, [])!;
    const crumbs = focus.map((frame, at) => ({ frame, focus: focus.slice(0, at + 1) }));
    const path = crumbPath(index, crumbs);
    return { ...common, focus, pivot: -1, rows: rowsOf(source), callers: null, frames: frames.rows, path };
  }
  const root = focusNode(drawn, params.focus[0]);
  const crumbs: { frame: number; focus: number[] }[] = [];
  for (let node = root; node > 0; node = drawn.tree.parent[node]!)
    crumbs.push({ frame: drawn.tree.frame[node]!, focus: [drawn.tree.origin[node]!] });
  const path = crumbPath(index, crumbs.reverse());
  const focus = root === 0 ? [] : [drawn.tree.origin[root]!];
  const source = treeSource(drawn.tree, costs, root);
  return { ...common, focus, pivot: -1, rows: rowsOf(source), callers: null, frames: frames.rows, path };
}

/** The drawn node of a call-tree node; the whole run if there is none. */
export function focusNode(drawn: DrawnTree, focus: number | undefined): number {
  if (!Number.isInteger(focus) || focus! < 0 || focus! >= drawn.tree.nodeOf.length) return 0;
  return Math.max(0, drawn.tree.nodeOf[focus!]!);
}

/** The frame in the middle: as asked, else the one with most self cost. */
function pivotOf(index: FlameIndex, { self }: NodeCosts, drawn: DrawnTree, asked: number): number {
  if (Number.isInteger(asked) && asked >= 0 && asked < index.frames.length) return asked;
  const sums = new Float64Array(index.frames.length);
  let best = -1;
  for (let node = 1; node < self.length; node++) {
    const frame = drawn.tree.frame[node]!;
    if (frame === index.frames.unattributed) continue;
    sums[frame]! += self[node]!;
    if (best < 0 || sums[frame]! > sums[best]!) best = frame;
  }
  return best;
}

function crumbPath(index: FlameIndex, crumbs: { frame: number; focus: number[] }[]): FlameCrumb[] {
  const all = crumbs.map(({ frame, focus }) => ({ name: frameName(index, frame), focus }));
  const path = [{ name: "", focus: [] }, ...all];
  if (path.length <= 2 * crumbsAtEnd) return path;
  return [...path.slice(0, crumbsAtEnd), { name: "…", focus: [] }, ...path.slice(-crumbsAtEnd)];
}

/** `side`: null where nothing is compared. */
function rows(grown: Grown, source: FlameSource, frames: FrameList, side: FlameSide | null): FlameRows {
  const diff = side === null ? null : diffRows(grown, source, side);
  const at = <T>(handle: number, read: () => T, none: T): T => (handle < 0 ? none : read());
  return {
    parent: grown.parent,
    frame: grown.handle.map((h) => at(h, () => frames.add(source.frame(h)), -1)),
    node: grown.handle.map((h, row) =>
      h < 0 ? source.node(grown.handle[grown.parent[row]!]!) : source.node(h),
    ),
    total: grown.total,
    self: grown.handle.map((h) => at<number | null>(h, () => source.self(h), null)),
    more: grown.more,
    levels: grown.levels,
    hot: markHotPath(grown, source),
    ...(diff ? { diff } : {}),
  };
}
