import flamegraph from "d3-flame-graph";
import type { FlameGraph } from "d3-flame-graph";
import { select } from "d3-selection";
import type { FlameLayout } from "../../src/core/analysis/flame/layout";
import { flameLayout } from "../../src/core/analysis/flame/layout";
import type { FlameRows } from "../../src/core/analysis/flame/types";

import { Hatching } from "./hatching";

/** What d3-flame-graph is given for a row. */
export interface Datum {
  readonly row: number;
  readonly name: string;
  readonly value: number;
  readonly children: Datum[];
}

export const rowHeight = 20;

const noTooltip = Object.assign((): void => undefined, {
  show: (): void => undefined,
  hide: (): void => undefined,
  destroy: (): void => undefined,
});

/** One d3-flame-graph: the callees (root on top) or the callers (root at the bottom) of a slice. */
export class D3Chart {
  readonly element = document.createElement("div");
  /** The group of each row that is wide enough to be painted. */
  groups: (SVGGElement | undefined)[] = [];
  layout: FlameLayout = {
    x: new Float64Array(),
    width: new Float64Array(),
    depth: new Int32Array(),
    levels: 0,
  };
  private readonly chart: FlameGraph<Datum>;
  private started = false;
  private readonly hotPath = document.createElementNS("http://www.w3.org/2000/svg", "path");
  private readonly hatching = new Hatching();
  private readonly ring = document.createElementNS("http://www.w3.org/2000/svg", "rect");

  constructor(private readonly rootOnTop: boolean) {
    this.element.className = rootOnTop ? "chart" : "chart callers";
    this.hotPath.setAttribute("class", "hot-path");
    this.ring.setAttribute("class", "ring");
    this.chart = flamegraph<Datum>()
      .cellHeight(rowHeight)
      .transitionDuration(0)
      .minFrameSize(1)
      .inverted(rootOnTop)
      .sort(false)
      .tooltip(noTooltip)
      .getName((node) => node.data.name)
      .setSearchMatch(() => false)
      .setColorMapper(() => "none")
      .setLabelHandler(() => "")
      .setDetailsHandler(() => undefined);
  }

  paint(rows: FlameRows, widthPx: number, label: (row: number, widthPx: number) => string): void {
    this.layout = flameLayout(rows, widthPx);
    const height = this.layout.levels * rowHeight;
    const data: Datum[] = rows.total.map((value, row) => ({
      row,
      name: label(row, this.layout.width[row]!),
      value,
      children: [],
    }));
    for (let row = 1; row < data.length; row++) data[rows.parent[row]!]!.children.push(data[row]!);
    this.chart.width(widthPx).height(height);
    if (this.started) this.chart.update(data[0]!);
    else this.chart(select<HTMLElement, Datum>(this.element).datum(data[0]!));
    this.started = true;
    const svg = this.svg;
    svg.setAttribute("height", String(height));
    svg.querySelector("text.title")?.remove();
    this.groups = new Array<SVGGElement | undefined>(data.length).fill(undefined);
    for (let child = svg.firstElementChild; child; child = child.nextElementSibling) {
      const node = (child as unknown as { __data__?: { data?: Datum } }).__data__;
      if (node?.data) this.groups[node.data.row] = child as SVGGElement;
    }
    // d3 appends in its own order; whoever reads the tree needs parents before children, depth first.
    const inOrder = document.createDocumentFragment();
    for (const group of this.groups) if (group) inOrder.append(group);
    svg.append(inOrder, this.hatching.defs, this.hatching.path, this.hotPath, this.ring);
    this.ring.setAttribute("visibility", "hidden");
  }

  get svg(): SVGSVGElement {
    return this.element.querySelector("svg")!;
  }

  top(row: number): number {
    const depth = this.layout.depth[row] ?? 0;
    return (this.rootOnTop ? depth : this.layout.levels - 1 - depth) * rowHeight;
  }

  outline(rows: readonly number[]): void {
    this.hotPath.setAttribute("d", rows.map((row) => this.box(row)).join(""));
  }

  /** Frames that are in one run only: a pattern over their colour. */
  hatch(rows: readonly number[]): void {
    this.hatching.path.setAttribute("d", rows.map((row) => this.box(row)).join(""));
  }

  private box(row: number): string {
    const width = Math.max(1, this.layout.width[row]! - 2);
    return `M${this.layout.x[row]! + 1} ${this.top(row) + 1}h${width}v${rowHeight - 2}h${-width}z`;
  }

  /** Draws the focus ring; -1 takes it away. */
  ringAt(row: number): void {
    if (row < 0) {
      this.ring.setAttribute("visibility", "hidden");
      return;
    }
    this.ring.setAttribute("visibility", "visible");
    this.ring.setAttribute("x", String(this.layout.x[row]! + 1));
    this.ring.setAttribute("y", String(this.top(row) + 1));
    this.ring.setAttribute("width", String(Math.max(2, this.layout.width[row]! - 2)));
    this.ring.setAttribute("height", String(rowHeight - 2));
  }

  dispose(): void {
    if (this.started) this.chart.destroy();
  }
}
