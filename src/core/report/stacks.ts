import { CycleLensError } from "../errors";
import { outsideTreeRow } from "../importers/assembleFunctions";
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
 * The call tree with what it does not carry as one more root, so that all stacks together are the run's cost
 * (Σ self of the functions). Null where there is no tree of this metric.
 */
export function stackTree(profile: Profile, metric: MetricId): CallTree | null {
  const { callTree: tree, functions } = profile;
  if (tree?.self[metric] === undefined) return null;
  const row = functions.name.indexOf(outsideTreeRow);
  if (row < 0 || !((functions.self[metric]?.[row] ?? 0) > 0)) return tree;
  const { frames, length } = tree;
  const self: MetricColumns = Object.fromEntries(
    Object.entries(tree.self).map(([id, column]) => [
      id,
      Float64Array.from({ length: length + 1 }, (_, node) =>
        node < length ? (column[node] ?? 0) : (functions.self[id]?.[row] ?? 0),
      ),
    ]),
  );
  const withLast = (column: Int32Array, last: number, size: number): Int32Array => {
    const longer = new Int32Array(size + 1);
    longer.set(column.subarray(0, size));
    longer[size] = last;
    return longer;
  };
  const inlined = new Uint8Array(frames.length + 1);
  inlined.set(frames.inlined.subarray(0, frames.length));
  return {
    length: length + 1,
    frames: {
      length: frames.length + 1,
      name: [...frames.name.slice(0, frames.length), outsideTreeRow],
      func: withLast(frames.func, row, frames.length),
      file: [...frames.file.slice(0, frames.length), null],
      line: withLast(frames.line, 0, frames.length),
      inlined,
    },
    prefix: withLast(tree.prefix, -1, length),
    frame: withLast(tree.frame, frames.length, length),
    self,
  };
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
