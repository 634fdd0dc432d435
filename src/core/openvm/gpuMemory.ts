import { byLabelValues, byteRanks, compareKeys } from "./byteOrder";
import type { DetailRows } from "./detailRows";
import { label } from "./metricNames";
import type { Names } from "./names";
import { byBytes, fixed } from "./rustText";

/** One sample: milliseconds and GiB. */
export interface GpuSample {
  readonly time: number;
  readonly current: number;
  readonly localPeak: number;
  readonly reserved: number;
}

export interface GpuMemory {
  /** In order of time, at most some 1,000 to 2,000. */
  readonly samples: readonly GpuSample[];
  /** Highest local peak of each module in GiB, the highest first. */
  readonly modules: readonly { readonly name: string; readonly max: number; readonly at: string }[];
}

/** The table of modules, in Markdown. */
export function memoryTable({ modules }: GpuMemory): string {
  const lines = modules.map(({ name, max, at }) => `| ${name} | ${fixed(max, 2)} | ${at} |\n`);
  return `| Module | Max (GB) | Max At |\n| --- | ---: | --- |\n${lines.join("")}`;
}

const gib = 2 ** 30;
const maxPoints = 1000;

/** Memory of the GPU over time, where the file has rows with `module` and the four figures; null without. */
export function gpuMemory(details: DetailRows, names: Names): GpuMemory | null {
  const { rows, keys } = details;
  const ids = ["timestamp_ms", "current_bytes", "local_peak_bytes", "reserved_bytes"].map((name) =>
    names.texts.indexOf(`gpu_mem.${name}`),
  );
  if (ids.some((id) => id < 0)) return null;
  const samples: GpuSample[] = [];
  const modules = new Map<string, { max: number; at: string }>();
  for (const row of samplingRows(details, names, ids)) {
    const shape = keys[rows.shape.data[row]!]!;
    const [time, current, localPeak, reserved] = ids.map((id) => rows.sum.data[rows.cell(row, id)]!) as [
      number,
      number,
      number,
      number,
    ];
    samples.push({ time, current: current / gib, localPeak: localPeak / gib, reserved: reserved / gib });
    const texts = shape.map((_, i) => names.texts[rows.values.data[rows.start.data[row]! + i]!]!);
    const module = texts[shape.indexOf(label.module)]!;
    const at = texts.filter((_, i) => shape[i] !== label.module && shape[i] !== label.block).join(".");
    const known = modules.get(module);
    // Of equal peaks the last one is told.
    if (known === undefined) modules.set(module, { max: localPeak / gib, at });
    else if (!(known.max > localPeak / gib)) Object.assign(known, { max: localPeak / gib, at });
  }
  if (samples.length === 0) return null;
  samples.sort((a, b) => a.time - b.time || 0);
  const step = samples.length > maxPoints ? Math.floor(samples.length / maxPoints) : 1;
  return {
    samples: samples.filter((_, i) => i % step === 0),
    modules: [...modules]
      .sort(([nameA, a], [nameB, b]) => b.max - a.max || byBytes(nameA, nameB))
      .map(([name, { max, at }]) => ({ name, max, at })),
  };
}

/**
 * The rows that hold a sample, in the order of the tool's trees: it tells which of two samples at one time is drawn
 * first, and which of equal peaks is told.
 */
function samplingRows(details: DetailRows, names: Names, ids: readonly number[]): readonly number[] {
  const { rows, keys } = details;
  const withModule = keys.map((shape) => shape.includes(label.module));
  const found: number[] = [];
  for (let row = 0; row < rows.length; row++)
    if (withModule[rows.shape.data[row]!] === true && ids.every((id) => rows.cell(row, id) >= 0))
      found.push(row);
  const ranks = byteRanks(names);
  return found.sort((a, b) => {
    const [of, other] = [rows.shape.data[a]!, rows.shape.data[b]!];
    if (of !== other) return compareKeys(keys[of]!, keys[other]!);
    return byLabelValues(details, ranks, keys[of]!.length)(a, b);
  });
}
