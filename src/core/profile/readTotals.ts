import * as shape from "./jsonShape";
import type { Metric } from "./model";

/** The first is primary; a file that names none has `steps`. Throws `bad-input`. */
export function readMetrics(value: unknown): Metric[] {
  const metrics = shape.asArray(value, "metrics").map((item, i) => {
    const metric = shape.asObject(item, `metrics[${String(i)}]`);
    return {
      id: shape.asName(metric["id"], `metrics[${String(i)}].id`),
      unit: shape.asName(metric["unit"], `metrics[${String(i)}].unit`),
    };
  });
  return metrics.length > 0 ? metrics : [{ id: "steps", unit: "steps" }];
}

/** Numbers by name, null is unknown. Throws `bad-input`. */
export function readNumbers(value: unknown, path: string): Record<string, number | null> {
  const out: Record<string, number | null> = {};
  for (const [id, number] of Object.entries(shape.asObject(value ?? {}, path)))
    out[id] = shape.asNumberOrNull(number, `${path}.${id}`);
  return out;
}
