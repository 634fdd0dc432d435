import { metric } from "../metricNames";
import type { Era } from "./era";
import { v1_3 } from "./v1_3";

/** v1.4.0 to v1.4.2: execution in two passes (metered, preflight), key generation out of the summary. */
export const v1_4: Era = {
  ...v1_3,
  id: "1.4",
  versions: "1.4.0 to 1.4.2",
  listed: [
    metric.proofTime,
    metric.mainCells,
    metric.totalCells,
    metric.e1Time,
    metric.e1Rate,
    metric.meteredTime,
    metric.meteredRate,
    metric.preflightInsns,
    metric.preflightTime,
    metric.preflightRate,
    metric.traceGenTime,
    "memory_finalize_time_ms",
    "boundary_finalize_time_ms",
    "merkle_finalize_time_ms",
    metric.proveTime,
    "main_trace_commit_time_ms",
    "generate_perm_trace_time_ms",
    "perm_trace_commit_time_ms",
    "quotient_poly_compute_time_ms",
    "quotient_poly_commit_time_ms",
    "pcs_opening_time_ms",
  ],
  averageOnly: [metric.meteredTime],
  withoutSum: [metric.e1Rate, metric.meteredRate, metric.preflightRate],
  proofTime: {
    parts: [metric.preflightTime, metric.traceGenTime, metric.proveTime],
    first: metric.meteredTime,
    keepsGiven: true,
  },
  serial: "metered",
  checksInstructions: true,
  countsTwice: false,
  keygenInSummary: false,
  bencherFiniteOnly: true,
  summary: {
    ...v1_3.summary,
    cycles: metric.preflightInsns,
    fallback: [metric.meteredTime, metric.preflightTime, metric.traceGenTime, metric.proveTime],
  },
};
