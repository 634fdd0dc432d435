import type { Metric } from "../core/profile/model";
import type { ProfileSummary } from "../protocol/requests";

/** A metric of a profile with its unit, for how its figures are printed. */
export function metricIn(profile: Pick<ProfileSummary, "metrics"> | null, id: string): Metric {
  return profile?.metrics.find((metric) => metric.id === id) ?? { id, unit: id };
}
