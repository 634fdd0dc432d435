/** What every bench module gives: `export const xBench: Bench`. */
export type Bench = (options: BenchOptions) => Promise<readonly BenchRow[]>;

export interface BenchOptions {
  /** Tiny sizes, one round: does it run at all? */
  readonly smoke: boolean;
  /** How often each figure is measured; the median counts. */
  readonly rounds: number;
}

export interface BenchRow {
  readonly work: string;
  /** What it is compared with, in the same run. */
  readonly against: string;
  /** Bigger is better where `atLeast` is given, smaller where `atMost` is; null where nothing is compared. */
  readonly ratio: number | null;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** The measured figures behind the ratio, with units. */
  readonly detail: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Small deterministic generator of 32-bit integers (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}
