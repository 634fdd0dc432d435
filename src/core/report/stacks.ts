import { CycleLensError } from "../errors";
import type { CallTree, MetricColumns, MetricId, Profile } from "../profile/model";
import { metricOf } from "./whole";

/**
 * The metric that a stack export shows: the one asked for, else the first that has self cost in the
 * call tree, else in the functions. Throws `unsupported` where there is none.
 */
export function selfMetric(profile: Profile, asked?: MetricId): MetricId {
  const { callTree, functions } = profile;
  if (asked !== undefined && (callTree?.self[asked] ?? functions.self[asked]) !== undefined) return asked;
  const inTree = profile.metrics.find(({ id }) => callTree?.self[id] !== undefined)?.id;
  const metric = asked === undefined ? (inTree ?? metricOf(profile, functions, "self")) : null;
  if (metric === null)
    throw new CycleLensError(
      "unsupported",
      asked === undefined ? "this profile knows no self cost" : `this profile has no self ${asked}`,
      "add the run's --profiler-output or --disasm file, or choose the text form",
    );
  return metric;
}

/**
 * What an export of stacks is of: the metric that comes first, the call tree or a flat one of the functions, and all
 * metrics that have self cost in it. Throws `unsupported` where no self cost is known.
 */
export function exportedStacks(
  profile: Profile,
  asked?: MetricId,
): { readonly tree: CallTree; readonly metrics: readonly [MetricId, ...MetricId[]] } {
  const first = selfMetric(profile, asked);
  const tree = stackTree(profile, first) ?? flatTree(profile, first);
  const others = profile.metrics.map(({ id }) => id).filter((id) => id !== first && tree.self[id]);
  return { tree, metrics: [first, ...others] };
}

/**
 * The call tree with what it does not carry as more roots (data initialisation, what a tool's tree leaves out), so that
 * all stacks together are the run's cost (Σ self of the functions). Null where there is no tree of this metric.
 */
export function stackTree(profile: Profile, metric: MetricId): CallTree | null {
  const { callTree: tree, functions } = profile;
  if (tree?.self[metric] === undefined) return null;
  const rows = rowsOutside(tree, profile, metric);
  if (rows.length === 0) return tree;
  const { frames, length } = tree;
  const longer = (column: Int32Array, size: number, more: readonly number[]): Int32Array => {
    const out = new Int32Array(size + more.length);
    out.set(column.subarray(0, size));
    out.set(more, size);
    return out;
  };
  const self: MetricColumns = Object.fromEntries(
    Object.entries(tree.self).map(([id, column]) => {
      const out = new Float64Array(length + rows.length);
      out.set(column.subarray(0, length));
      rows.forEach((row, at) => (out[length + at] = functions.self[id]?.[row] || 0));
      return [id, out];
    }),
  );
  const inlined = new Uint8Array(frames.length + rows.length);
  inlined.set(frames.inlined.subarray(0, frames.length));
  return {
    length: length + rows.length,
    frames: {
      length: frames.length + rows.length,
      name: [...frames.name.slice(0, frames.length), ...rows.map((row) => functions.name[row]!)],
      func: longer(frames.func, frames.length, rows),
      file: [...frames.file.slice(0, frames.length), ...rows.map(() => null)],
      line: longer(
        frames.line,
        frames.length,
        rows.map(() => 0),
      ),
      inlined,
    },
    prefix: longer(
      tree.prefix,
      length,
      rows.map(() => -1),
    ),
    frame: longer(
      tree.frame,
      length,
      rows.map((_, at) => frames.length + at),
    ),
    self,
  };
}

/** Rows of cost outside every symbol that no node of the tree is. */
function rowsOutside(
  { frames, frame, length }: CallTree,
  { functions }: Profile,
  metric: MetricId,
): readonly number[] {
  const self = functions.self[metric];
  const rows = functions.name.flatMap((name, row) =>
    name.startsWith("[") && (self?.[row] ?? 0) > 0 ? [row] : [],
  );
  if (rows.length === 0) return rows;
  const inTree = new Set<number | undefined>();
  for (let node = 0; node < length; node++) inTree.add(frames.func[frame[node]!]);
  return rows.filter((row) => !inTree.has(row));
}

/** The functions as a row of roots, where a profile has no call tree. */
export function flatTree(profile: Profile, metric: MetricId): CallTree {
  const { functions } = profile;
  const all = Int32Array.from({ length: functions.length }, (_, row) => row);
  return {
    length: functions.length,
    frames: {
      length: functions.length,
      name: functions.name,
      func: all,
      file: functions.file,
      line: functions.line,
      inlined: new Uint8Array(functions.length),
    },
    prefix: new Int32Array(functions.length).fill(-1),
    frame: all,
    self: { [metric]: functions.self[metric] ?? new Float64Array(functions.length) },
  };
}
