import type { Better, Pair } from "../../src/core/openvm/view/types";
import { deltaChange, deltaShare, formatChange, formatDeltaShare } from "../../src/core/report/delta";
import { exactCount, formatCount } from "../../src/core/report/figures";
import type { MetricsWords } from "../../src/protocol/openvmWords";

const dash = "–";
const binary = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** A figure with its unit as it stands in a table: counts in full. */
export function figureText(value: number | null, unit: string): string {
  if (value === null || !Number.isFinite(value)) return dash;
  switch (unit) {
    case "s":
      return secondsText(value);
    case "ms":
      return `${exactCount(value)} ms`;
    case "bytes":
      return bytesText(value);
    case "rate":
      return `${exactCount(value)} M/s`;
    default:
      return exactCount(value);
  }
}

/** In a few characters, for a card. */
export function shortText(value: number | null, unit: string): string {
  return unit === "" || unit === "count" || unit === "cells" || unit === "rows"
    ? formatCount(value)
    : figureText(value, unit);
}

/** To the last digit that is known, for a tooltip. */
export function exactText(value: number | null, unit: string): string {
  if (value === null) return dash;
  const word = { s: " s", ms: " ms", bytes: " B", rate: " M/s" }[unit] ?? "";
  return `${exactCount(value)}${word}`;
}

function secondsText(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.1) return `${exactCount(Number((value * 1000).toPrecision(3)))} ms`;
  if (Math.abs(value) < 1000) return `${value.toFixed(2)} s`;
  return `${exactCount(Math.round(value))} s`;
}

function bytesText(value: number): string {
  let size = Math.abs(value);
  let unit = 0;
  while (size >= 1024 && unit < binary.length - 1) {
    size /= 1024;
    unit++;
  }
  const digits = unit === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return `${value < 0 ? "-" : ""}${size.toFixed(digits)} ${binary[unit]!}`;
}

export type Mood = "worse" | "better" | "none";

export interface Change {
  /** `+4.2 % worse`, `=`; empty without anything to compare. */
  readonly text: string;
  readonly mood: Mood;
}

/** How a figure changed, signed and in a word: what is worse depends on the figure. */
export function changeOf({ now, before }: Pair, better: Better, words: MetricsWords): Change {
  if (now === null || before === null) return { text: "", mood: "none" };
  if (now === before) return { text: "=", mood: "none" };
  const delta = { base: before, next: now };
  const share = deltaShare(delta);
  const figure = share === null ? formatChange(deltaChange(delta)) : formatDeltaShare(share);
  const grew = now > before;
  if (better === "none") return { text: `${figure} ${grew ? words.higher : words.lower}`, mood: "none" };
  const mood = grew === (better === "more") ? "better" : "worse";
  return { text: `${figure} ${words[mood]}`, mood };
}
