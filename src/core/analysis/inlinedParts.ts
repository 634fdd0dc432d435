import type { Metric, Profile } from "../profile/model";

/**
 * What the tree of inlined functions knows beside the profile's metrics: what its primary one is made of (ZisK: main,
 * opcodes, precompiles, memory; SP1: kinds of instructions), in that one's unit.
 */
export function inlinedParts({ metrics, inlinedTree }: Pick<Profile, "metrics" | "inlinedTree">): Metric[] {
  const [primary] = metrics;
  if (inlinedTree === undefined || primary === undefined) return [];
  return Object.keys(inlinedTree.self)
    .filter((id) => metrics.every((metric) => metric.id !== id))
    .map((id) => ({ id, unit: primary.unit }));
}
