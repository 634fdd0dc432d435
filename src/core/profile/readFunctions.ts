import { floatColumn, intColumn, maxLine, metricColumns, rowColumns } from "./readColumns";
import * as shape from "./jsonShape";
import type { FunctionTable, InstructionTable } from "./model";
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
  };
}
