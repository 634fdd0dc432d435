import type { DetailRows } from "./detailRows";
import { label } from "./metricNames";
import type { Names } from "./names";
import { fixed } from "./rustText";

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
export function gpuMemory({ rows, keys }: DetailRows, names: Names): GpuMemory | null {
  const ids = ["timestamp_ms", "current_bytes", "local_peak_bytes", "reserved_bytes"].map((name) =>
    names.texts.indexOf(`gpu_mem.${name}`),
  );
  if (ids.some((id) => id < 0)) return null;
  const samples: GpuSample[] = [];
  const modules = new Map<string, { max: number; at: string }>();
  for (let row = 0; row < rows.length; row++) {
    const shape = keys[rows.shape.data[row]!]!;
    const module = shape.indexOf(label.module);
    if (module < 0) continue;
    const cells = ids.map((id) => rows.cell(row, id));
    if (cells.some((cell) => cell < 0)) continue;
    const [time, current, localPeak, reserved] = cells.map((cell) => rows.sum.data[cell]!) as [
      number,
      number,
      number,
      number,
    ];
    samples.push({ time, current: current / gib, localPeak: localPeak / gib, reserved: reserved / gib });
    const texts = shape.map((_, i) => names.texts[rows.values.data[rows.start.data[row]! + i]!]!);
    const at = texts.filter((_, i) => shape[i] !== label.module && shape[i] !== label.block).join(".");
    const known = modules.get(texts[module]!);
    // Of equal peaks the last one is told.
    if (known === undefined) modules.set(texts[module]!, { max: localPeak / gib, at });
    else if (!(known.max > localPeak / gib)) Object.assign(known, { max: localPeak / gib, at });
  }
  if (samples.length === 0) return null;
  samples.sort((a, b) => a.time - b.time || 0);
  const step = samples.length > maxPoints ? Math.floor(samples.length / maxPoints) : 1;
  return {
    samples: samples.filter((_, i) => i % step === 0),
    modules: [...modules]
      .sort(([, a], [, b]) => b.max - a.max || 0)
      .map(([name, { max, at }]) => ({ name, max, at })),
  };
}
