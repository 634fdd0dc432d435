import { CycleLensError } from "../errors";
import { maxLine, rowColumns } from "./readColumns";
import { readMemory } from "./readCosts";
import * as shape from "./jsonShape";
import { LineAccessBuilder } from "./lineAccesses";
import type { LineAccesses, LineTable, MemoryRow, MetricColumns } from "./model";

/** More columns a line than any machine has parts. */
const maxParts = 64;

/** Null for no lines. `ids` are the metrics, `memory` the classes that `accesses` may count. Throws `bad-input`. */
export function readLines(
  items: readonly unknown[],
  ids: readonly string[],
  memory: readonly MemoryRow[],
): LineTable | null {
  if (items.length === 0) return null;
  const rows = items.map((item, i) => shape.asObject(item, `lines[${String(i)}]`));
  const files: string[] = [];
  const indices = new Map<string, number>();
  const file = Int32Array.from(rows, (row, i) => {
    const name = shape.asName(row["file"], `lines[${String(i)}].file`);
    let index = indices.get(name);
    if (index === undefined) {
      index = files.push(name) - 1;
      indices.set(name, index);
    }
    return index;
  });
  return {
    length: rows.length,
    files,
    file,
    line: Int32Array.from(rows, (row, i) =>
      shape.asIndex(row["line"], 0, maxLine, `lines[${String(i)}].line`),
    ),
    self: { ...rowColumns(rows, "self", ids, "lines"), ...partColumns(rows, ids) },
    total: rowColumns(rows, "total", ids, "lines"),
    ...extraColumns(rows),
    ...accessesOf(rows, memory),
  };
}

/** Columns beside the metrics. The first line names them: a writer gives every line the same. */
function partColumns(rows: readonly shape.JsonObject[], ids: readonly string[]): MetricColumns {
  const first = rows[0]?.["parts"];
  if (first === undefined) return {};
  const names = Object.keys(shape.asObject(first, "lines[0].parts")).filter(
    (id) => isPartName(id) && !ids.includes(id),
  );
  if (names.length > maxParts)
    throw new CycleLensError(
      "bad-input",
      "lines[0].parts has too many columns",
      "export the profile with this version of CycleLens",
    );
  return rowColumns(rows, "parts", names, "lines");
}

/** Sparse: a row has what is not nought. */
function extraColumns(rows: readonly shape.JsonObject[]): { extras?: MetricColumns } {
  if (rows[0]?.["extras"] === undefined) return {};
  const extras: Record<string, Float64Array> = {};
  rows.forEach((row, i) => {
    const at = `lines[${String(i)}].extras`;
    for (const [id, value] of Object.entries(shape.asObject(row["extras"] ?? {}, at))) {
      if (!isPartName(id)) continue;
      if (!Object.hasOwn(extras, id) && Object.keys(extras).length >= maxParts) continue;
      (extras[id] ??= new Float64Array(rows.length))[i] = shape.asNumber(value, `${at}.${id}`);
    }
  });
  return { extras };
}

function accessesOf(
  rows: readonly shape.JsonObject[],
  memory: readonly MemoryRow[],
): { accesses?: LineAccesses } {
  if (!rows.some((row) => row["accesses"] !== undefined)) return {};
  const builder = new LineAccessBuilder(memory);
  rows.forEach((row, i) => builder.add(readMemory(row["accesses"] ?? [], `lines[${String(i)}].accesses`)));
  return { accesses: builder.build() };
}

function isPartName(id: string): boolean {
  return /^[A-Za-z][\w :-]{0,60}$/.test(id) && !Object.hasOwn(Object.prototype, id);
}
