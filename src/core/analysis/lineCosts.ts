import type { LineTable, MetricId, Profile } from "../profile/model";

/** Cost of one line of a source file. */
export interface SourceLineCost {
  /** 1-based line of the build. */
  readonly line: number;
  readonly self: number;
  readonly total: number;
}

const cache = new WeakMap<LineTable, ReadonlyMap<number, readonly number[]>>();

/**
 * The lines of some of the profile's files (the spellings of one document) with cost in the metric, ascending.
 * Empty where the metric has no lines.
 */
export function sourceLineCosts(
  profile: Profile,
  files: ReadonlySet<number>,
  metric: MetricId,
): readonly SourceLineCost[] {
  const { lines } = profile;
  const self = lines?.self[metric];
  if (!lines || !self) return [];
  const total = lines.total[metric];
  const byLine = new Map<number, { self: number; total: number }>();
  const index = rowsByFile(lines);
  for (const file of files) {
    for (const row of index.get(file) ?? []) {
      const line = lines.line[row]!;
      const own = self[row] || 0;
      const all = Math.max(own, total?.[row] || 0);
      if (line <= 0 || all <= 0) continue;
      const sum = byLine.get(line);
      if (sum) {
        sum.self += own;
        sum.total += all;
      } else byLine.set(line, { self: own, total: all });
    }
  }
  return [...byLine].map(([line, cost]) => ({ line, ...cost })).sort((a, b) => a.line - b.line);
}

/** The files of the line table, hottest first by self. */
export function hottestFiles(profile: Profile, metric: MetricId): readonly number[] {
  const { lines } = profile;
  const self = lines?.self[metric];
  if (!lines || !self) return [];
  const sums = new Float64Array(lines.files.length);
  for (let row = 0; row < lines.length; row++) sums[lines.file[row]!]! += self[row] || 0;
  return [...sums.keys()].filter((file) => sums[file]! > 0).sort((a, b) => sums[b]! - sums[a]!);
}

/** The metric that lines can show: the one asked for, else the first that has lines. Null for none. */
export function lineMetric(profile: Profile, metric: MetricId): MetricId | null {
  const { lines } = profile;
  if (!lines || lines.length === 0) return null;
  if (lines.self[metric]) return metric;
  return profile.metrics.find((m) => lines.self[m.id])?.id ?? null;
}

function rowsByFile(lines: LineTable): ReadonlyMap<number, readonly number[]> {
  let rows = cache.get(lines) as Map<number, number[]> | undefined;
  if (!rows) {
    rows = new Map();
    for (let row = 0; row < lines.length; row++) {
      const list = rows.get(lines.file[row]!);
      if (list) list.push(row);
      else rows.set(lines.file[row]!, [row]);
    }
    cache.set(lines, rows);
  }
  return rows;
}
