import { D3Chart, rowHeight } from "./d3Chart";
import type { Datum } from "./d3Chart";
import { colourCount } from "./colours";
import { rowChanges } from "../../src/core/analysis/flame/rowChanges";
import type { At, FlameRenderer, Painting, RendererEvents } from "./renderer";
import { partOf } from "./renderer";

/** A click waits so long for a second one before it opens the source. */
const doubleClickMs = 250;

/** Paints trees with d3-flame-graph: one chart, two for a sandwich (their roots lie on each other). */
export class D3Renderer implements FlameRenderer {
  readonly element = document.createElement("div");
  private readonly callees = new D3Chart(true);
  private readonly callers = new D3Chart(false);
  private painting: Painting | null = null;
  private focused: At = { part: "rows", row: 0 };
  private click = 0;

  constructor(events: RendererEvents) {
    this.element.className = "charts";
    this.element.append(this.callers.element, this.callees.element);
    const on = (type: string, handle: (at: At, event: MouseEvent) => void): void => {
      // In the capture phase and stopped: d3-flame-graph's own click would zoom the slice itself.
      const listener = (event: Event): void => {
        event.stopPropagation();
        const at = this.at(event.target);
        if (at) handle(at, event as MouseEvent);
      };
      this.element.addEventListener(type, listener, { capture: true });
    };
    on("click", (at, event) => {
      events.select(at);
      clearTimeout(this.click);
      if (event.detail < 2) this.click = window.setTimeout(() => events.open(at, event), doubleClickMs);
    });
    on("dblclick", (at) => {
      clearTimeout(this.click);
      events.zoom(at);
    });
    on("contextmenu", (at, event) => {
      event.preventDefault();
      events.select(at);
      events.menu(at, event.clientX, event.clientY);
    });
    on("mouseover", (at) => events.hover(at));
    this.element.addEventListener("mouseleave", () => events.hover(null));
    this.element.addEventListener("focusin", (event) => {
      const at = this.at(event.target);
      if (!at) return;
      this.mark(at);
      events.select(at);
    });
  }

  paint(painting: Painting): void {
    this.painting = painting;
    const { slice } = painting;
    const hadFocus = this.element.contains(document.activeElement);
    this.callers.element.hidden = slice.callers === null;
    this.callees.element.classList.toggle("below", slice.callers !== null);
    this.paintPart("rows", this.callees);
    if (slice.callers) this.paintPart("callers", this.callers);
    this.mark(painting.selected);
    // Frames were put in order again, which takes the focus from the one that had it.
    if (hadFocus) this.select(painting.selected, true);
  }

  highlight(matches: ReadonlySet<number>): void {
    const { slice } = this.painting ?? {};
    if (!slice) return;
    for (const part of ["rows", "callers"] as const) {
      const rows = partOf(slice, part);
      this.chart(part).groups.forEach((group, row) => {
        const frame = slice.frames[rows.frame[row]!];
        group?.toggleAttribute("data-match", frame !== undefined && matches.has(frame.id));
      });
      if (!slice.callers) break;
    }
  }

  select(at: At, focus: boolean): void {
    this.mark(at);
    const chart = this.chart(at.part);
    if (focus) chart.groups[at.row]?.focus({ preventScroll: true });
    const view = this.element.parentElement;
    if (!view) return;
    const top = chart.element.offsetTop + chart.top(at.row);
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + rowHeight > view.scrollTop + view.clientHeight)
      view.scrollTop = top + rowHeight - view.clientHeight;
  }

  dispose(): void {
    clearTimeout(this.click);
    this.callees.dispose();
    this.callers.dispose();
    this.element.remove();
  }

  private chart(part: At["part"]): D3Chart {
    return part === "callers" ? this.callers : this.callees;
  }

  private paintPart(part: At["part"], chart: D3Chart): void {
    const { slice, label, description, hotPath, matches } = this.painting!;
    const rows = partOf(slice, part);
    chart.paint(rows, slice.widthPx, (row, widthPx) => label({ part, row }, widthPx));
    chart.svg.setAttribute("role", "tree");
    chart.svg.setAttribute("aria-label", this.painting!.name(part));
    const hot: number[] = [];
    const changes = rowChanges(rows);
    const hatched: number[] = [];
    chart.groups.forEach((group, row) => {
      if (!group) return;
      const frame = slice.frames[rows.frame[row]!];
      const crate = frame?.crate ?? -1;
      group.setAttribute("role", "treeitem");
      group.setAttribute("tabindex", "-1");
      group.setAttribute("aria-level", String(chart.layout.depth[row]! + 1));
      group.setAttribute("aria-label", description({ part, row }));
      group.setAttribute(
        "data-crate",
        frame ? String(crate < 0 ? colourCount : Math.min(crate, colourCount)) : "none",
      );
      group.setAttribute("data-shade", String(frame ? frame.id % 3 : 0));
      group.setAttribute("data-row", String(row));
      group.toggleAttribute("data-inlined", frame?.inlined === true);
      const change = changes?.[row];
      if (change) group.setAttribute("data-change", `${change.kind}${change.level || ""}`);
      else group.removeAttribute("data-change");
      if (change?.hatched) hatched.push(row);
      group.toggleAttribute("data-match", frame !== undefined && matches.has(frame.id));
      if (rows.hot[row] === 1) hot.push(row);
    });
    chart.hatch(hatched);
    chart.outline(hotPath ? hot : []);
  }

  /** One frame is in the order of Tab: the selected one. */
  private mark(at: At): void {
    this.chart(this.focused.part).groups[this.focused.row]?.setAttribute("tabindex", "-1");
    this.chart(this.focused.part).ringAt(-1);
    this.focused = at;
    const chart = this.chart(at.part);
    chart.groups[at.row]?.setAttribute("tabindex", "0");
    if (chart.groups[at.row]) chart.ringAt(at.row);
  }

  private at(target: EventTarget | null): At | null {
    const group = target instanceof Element ? target.closest("g") : null;
    const node = (group as unknown as { __data__?: { data?: Datum } } | null)?.__data__;
    if (!group || !node?.data) return null;
    return { part: this.callers.element.contains(group) ? "callers" : "rows", row: node.data.row };
  }
}
