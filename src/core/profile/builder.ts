import type { FunctionTable, MetricColumns, MetricId, Profile } from "./model";
import { crateOf } from "./names";

/** One function while a profile is put together; NaN is unknown. */
export interface FunctionRow {
  name: string;
  rawName: string | null;
  crate: string | null;
  file: string | null;
  line: number;
  address: number;
  calls: number;
  selfSteps: number;
  selfCost: number;
  totalSteps: number;
  totalCost: number;
}

/** A row that knows only its name. */
export function newFunctionRow(name: string): FunctionRow {
  return {
    name,
    rawName: null,
    crate: crateOf(name),
    file: null,
    line: 0,
    address: NaN,
    calls: NaN,
    selfSteps: NaN,
    selfCost: NaN,
    totalSteps: NaN,
    totalCost: NaN,
  };
}

/** True for `[no symbol]` and the like: cost outside every function. */
export function isBracketed(name: string): boolean {
  return name.startsWith("[");
}

/** Struct of arrays from rows; a metric that no row carries has no column. */
export function functionTable(rows: readonly FunctionRow[]): FunctionTable {
  const numbers = (get: (row: FunctionRow) => number): Float64Array => Float64Array.from(rows, get);
  const columns = (steps: keyof FunctionRow, cost: keyof FunctionRow): MetricColumns => {
    const out: Record<MetricId, Float64Array> = {};
    for (const [id, key] of [
      ["steps", steps],
      ["cost", cost],
    ] as const) {
      const column = numbers((row) => row[key] as number);
      if (column.some((value) => !Number.isNaN(value))) out[id] = column;
    }
    return out;
  };
  return {
    length: rows.length,
    name: rows.map((row) => row.name),
    rawName: rows.map((row) => row.rawName),
    crate: rows.map((row) => row.crate),
    file: rows.map((row) => row.file),
    line: Int32Array.from(rows, (row) => row.line),
    address: numbers((row) => row.address),
    calls: numbers((row) => row.calls),
    self: columns("selfSteps", "selfCost"),
    total: columns("totalSteps", "totalCost"),
  };
}

/** Everything that a profile must have and may not know, for importers and tests to fill. */
export function emptyProfile(format: string): Profile {
  return {
    source: { format, variant: null, files: [] },
    engine: { name: "unknown", version: null },
    exitCode: null,
    output: { publicHex: null, text: null },
    outcome: { status: "ok", message: null },
    metrics: [{ id: "steps", unit: "steps" }],
    totals: {},
    opcodes: [],
    functions: functionTable([]),
    callTree: null,
    lines: null,
    instructions: null,
    unattributed: {},
    listed: null,
    details: [],
    tags: [],
    memory: [],
    usage: { rom: null, ram: null },
    regions: [],
    warnings: [],
  };
}
