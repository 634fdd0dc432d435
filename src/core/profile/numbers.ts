import { CycleLensError } from "../errors";

/** A count or cost that a source prints, `1,043,982` or `1043982`; NaN where the text is no such number. */
export function parseCount(text: string, metric: string): number {
  const digits = text.includes(",") ? text.replace(/,/g, "") : text;
  if (!/^\d+$/.test(digits)) return NaN;
  return exact(Number(digits), metric);
}

/** The number itself; throws `overflow` naming the metric where a f64 no longer holds it exactly (≥ 2^53). */
export function exact(value: number, metric: string): number {
  if (value <= Number.MAX_SAFE_INTEGER) return value;
  throw new CycleLensError(
    "overflow",
    `${metric} is ${String(value)}, more than 2^53 can be counted exactly`,
    "profile a smaller input, or a part of the run",
  );
}

/** NaN (unknown in a column) as null. */
export function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** Null or undefined (unknown) as NaN, for a column. */
export function orNaN(value: number | null | undefined): number {
  return value ?? NaN;
}
