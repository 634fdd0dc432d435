import { floatColumn, intColumn, maxLine, metricColumns, rowColumns } from "./readColumns";
import * as shape from "./jsonShape";
import type { FunctionTable, InstructionTable, LineAccesses } from "./model";
import { orNaN } from "./numbers";

/** `ids` are the metrics that get columns. Throws `bad-input`. */
export function readFunctions(items: readonly unknown[], ids: readonly string[]): FunctionTable {
  const rows = items.map((item, i) => shape.asObject(item, `functions[${String(i)}]`));
  const column = (key: string): Float64Array =>
    Float64Array.from(rows, (row, i) =>
      orNaN(shape.asNumberOrNull(row[key], `functions[${String(i)}].${key}`)),
    );
  const names = (key: string): (string | null)[] =>
    rows.map((row, i) => shape.asNameOrNull(row[key], `functions[${String(i)}].${key}`));
  return {
    length: rows.length,
    name: rows.map((row, i) => shape.asName(row["name"], `functions[${String(i)}].name`)),
    rawName: names("rawName"),
    crate: names("crate"),
    file: names("file"),
    line: Int32Array.from(rows, (row, i) =>
      shape.asIndex(row["line"] ?? 0, 0, maxLine, `functions[${String(i)}].line`),
    ),
    address: column("address"),
    calls: column("calls"),
    self: rowColumns(rows, "self", ids, "functions"),
    total: rowColumns(rows, "total", ids, "functions"),
  };
}

/** `functions`: rows that instructions may name, -1 for none. Throws `bad-input`. */
export function readInstructions(value: unknown, functions: number): InstructionTable {
  const table = shape.asObject(value, "instructions");
  const pc = floatColumn(table["pc"], "instructions.pc");
  return {
    length: pc.length,
    pc,
    count: floatColumn(table["count"], "instructions.count", pc.length),
    func: intColumn(table["func"], "instructions.func", -1, functions - 1, pc.length),
    self: metricColumns(table["self"], "instructions.self", pc.length),
    ...(table["accesses"] === undefined ? {} : { accesses: readAccesses(table["accesses"], pc.length) }),
  };
}

/** Classes are numbered by a byte. */
const mostClasses = 256;

function readAccesses(value: unknown, length: number): LineAccesses {
  const path = "instructions.accesses";
  const table = shape.asObject(value, path);
  const names = shape.asArray(table["classes"], `${path}.classes`);
  shape.asIndex(names.length, 0, mostClasses, `the length of ${path}.classes`);
  const per = intColumn(table["per"], `${path}.per`, 0, names.length, length);
  const start = new Int32Array(length + 1);
  for (let i = 0; i < length; i++) start[i + 1] = start[i]! + per[i]!;
  const found = start[length]!;
  return {
    classes: names.map((name) => shape.asName(name, `${path}.classes`)),
    prices: floatColumn(table["prices"], `${path}.prices`, names.length),
    start,
    kind: Uint8Array.from(intColumn(table["kind"], `${path}.kind`, 0, names.length - 1, found)),
    count: floatColumn(table["count"], `${path}.count`, found),
  };
}
