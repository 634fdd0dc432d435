import * as shape from "./jsonShape";
import type { MetricColumns } from "./model";
import { orNaN } from "./numbers";

/** The last line that a file of text can have. */
export const maxLine = 0x7fffffff;

/** What each row says under `key`, a column a metric; NaN is unknown, a metric that no row knows has no column. Throws `bad-input`. */
export function rowColumns(
  rows: readonly shape.JsonObject[],
  key: "self" | "total" | "parts",
  ids: readonly string[],
  path: string,
): MetricColumns {
  const out: Record<string, Float64Array> = {};
  for (const id of ids) {
    const column = Float64Array.from(rows, (row, i) => {
      const at = `${path}[${String(i)}].${key}`;
      const values = row[key] === undefined ? {} : shape.asObject(row[key], at);
      return orNaN(shape.asNumberOrNull(values[id], `${at}.${id}`));
    });
    if (column.some((value) => !Number.isNaN(value))) out[id] = column;
  }
  return out;
}

/** Columns written as such: `length` numbers or nulls for each metric. Throws `bad-input`. */
export function metricColumns(value: unknown, path: string, length: number): MetricColumns {
  const out: Record<string, Float64Array> = {};
  for (const [id, column] of Object.entries(shape.asObject(value ?? {}, path)))
    out[id] = floatColumn(column, `${path}.${id}`, length);
  return out;
}

/** Numbers, null as NaN; of any length where none is asked for. Throws `bad-input`. */
export function floatColumn(value: unknown, path: string, length?: number): Float64Array {
  const items = shape.asArray(value, path);
  if (length !== undefined && items.length !== length)
    shape.asIndex(items.length, length, length, `the length of ${path}`);
  return Float64Array.from(items, (item) => orNaN(shape.asNumberOrNull(item, path)));
}

/** Whole numbers within [least, most]. Throws `bad-input`. */
export function intColumn(
  value: unknown,
  path: string,
  least: number,
  most: number,
  length?: number,
): Int32Array {
  const items = shape.asArray(value, path);
  if (length !== undefined && items.length !== length)
    shape.asIndex(items.length, length, length, `the length of ${path}`);
  return Int32Array.from(items, (item) => shape.asIndex(item, least, most, path));
}
