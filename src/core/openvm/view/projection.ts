import { roundRobin, serialSeconds } from "../aggregate";
import type { Era } from "../eras/era";
import type { Group } from "../finish";
import { isAppProof, isKeygen } from "../groups";
import type { ProjectionGroup } from "./types";

/** What a projection needs of each group; none where the era has no such column. */
export function projectionGroups(groups: readonly Group[], era: Era): readonly ProjectionGroup[] {
  if (era.bounded === "none") return [];
  return groups
    .filter(({ name, proofTimes, stats }) => {
      if (isKeygen(name)) return false;
      return proofTimes.length > 0 || serialSeconds({ name, stats, proofTimes }) > 0;
    })
    .map((group) => ({
      name: group.name,
      app: isAppProof(group.name),
      serial: serialSeconds(group),
      proofTimes: Float64Array.from(group.proofTimes),
    }));
}

/** Seconds of each group and of all with so many provers, by the rule of the reports (proof i goes to prover i mod N). */
export function project(
  groups: readonly ProjectionGroup[],
  provers: number,
): { readonly total: number; readonly groups: readonly number[] } {
  let total = 0;
  const seconds = groups.map(({ serial, proofTimes }) => {
    const value = serial + roundRobin(proofTimes, provers);
    total += value;
    return value;
  });
  return { total, groups: seconds };
}
