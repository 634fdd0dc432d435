import type { Metric } from "../profile/model";

/**
 * What OpenVM's `flamegraph.py` counts in its folded stacks, told by the name that it gives them:
 * `STEM-GROUP.dsl_ir.opcode.frequency.stacks`, `….air_name.cells_used[.reverse].stacks`. Null for other files.
 */
export function openvmStackMetric(file: string): Metric | null {
  const what = /\.(frequency|cells_used)(?:\.reverse)?\.stacks(?:\.gz)?$/i.exec(file)?.[1];
  if (what === undefined) return null;
  return what.toLowerCase() === "frequency"
    ? { id: "instructions", unit: "instructions" }
    : { id: "cells_used", unit: "cells" };
}
