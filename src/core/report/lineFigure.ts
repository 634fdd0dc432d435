import { formatPercent, heatBar, shareOf } from "./figures";
import { formatFigure, type MetricName } from "./metricFigures";

export type FigureFormat = "full" | "percent" | "count";

/** The figure of one line, ready to be painted. */
export interface LineFigure {
  /** `▆ 12.4 %  3.10 M cost`, without the space before it. */
  readonly text: string;
  /** 1–5: share of the whole run from 0.1, 1, 5, 10, 20 %; 0 below. */
  readonly heat: number;
  /** Of the whole run, 0…1; null where the whole is not known. */
  readonly share: number | null;
  readonly value: number;
}

export interface LineFigureOptions {
  readonly metric: MetricName;
  readonly format: FigureFormat;
  readonly whole: number | null;
  /** The hottest value of the file: a full bar. */
  readonly most: number;
}

/** Lower bounds of heat1…heat5 as shares (docs/ui.md). */
const heatBounds = [0.001, 0.01, 0.05, 0.1, 0.2] as const;

/**
 * What a line shows: its own cost; where most of it is inlined into the line, that with it, and says so.
 */
export function shownValue(row: { readonly self: number; readonly total: number }): {
  readonly value: number;
  readonly inlined: boolean;
} {
  return row.total > 2 * row.self ? { value: row.total, inlined: true } : { value: row.self, inlined: false };
}

/** What stands after a line: a bar, its part of the whole run and its count. */
export function lineFigure(
  row: { readonly self: number; readonly total: number },
  options: LineFigureOptions,
): LineFigure {
  const { value, inlined } = shownValue(row);
  const share = shareOf(value, options.whole);
  const count = `${formatFigure(value, options.metric)}${inlined ? " inlined" : ""}`;
  const percent = formatPercent(share);
  const figure = { full: `${percent}  ${count}`, percent, count }[share === null ? "count" : options.format];
  return { text: `${heatBar(value, options.most)} ${figure}`, heat: heatOf(share), share, value };
}

/** 0–5. */
export function heatOf(share: number | null): number {
  if (share === null) return 0;
  return heatBounds.filter((bound) => share >= bound).length;
}

/**
 * The figures that an editor paints, at most `most`: those on lines in sight first, then the hottest. In
 * order of line.
 */
export function pickFigures<T extends { readonly line: number; readonly value: number }>(
  figures: readonly T[],
  visible: readonly { readonly start: number; readonly end: number }[],
  most: number,
): readonly T[] {
  if (figures.length <= most) return figures;
  const inSight = (line: number): boolean => visible.some(({ start, end }) => start <= line && line <= end);
  return [...figures]
    .sort((a, b) => Number(inSight(b.line)) - Number(inSight(a.line)) || b.value - a.value || a.line - b.line)
    .slice(0, most)
    .sort((a, b) => a.line - b.line);
}
