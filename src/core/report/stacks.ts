import { CycleLensError } from "../errors";
import type { MetricId, Profile } from "../profile/model";
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
