import { formatAmount } from "../../src/core/report/metricFigures";
import type { HistoryPoint } from "../../src/protocol/history";
import { chartLayout, margin, round, xOf, type ChartMark } from "./chart";

const namespace = "http://www.w3.org/2000/svg";
const sizePx = 5;

export interface ChartTexts {
  readonly name: string;
  readonly unit: string;
  /** What a point says when it is pointed at. */
  readonly title: (point: number) => string;
}

/** The chart as one picture: its table says the same, row by row. A click on a point opens its run. */
export function chartSvg(
  points: readonly HistoryPoint[],
  size: { readonly width: number; readonly height: number },
  texts: ChartTexts,
  open: (point: number) => void,
): SVGSVGElement {
  const layout = chartLayout(points, size.width, size.height);
  const svg = make("svg", {
    width: size.width,
    height: size.height,
    viewBox: `0 0 ${size.width} ${size.height}`,
    role: "img",
    "aria-label": texts.name,
  }) as SVGSVGElement;
  const bottom = size.height - margin.bottom;
  for (const { y, value } of layout.ticks) {
    svg.append(
      make("path", { class: "grid", d: `M${margin.left} ${round(y)}H${size.width - margin.right}` }),
      text(formatAmount(value, texts.unit), margin.left - 8, y + 4, "end"),
    );
  }
  svg.append(make("path", { class: "axis", d: `M${margin.left} ${bottom}H${size.width - margin.right}` }));
  for (const line of layout.lines) svg.append(make("path", { class: "line", d: line }));
  for (const mark of layout.marks) {
    const point = points[mark.point]!;
    const group = make("g", { class: "mark", "data-kind": mark.kind, "data-point": mark.point });
    if (point.isBaseline)
      group.append(
        make("circle", { class: "baseline", cx: round(mark.x), cy: round(mark.y), r: sizePx + 4 }),
      );
    group.append(shape(mark));
    const title = make("title", {});
    title.textContent = texts.title(mark.point);
    group.append(title);
    group.addEventListener("click", () => open(mark.point));
    svg.append(group);
  }
  for (const at of layout.labels) {
    const x = xOf(at, points.length, size.width);
    const anchor = at === 0 ? "start" : at === points.length - 1 ? "end" : "middle";
    svg.append(
      text(points[at]!.commit || points[at]!.time, x, bottom + 20, points.length < 2 ? "middle" : anchor),
    );
  }
  return svg;
}

/** Up, down, a circle, a cross: what became of the run is told by the shape as well as by the colour. */
function shape({ kind, x, y }: ChartMark): SVGElement {
  const [cx, cy, r] = [round(x), round(y), sizePx];
  switch (kind) {
    case "worse":
      return make("path", { d: `M${cx} ${cy - r - 1}l${r + 1} ${2 * r}h${-2 * (r + 1)}z` });
    case "better":
      return make("path", { d: `M${cx} ${cy + r + 1}l${r + 1} ${-2 * r}h${-2 * (r + 1)}z` });
    case "failed":
      return make("path", { d: `M${cx - r} ${cy - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}` });
    case "same":
      return make("circle", { cx, cy, r: r - 1 });
  }
}

function text(content: string, x: number, y: number, anchor: string): SVGElement {
  const element = make("text", { x: round(x), y: round(y), "text-anchor": anchor });
  element.textContent = content;
  return element;
}

function make(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(namespace, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}
