import type { Metric } from "../../profile/model";

const nanoseconds: Readonly<Record<string, number>> = {
  nanoseconds: 1,
  microseconds: 1e3,
  milliseconds: 1e6,
  seconds: 1e9,
};

/** What a unit of a speedscope file is here: a metric, and how much of it one unit is. */
export interface Unit {
  readonly metric: Metric;
  readonly factor: number;
}

/**
 * Times become nanoseconds, `bytes` stay; `none` counts samples in a sampled profile and is a bare weight in an evented
 * one.
 */
export function unitOf(unit: string, type: string): Unit {
  const factor = Object.hasOwn(nanoseconds, unit) ? nanoseconds[unit] : undefined;
  if (factor !== undefined) return { metric: { id: "ns", unit: "ns" }, factor };
  if (unit === "bytes") return { metric: { id: "bytes", unit: "bytes" }, factor: 1 };
  const id = type === "sampled" ? "samples" : "weight";
  return { metric: { id, unit: id }, factor: 1 };
}

/** The value in the metric's unit; what binary fractions add behind a thousandth is dropped. */
export function inUnit(value: number, factor: number): number {
  const scaled = value * factor;
  return Math.abs(scaled) < 2 ** 43 ? Math.round(scaled * 1000) / 1000 : scaled;
}
