import { rowChanges } from "../analysis/flame/rowChanges";
import type { FlameRows, FlameSlice } from "../analysis/flame/types";
import { changeText, deltaFigure, deltaKind, type Delta } from "./delta";
import { exactAmount, exactFigure } from "./metricFigures";

/** How a frame of a differential flame graph is drawn as SVG. */
export interface FrameChange {
  /** Of the style: `w1` … `w3` worse, `b1` … `b3` better, `same` for no change and for rows that stand for several. */
  readonly fill: string;
  /** New and gone frames, which no colour alone may say. */
  readonly hatched: boolean;
  /** `+4.2 %`, `new`; empty where nothing changed. */
  readonly label: string;
  /** `100 → 142 cost, +42  +42.0 % worse`. */
  readonly text: string;
}

const inBase = 1;
const inNext = 2;
const fills = {
  light: {
    w: ["#fbe3e1", "#f6bcb7", "#ee8f88"],
    b: ["#d8f3ec", "#a5e2d2", "#68ccb2"],
    same: "#e4e6e9",
    hatch: "#1f1f1f",
  },
  dark: {
    w: ["#4a2f2e", "#6f3a37", "#964b46"],
    b: ["#263f39", "#2a5a4e", "#2d7563"],
    same: "#3f434a",
    hatch: "#f0f0f0",
  },
} as const;

/** The rules of a style sheet for the classes of frames that changed. */
export function changeStyle(scheme: keyof typeof fills): string {
  const { w, b, same, hatch } = fills[scheme];
  const levels = (name: string, list: readonly string[]): string =>
    list.map((fill, i) => `.${name}${i + 1}{fill:${fill}}`).join("");
  return `${levels("w", w)}${levels("b", b)}.same{fill:${same}}#hatch path{stroke:${hatch}}`;
}

/** What hatches a rectangle; stands once in the picture. */
export const hatchPattern = `<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2" stroke-width="1" stroke-opacity=".45"/></pattern></defs>`;

/** `evm, compared with main: 494,306,097 → 107,529,455 cost, -386.78 M  -78.2 % better; widths: now` */
export function comparedTitle(slice: FlameSlice, title: string): string {
  const { diff } = slice;
  if (!diff) return title;
  const whole = { base: diff.base, next: diff.next };
  return `${title}: ${valuesText(whole, slice.unit)}; widths: ${diff.side === "base" ? "before" : "now"}`;
}

/** How each row is drawn; null where nothing is compared. */
export function frameChanges(rows: FlameRows, unit: string): ((row: number) => FrameChange) | null {
  const { diff } = rows;
  const changes = rowChanges(rows);
  if (!diff || changes === null) return null;
  return (row) => {
    const { kind, level, hatched } = changes[row]!;
    if (kind === "none") return { fill: "same", hatched: false, label: "", text: "" };
    const delta = deltaOf(diff.base[row]!, diff.next[row]!, diff.sides[row]!);
    const what = deltaKind(delta);
    return {
      fill: kind === "same" ? "same" : `${kind === "worse" ? "w" : "b"}${level}`,
      hatched,
      label: what === "worse" || what === "better" ? deltaFigure(delta, unit) : what === "same" ? "" : what,
      text: valuesText(delta, unit),
    };
  };
}

function deltaOf(base: number, next: number, sides: number): Delta {
  if (sides === inNext) return { base: null, next, missing: "base" };
  return sides === inBase ? { base, next: null, missing: "next" } : { base, next };
}

function valuesText(delta: Delta, unit: string): string {
  const values =
    delta.missing === undefined
      ? `${exactAmount(delta.base, unit)} → ${exactFigure(delta.next, unit)}`
      : exactFigure(delta.base ?? delta.next, unit);
  const change = deltaKind(delta) === "same" ? "no change" : changeText(delta, unit);
  return `${values}, ${change}`;
}
