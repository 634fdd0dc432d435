import type { Metric, MetricColumns, MetricId, Profile } from "../profile/model";

/** A cell of a metric column; null where the source does not carry it. */
export function cell(columns: MetricColumns, metric: MetricId, row: number): number | null {
  const value = columns[metric]?.[row];
  return value === undefined || Number.isNaN(value) ? null : value;
}

/**
 * What a share is a share of: the variable total of a metric, fixed base costs stand apart (docs/design.md
 * §3). Null where the profile does not say.
 */
export function wholeRun(
  profile: Pick<Profile, "totals" | "functions" | "unattributed">,
  metric: MetricId,
): number | null {
  const { totals } = profile;
  if (metric === "cost") {
    if (isKnown(totals.variable)) return totals.variable;
    if (isKnown(totals.total) && isKnown(totals.base)) return totals.total - totals.base;
  }
  const own = totals[metric];
  if (isKnown(own)) return own;
  const selfs = profile.functions.self[metric];
  if (!selfs) return null;
  let sum = profile.unattributed[metric] ?? 0;
  for (const self of selfs) if (!Number.isNaN(self)) sum += self;
  return sum;
}

/** A metric with its unit, for how its figures are printed. */
export function metricNamed({ metrics }: Pick<Profile, "metrics">, id: MetricId): Metric {
  return metrics.find((metric) => metric.id === id) ?? { id, unit: id };
}

/** The metric asked for if the profile carries it, else the primary one. */
export function usableMetric(profile: Profile, metric: MetricId): MetricId {
  if (profile.metrics.some((m) => m.id === metric)) return metric;
  return profile.metrics[0]?.id ?? metric;
}

function isKnown(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
