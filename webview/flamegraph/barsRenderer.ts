import { colourCount } from "./colours";
import { el } from "./dom";
import type { At, FlameRenderer, Painting, RendererEvents } from "./renderer";

/** Functions as bars from the left, each for itself: what can honestly be drawn without a call tree. */
export class BarsRenderer implements FlameRenderer {
  readonly element = el("div", { class: "bars", role: "listbox" });
  private rows: HTMLElement[] = [];
  private ids: number[] = [];
  private focused = 0;

  constructor(events: RendererEvents) {
    const at = (event: Event): At | null => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>(".bar") : null;
      return row ? { part: "rows", row: Number(row.dataset["row"]) } : null;
    };
    const on = (type: keyof HTMLElementEventMap, act: (at: At, event: MouseEvent) => void): void => {
      this.element.addEventListener(type, (event) => {
        const here = at(event);
        if (here) act(here, event as MouseEvent);
      });
    };
    on("click", (here, event) => {
      events.select(here);
      events.open(here, event);
    });
    on("mouseover", (here) => events.hover(here));
    on("contextmenu", (here, event) => {
      event.preventDefault();
      events.select(here);
      events.menu(here, event.clientX, event.clientY);
    });
    on("focusin", (here) => events.select(here));
    this.element.addEventListener("mouseleave", () => events.hover(null));
  }

  paint({ slice, label, figures, name, matches, selected }: Painting): void {
    const { rows, frames } = slice;
    const most = Math.max(rows.total[1] ?? 0, rows.total.at(-1) ?? 0);
    this.element.setAttribute("aria-label", name("rows"));
    this.ids = rows.frame.slice(1).map((frame) => frames[frame]?.id ?? -1);
    this.rows = rows.parent.slice(1).map((_, at) => {
      const here: At = { part: "rows", row: at + 1 };
      const frame = frames[rows.frame[here.row]!];
      const crate = frame === undefined || frame.crate < 0 ? colourCount : Math.min(frame.crate, colourCount);
      const fill = el("span", { class: "bar-fill", "data-crate": crate });
      fill.style.width = `${most > 0 ? (100 * rows.total[here.row]!) / most : 0}%`;
      const row = el("div", { class: "bar", role: "option", tabindex: -1, "data-row": here.row });
      row.setAttribute("aria-selected", "false");
      row.toggleAttribute("data-match", frame !== undefined && matches.has(frame.id));
      row.append(
        fill,
        ...figures(here).map((text) => el("span", { class: "bar-figure" }, text)),
        el("span", { class: "bar-label" }, label(here, Infinity)),
      );
      return row;
    });
    this.element.replaceChildren(...this.rows);
    this.select(selected, false);
  }

  highlight(matches: ReadonlySet<number>): void {
    this.rows.forEach((row, at) => row.toggleAttribute("data-match", matches.has(this.ids[at] ?? -1)));
  }

  select(at: At, focus: boolean): void {
    const before = this.rows[this.focused];
    before?.setAttribute("tabindex", "-1");
    before?.setAttribute("aria-selected", "false");
    this.focused = Math.max(0, at.row - 1);
    const row = this.rows[this.focused];
    row?.setAttribute("tabindex", "0");
    row?.setAttribute("aria-selected", "true");
    if (focus) row?.focus();
  }

  dispose(): void {
    this.element.remove();
  }
}
