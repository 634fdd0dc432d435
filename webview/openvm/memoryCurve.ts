import { fill } from "../../src/protocol/flameWords";
import type { MetricsAnswer } from "../../src/protocol/openvm";
import type { MetricsWords } from "../../src/protocol/openvmWords";
import { el } from "../flamegraph/dom";
import { figureText } from "./text";

const space = "http://www.w3.org/2000/svg";
const width = 800;
const height = 160;
const gib = 2 ** 30;

/** Memory of the GPU over time: in use, local peak, reserved. The sentence below says its extremes. */
export function memoryCurve(curve: NonNullable<MetricsAnswer["curve"]>, words: MetricsWords): HTMLElement {
  const { time, current, localPeak, reserved } = curve;
  const highest = Math.max(1e-9, ...current, ...localPeak, ...reserved);
  const first = time[0] ?? 0;
  const range = (time.at(-1) ?? 0) - first || 1;
  const path = (column: readonly number[], kind: string): SVGElement => {
    const points = column.map(
      (value, at) =>
        `${(((time[at]! - first) / range) * width).toFixed(1)},${(height - (value / highest) * height).toFixed(1)}`,
    );
    return svg("polyline", { points: points.join(" "), class: "curve", "data-curve": kind, fill: "none" });
  };
  const sentence = fill(
    words.curve,
    figureText(Math.max(0, ...localPeak) * gib, "bytes"),
    figureText(Math.max(0, ...reserved) * gib, "bytes"),
  );
  const legend = (
    [
      ["current", words.curveCurrent],
      ["localPeak", words.curvePeak],
      ["reserved", words.curveReserved],
    ] as const
  ).map(([kind, text]) => el("span", { class: "key", "data-curve": kind }, text));
  return el(
    "section",
    { class: "memory", "aria-labelledby": "memory-head" },
    el("h2", { id: "memory-head" }, words.table_memory),
    svg(
      "svg",
      { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": sentence },
      path(reserved, "reserved"),
      path(localPeak, "localPeak"),
      path(current, "current"),
    ),
    el("p", { class: "legend" }, ...legend),
    el("p", { class: "hint" }, sentence),
  );
}

function svg(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...children: SVGElement[]
): SVGElement {
  const element = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
