import { metric } from "../metricNames";
import type { Era } from "./era";

/** v1.2.0 and v1.3.0. */
export const v1_3: Era = {
  id: "1.3",
  versions: "1.2 and 1.3",
  listed: [
    metric.proofTime,
    metric.mainCells,
    metric.cycles,
    metric.executeTime,
    metric.traceGenTime,
    metric.proveTime,
    "main_trace_commit_time_ms",
    "generate_perm_trace_time_ms",
    "perm_trace_commit_time_ms",
    "quotient_poly_compute_time_ms",
    "quotient_poly_commit_time_ms",
    "pcs_opening_time_ms",
  ],
  averageOnly: [],
  withoutSum: [],
  proofTime: {
    parts: [metric.executeTime, metric.traceGenTime, metric.proveTime],
    first: null,
    keepsGiven: false,
  },
  serial: "execute-rest",
  checksInstructions: false,
  bounded: "none",
  serialInRows: false,
  keygenInSummary: true,
  keygenTables: true,
  emptyTables: true,
  phases: false,
  blobTotals: false,
  instructionCounts: false,
  gpuMemory: false,
  details: { ownFile: false, collapsed: false, hidden: [], plainUnlabelled: false },
  bencherFiniteOnly: false,
  summary: {
    cycles: metric.cycles,
    leafCycles: true,
    omitsCells: false,
    fallback: null,
    skipsEmpty: false,
  },
};
