import type { Benchmark } from "../profile/model";
import { exactCount, formatPercent } from "./figures";
import type { Column } from "./table";

/** Timed commands as a table. */
export const benchmarkColumns: Column[] = [
  { title: "mean", right: true },
  { title: "± σ", right: true },
  { title: "min", right: true },
  { title: "max", right: true },
  { title: "runs", right: true },
  { title: "failed", right: true },
  { title: "command" },
];

/** The cells of one command under the columns above. */
export function benchmarkCells(row: Benchmark): string[] {
  return [
    formatTime(row.mean),
    formatTime(row.stddev),
    formatTime(row.min),
    formatTime(row.max),
    exactCount(row.runs),
    row.failures === 0 ? "" : exactCount(row.failures),
    row.command,
  ];
}

/** One sentence a command but the first: how its mean differs, and whether that is more than chance. */
export function benchmarkVerdicts(rows: readonly Benchmark[]): string[] {
  return rows.slice(1).map(({ command, against }) => {
    if (against === null) return `${command}: too few runs to say whether it differs from the first command`;
    const { ratio, low, high, p } = against;
    const how = ratio < 1 ? "faster" : "slower";
    const size = formatPercent(Math.abs(ratio - 1));
    const interval = `with 95 % confidence ${formatTime(low)} to ${formatTime(high)}`;
    const test = `Welch's test, p ${p < 0.0001 ? "< 0.0001" : `= ${p.toPrecision(2)}`}`;
    return against.significant
      ? `${command}: ${size} ${how} than ${against.command} (${interval}; ${test})`
      : `${command}: no significant difference from ${against.command} (${size} ${how}, ${interval}; ${test})`;
  });
}

/** `31.2 ms`; three significant digits and a unit of time. */
function formatTime(ns: number | null): string {
  if (ns === null || !Number.isFinite(ns)) return "–";
  const size = Math.abs(ns);
  const [unit, factor] =
    size >= 1e9 ? ["s", 1e9] : size >= 1e6 ? ["ms", 1e6] : size >= 1e3 ? ["µs", 1e3] : ["ns", 1];
  const value = ns / (factor as number);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${size < 1000 ? String(ns) : value.toFixed(digits)} ${unit as string}`;
}
