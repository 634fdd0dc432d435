import type { Era } from "./eras/era";
import { label } from "./metricNames";
import type { MetricsDb } from "./metricsDb";
import { Rows } from "./rows";

/** The rows that an era's tables are made of. */
export interface DetailRows {
  readonly rows: Rows;
  readonly keys: readonly (readonly string[])[];
  /** Equal label sets are added up; otherwise the first figure stands. */
  readonly summed: boolean;
}

/** Until 1.4.3 rows with spans are left out; later spans and `dsl_ir` are, and what is then equal is added up. */
export function detailRows(db: MetricsDb, era: Era): DetailRows {
  const { shapes, rows } = db;
  if (!era.details.collapsed) return { rows, keys: shapes.keys, summed: false };
  const dropped = shapes.keys.some((keys) => keys.includes(label.dslIr));
  if (db.spanRows.length === 0 && !dropped) return { rows, keys: shapes.keys, summed: true };
  const merged = new Rows();
  const values = new Int32Array(Math.max(1, ...shapes.keys.map((keys) => keys.length)));
  for (const source of [rows, db.spanRows]) {
    for (let row = 0; row < source.length; row++) {
      const keys = shapes.keys[source.shape.data[row]!]!;
      const start = source.start.data[row]!;
      const kept = keys.filter((key) => key !== label.dslIr);
      let count = 0;
      keys.forEach((key, i) => {
        if (key !== label.dslIr) values[count++] = source.values.data[start + i]!;
      });
      const target = merged.row(shapes.shapeOf(kept), values, count);
      for (let cell = source.newest.data[row]!; cell >= 0; cell = source.before.data[cell]!)
        merged.add(target, source.metric.data[cell]!, source.sum.data[cell]!);
    }
  }
  return { rows: merged, keys: shapes.keys, summed: true };
}
