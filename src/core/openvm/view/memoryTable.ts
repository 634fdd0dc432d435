import { gpuMemory, type GpuMemory } from "../gpuMemory";
import type { Side } from "./side";
import { tableOf, TableRows, type TableSpec } from "./tableBuilder";
import type { MemoryCurve, MetricsTable } from "./types";

const gib = 2 ** 30;

const spec: TableSpec = {
  id: "memory",
  texts: ["module", "at"],
  figures: [{ key: "peak", unit: "bytes", better: "less" }],
  sort: 0,
};

/** The GPU's memory of a file; null where it has none. */
export function memoryOf({ details, db }: Side): GpuMemory | null {
  return gpuMemory(details, db.names);
}

/** Peaks by module. Where a module has its peak may differ from run to run, so that modules are compared by name. */
export function memoryTable(now: GpuMemory, before: GpuMemory | null): MetricsTable {
  const rowsOf = (memory: GpuMemory): TableRows => {
    const rows = new TableRows(1);
    for (const { name, max } of memory.modules) rows.set(0, rows.row(name, ""), max * gib);
    return rows;
  };
  const table = tableOf(spec, rowsOf(now), before && rowsOf(before));
  const at = new Map([...(before?.modules ?? []), ...now.modules].map((one) => [one.name, one.at]));
  const [module] = table.texts;
  return {
    ...table,
    texts: [module!, { key: "at", text: module!.text.map((name) => at.get(name) ?? "") }],
  };
}

/** Samples of the memory of the GPU as columns; those with a figure that is none are left out. */
export function curveOf({ samples }: GpuMemory): MemoryCurve {
  const known = samples.filter((sample) => Object.values(sample).every(Number.isFinite));
  const column = (of: (sample: (typeof samples)[number]) => number): Float64Array =>
    Float64Array.from(known, of);
  return {
    time: column(({ time }) => time),
    current: column(({ current }) => current),
    localPeak: column(({ localPeak }) => localPeak),
    reserved: column(({ reserved }) => reserved),
  };
}
