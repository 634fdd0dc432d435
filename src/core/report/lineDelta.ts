import { changeText, deltaChange, deltaKind, deltaSide, deltaText, formatChange, type Delta } from "./delta";
import type { FigureFormat } from "./lineFigure";
import type { MetricName } from "./metricFigures";

/** The change of one line, ready to be painted after its figure. */
export interface LineDelta {
  /** `▲ +124 K  +4.2 % worse`; empty where nothing changed or is known. */
  readonly text: string;
  readonly side: "worse" | "better" | null;
  /** What it costs more, without its sign. */
  readonly effect: number;
}

const none: LineDelta = { text: "", side: null, effect: 0 };

/** Arrow, sign and word say the side: no colour has to. */
export function lineDelta(
  delta: Delta | undefined,
  format: FigureFormat,
  metric: MetricName = "",
): LineDelta {
  if (delta === undefined) return none;
  const side = deltaSide(delta);
  if (side === null) return none;
  const text = {
    full: changeText(delta, metric),
    percent: deltaText(delta, metric),
    count: `${formatChange(deltaChange(delta), metric)} ${deltaKind(delta)}`,
  }[format];
  return { text: `${side === "worse" ? "▲" : "▼"} ${text}`, side, effect: Math.abs(deltaChange(delta) ?? 0) };
}

/**
 * Whether a change is worth a mark: a tenth of the threshold of the run, or a twentieth of the largest change of the
 * file. Cycles do not jitter: a small change of a run that hardly changed is what is looked for.
 */
export function isShownDelta(
  effect: number,
  {
    whole,
    threshold,
    most,
  }: { readonly whole: number | null; readonly threshold: number; readonly most: number },
): boolean {
  if (effect <= 0) return false;
  return effect * 20 >= most || (whole !== null && effect * 10 >= threshold * whole);
}
