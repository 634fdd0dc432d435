import { CycleLensError } from "../errors";
import { emptyProfile } from "../profile/builder";
import type {
  CallTree,
  Engine,
  LineTable,
  Metric,
  MetricColumns,
  Outcome,
  Profile,
  Totals,
} from "../profile/model";
import { crateOf } from "../profile/names";
import { groupOfNode, metricSums, outermostGroups, scratchFor } from "./treeTotals";

/** A function of a host profile, by its name and file. */
export interface TreeFunction {
  readonly name: string;
  readonly rawName: string | null;
  readonly file: string | null;
  /** 1-based; 0 unknown. */
  readonly line: number;
  /** What functions are grouped by where that is no crate; otherwise told by the name. */
  readonly crate?: string | null;
}

export interface TreeProfile {
  readonly format: string;
  readonly variant: string | null;
  readonly file: string;
  readonly engine: Engine;
  readonly outcome: Outcome;
  /** The first is primary. */
  readonly metrics: readonly Metric[];
  /** Besides the metrics' own sums, which are added here where they are missing. */
  readonly totals?: Totals;
  readonly functions: readonly TreeFunction[];
  /**
   * `frames.func` counts into `functions`; the self of a node whose frame has none (-1) is charged to the nearest
   * frame above that has one.
   */
  readonly tree: CallTree;
  readonly lines: LineTable | null;
  readonly warnings: readonly string[];
}

/**
 * The profile of a file whose figures all stand in a call tree: self and inclusive figures a function for every
 * metric, recursion counted once. @throws CycleLensError `overflow` where a sum does not fit a double.
 */
export function treeProfile(parts: TreeProfile): Profile {
  const { tree, metrics } = parts;
  const count = parts.functions.length;
  const self: Record<string, Float64Array> = {};
  const total: Record<string, Float64Array> = {};
  const totals: Record<string, number | null> = { ...parts.totals };
  const groups = groupOfNode(tree, tree.frames.func);
  const owner = owners(tree, groups);
  // 1. Only functions that stand in the tree, the largest first.
  const used = new Uint8Array(count);
  for (let node = 0; node < tree.length; node++) if (groups[node]! >= 0) used[groups[node]!] = 1;
  const scratch = scratchFor(tree);
  const outermost = outermostGroups(tree, groups, count, scratch);
  for (const { id } of metrics) {
    const own = tree.self[id] ?? new Float64Array(tree.length);
    const sums = metricSums(tree, own, owner, outermost, count, scratch);
    if (!(sums.size <= Number.MAX_SAFE_INTEGER))
      throw new CycleLensError(
        "overflow",
        `metric ${id}: the sum of the samples exceeds 2^53`,
        "record a shorter run",
      );
    totals[id] ??= sums.sum;
    self[id] = sums.self;
    total[id] = sums.total;
  }
  const primary = metrics[0]!.id;
  const [byTotal, bySelf] = [total[primary]!, self[primary]!];
  const order = [...parts.functions.keys()]
    .filter((row) => used[row] === 1)
    .sort(
      (a, b) =>
        byTotal[b]! - byTotal[a]! ||
        bySelf[b]! - bySelf[a]! ||
        byText(parts.functions[a]!.name, parts.functions[b]!.name) ||
        byText(parts.functions[a]!.file ?? "", parts.functions[b]!.file ?? ""),
    );
  const place = new Int32Array(count).fill(-1);
  order.forEach((row, at) => (place[row] = at));
  const inOrder = (columns: MetricColumns): MetricColumns =>
    Object.fromEntries(Object.entries(columns).map(([id, column]) => [id, picked(column, order)]));
  const rows = order.map((row) => parts.functions[row]!);
  return {
    ...emptyProfile(parts.format),
    source: { format: parts.format, variant: parts.variant, files: [parts.file] },
    engine: parts.engine,
    outcome: parts.outcome,
    metrics,
    totals,
    functions: {
      length: rows.length,
      name: rows.map((row) => row.name),
      rawName: rows.map((row) => row.rawName),
      crate: rows.map((row) => (row.crate === undefined ? crateOf(row.name) : row.crate)),
      file: rows.map((row) => row.file),
      line: Int32Array.from(rows, (row) => row.line),
      address: new Float64Array(rows.length).fill(NaN),
      calls: new Float64Array(rows.length).fill(NaN),
      self: inOrder(self),
      total: inOrder(total),
    },
    callTree: {
      ...tree,
      frames: { ...tree.frames, func: tree.frames.func.map((row) => (row < 0 ? -1 : place[row]!)) },
    },
    lines: parts.lines !== null && parts.lines.length > 0 ? parts.lines : null,
    unattributed: Object.fromEntries(metrics.map(({ id }) => [id, 0])),
    warnings: parts.warnings,
  };
}

/** Row that a node's self is charged to: its own, else that of the nearest frame above with one. */
function owners(tree: CallTree, groups: Int32Array): Int32Array {
  const { length, prefix } = tree;
  const owner = new Int32Array(length);
  for (let node = 0; node < length; node++) {
    const own = groups[node]!;
    const parent = prefix[node]!;
    owner[node] = own >= 0 || parent < 0 ? own : owner[parent]!;
  }
  return owner;
}

function picked(column: Float64Array, order: readonly number[]): Float64Array {
  const out = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) out[i] = column[order[i]!]!;
  return out;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
