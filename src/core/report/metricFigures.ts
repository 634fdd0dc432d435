import type { Metric } from "../profile/model";
import { exactCount, formatCount } from "./figures";

/**
 * Figures with the unit that people say: `139 s` for 139,013 of `proof_time_ms`, `3.10 M cost` for a cost. Pure. A
 * metric is told by its id, whose ending may be its unit, or by id and unit where a profile has both.
 */
export type MetricName = string | Pick<Metric, "id" | "unit">;

const dash = "–";

/** Nanoseconds a unit. */
const times: Readonly<Record<string, number>> = {
  ns: 1,
  nanos: 1,
  nanoseconds: 1,
  us: 1e3,
  µs: 1e3,
  micros: 1e3,
  microseconds: 1e3,
  ms: 1e6,
  millis: 1e6,
  milliseconds: 1e6,
  s: 1e9,
  secs: 1e9,
  seconds: 1e9,
};
/** `_s` alone is as likely a plural. */
const endings =
  /_(ns|nanos|nanoseconds|us|µs|micros|microseconds|ms|millis|milliseconds|secs|seconds|bytes)$/i;

interface Spoken {
  /** Of what it is: `proof time`, `cost`, `time`. */
  readonly word: string;
  /** Nanoseconds a unit of a time; null for everything that is counted. */
  readonly timeNs: number | null;
  /** Follows the number where the word does not say it. */
  readonly unit: string;
}

function spoken(metric: MetricName): Spoken {
  const { id, unit } = typeof metric === "string" ? { id: metric, unit: metric } : metric;
  const ending = endings.exec(id)?.[1]?.toLowerCase() ?? "";
  const timeNs = timeOf(unit) ?? timeOf(ending);
  const stem = ending === "" ? id : id.slice(0, -ending.length - 1);
  const word = timeOf(id) === null ? stem.replaceAll("_", " ") : "time";
  const isBytes = ending === "bytes" || (unit === "bytes" && id !== "bytes");
  return { word, timeNs, unit: timeNs === null && isBytes ? " bytes" : "" };
}

function timeOf(unit: string): number | null {
  return Object.hasOwn(times, unit) ? times[unit]! : null;
}

/** Whether it is a time, of whatever unit. */
export function isTime(metric: MetricName): boolean {
  return spoken(metric).timeNs !== null;
}

/** What a figure is of: `cost`, `proof time` of `proof_time_ms`, `time` of `ns`. */
export function metricWord(metric: MetricName): string {
  return spoken(metric).word;
}

/** Three digits in the unit that fits, without the metric's word: `139 s`, `1.20 ms`, `3.10 M`, `1.27 M bytes`. */
export function formatAmount(value: number | null, metric: MetricName): string {
  if (value === null || !Number.isFinite(value)) return dash;
  const { timeNs, unit } = spoken(metric);
  return timeNs === null ? `${formatCount(value)}${unit}` : timeText(value * timeNs, 999.5, shortNumber);
}

/** As `formatAmount` with the word: `3.10 M cost`, `139 s proof time`; a time of nothing else stands alone: `3.20 s`. */
export function formatFigure(value: number | null, metric: MetricName): string {
  return withWord(formatAmount(value, metric), metric);
}

/** To the last digit that is known, for tooltips: `139.013 s`, `3,104,221`. */
export function exactAmount(value: number | null, metric: MetricName): string {
  if (value === null || !Number.isFinite(value)) return dash;
  const { timeNs, unit } = spoken(metric);
  return timeNs === null ? `${exactCount(value)}${unit}` : timeText(value * timeNs, 1000, longNumber);
}

/** In a table of a report: counts in full, what a clock told with three digits. */
export function tableAmount(value: number | null, metric: MetricName | null): string {
  return metric !== null && isTime(metric) ? formatAmount(value, metric) : exactCount(value);
}

/** As `exactAmount` with the word: `3,104,221 cost`, `139.013 s proof time`. */
export function exactFigure(value: number | null, metric: MetricName): string {
  return withWord(exactAmount(value, metric), metric);
}

function withWord(amount: string, metric: MetricName): string {
  const { word } = spoken(metric);
  const isBareTime = word === "time";
  return amount === dash || isBareTime ? amount : `${amount} ${word}`;
}

/** Seconds are the largest unit of the field: proofs are told in seconds, however many. */
function timeText(ns: number, below: number, numberOf: (value: number) => string): string {
  const size = Math.abs(ns);
  if (size === 0) return "0 s";
  if (size < below) return `${numberOf(ns)} ns`;
  if (size < below * 1e3) return `${numberOf(ns / 1e3)} µs`;
  if (size < below * 1e6) return `${numberOf(ns / 1e6)} ms`;
  return `${numberOf(ns / 1e9)} s`;
}

function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 999.5) return exactCount(Math.round(value));
  return value.toPrecision(3);
}

/** Six decimals: a nanosecond of a thousand seconds is no longer known to any clock. */
function longNumber(value: number): string {
  const [whole = "0", decimals = ""] = Math.abs(value).toFixed(6).split(".");
  const shown = decimals.replace(/0+$/, "");
  return `${value < 0 ? "-" : ""}${exactCount(Number(whole))}${shown === "" ? "" : `.${shown}`}`;
}
