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
  if (rows.length === 0 && !dropped) return { rows: db.spanRows, keys: shapes.keys, summed: true };
  const merged = new Rows();
  const values = new Int32Array(Math.max(1, ...shapes.keys.map((keys) => keys.length)));
  /** Of each shape: what is left of it, and the places of the keys that are. */
  const kept = shapes.keys.map((keys) => ({
    shape: 0,
    keys: keys.filter((key) => key !== label.dslIr),
    places: keys.flatMap((key, i) => (key === label.dslIr ? [] : i)),
  }));
  for (const one of kept) one.shape = shapes.shapeOf(one.keys);
  for (const source of [rows, db.spanRows]) {
    for (let row = 0; row < source.length; row++) {
      const { shape, places } = kept[source.shape.data[row]!]!;
      const start = source.start.data[row]!;
      for (let i = 0; i < places.length; i++) values[i] = source.values.data[start + places[i]!]!;
      const target = merged.row(shape, values, places.length);
      for (let cell = source.newest.data[row]!; cell >= 0; cell = source.before.data[cell]!)
        merged.add(target, source.metric.data[cell]!, source.sum.data[cell]!);
    }
  }
  return { rows: merged, keys: shapes.keys, summed: true };
}
