import type { HistoryPoint } from "../../src/protocol/history";

/** Where everything of the chart lies; pure, so that it is tested without a page. Pixels from the top left. */
export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  /** One a point with a figure. */
  readonly marks: readonly ChartMark[];
  /** Lines through the figures; a run that is not comparable begins another one. */
  readonly lines: readonly string[];
  readonly ticks: readonly { readonly y: number; readonly value: number }[];
  /** Points that have a label under the axis. */
  readonly labels: readonly number[];
}

export interface ChartMark {
  readonly point: number;
  readonly x: number;
  readonly y: number;
  /** Shape and colour both say it. */
  readonly kind: "worse" | "better" | "same" | "failed";
}

export const margin = { left: 72, right: 16, top: 16, bottom: 30 } as const;
/** The first and the last run stand clear of the figures and of the edge, with the ring of a baseline. */
const inset = 14;
const tickCount = 4;
const labelPx = 110;

export function chartLayout(points: readonly HistoryPoint[], width: number, height: number): ChartLayout {
  const known = points.flatMap(({ value }, at) => (value === null ? [] : [{ at, value }]));
  const values = known.map(({ value }) => value);
  const [low, high] = range(values);
  const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  const x = (at: number): number => xOf(at, points.length, width);
  const y = (value: number): number =>
    margin.top +
    inner.height -
    (high > low ? (inner.height * (value - low)) / (high - low) : inner.height / 2);
  const marks = known.map(({ at, value }): ChartMark => ({
    point: at,
    x: x(at),
    y: y(value),
    kind: kindOf(points[at]!),
  }));
  return {
    width,
    height,
    marks,
    lines: linesOf(points, marks),
    ticks: values.length === 0 ? [] : ticksOf(low, high).map((value) => ({ y: y(value), value })),
    labels: labelsOf(points.length, inner.width),
  };
}

/** Where a run stands; one alone in the middle. */
export function xOf(at: number, count: number, width: number): number {
  const inner = width - margin.left - margin.right - 2 * inset;
  return margin.left + inset + (count < 2 ? inner / 2 : (inner * at) / (count - 1));
}

function kindOf({ value, before, outcome }: HistoryPoint): ChartMark["kind"] {
  if (outcome !== "ok") return "failed";
  if (before === null || value === null || value === before) return "same";
  return value > before ? "worse" : "better";
}

/** From nought where that leaves the changes to be seen, else a part that the ticks name. */
function range(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0, 1];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (most <= 0) return [least, most === least ? least + 1 : most];
  if (least < 0.5 * most) return [Math.min(0, least), most];
  const room = Math.max((most - least) * 0.25, most * 0.005);
  return [Math.max(0, least - room), most + room];
}

function ticksOf(low: number, high: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / tickCount;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const ticks: number[] = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-9; value += step)
    ticks.push(value);
  return ticks;
}

function linesOf(points: readonly HistoryPoint[], marks: readonly ChartMark[]): string[] {
  const lines: string[] = [];
  let line = "";
  for (const { point, x, y, kind } of marks) {
    if (kind === "failed") continue;
    const begins = line === "" || points[point]!.otherInput;
    if (begins && line !== "") lines.push(line);
    line = `${begins ? "M" : `${line}L`}${round(x)} ${round(y)}`;
  }
  if (line.includes("L")) lines.push(line);
  return lines.filter((text) => text.includes("L"));
}

function labelsOf(count: number, width: number): number[] {
  const room = Math.max(1, Math.floor(width / labelPx));
  if (count <= room) return Array.from({ length: count }, (_, at) => at);
  const step = Math.ceil((count - 1) / Math.max(1, room - 1));
  const labels: number[] = [];
  for (let at = count - 1; at >= 0; at -= step) labels.unshift(at);
  return labels;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
