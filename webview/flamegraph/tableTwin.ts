import { deltaChange } from "../../src/core/report/delta";
import { exactAmount, formatFigure } from "../../src/core/report/metricFigures";
import type { FlameSlice } from "../../src/core/analysis/flame/types";
import { el } from "./dom";
import type { At, RendererEvents } from "./renderer";
import { partOf } from "./renderer";
import type { Texts } from "./texts";

/** Deeper rows are no further indented. */
const deepestIndent = 24;

/** The same rows as the chart for assistive technology and for reading: a tree grid, callers first. */
export class TableTwin {
  readonly element = el("div", { class: "table" });
  private rows: {
    readonly at: At;
    readonly tr: HTMLTableRowElement;
    readonly depth: number;
    closed: boolean;
  }[] = [];
  private current = 0;

  constructor(private readonly events: Omit<RendererEvents, "hover">) {
    this.element.addEventListener("keydown", (event) => this.key(event));
    const rowAt = (event: Event): number => {
      const tr = event.target instanceof Element ? event.target.closest("tr") : null;
      return this.rows.findIndex((row) => row.tr === tr);
    };
    this.element.addEventListener("click", (event) => {
      const row = rowAt(event);
      if (row >= 0) this.go(row, true);
    });
    this.element.addEventListener("dblclick", (event) => {
      const row = rowAt(event);
      if (row >= 0) events.zoom(this.rows[row]!.at);
    });
    this.element.addEventListener("contextmenu", (event) => {
      const row = rowAt(event);
      if (row < 0) return;
      event.preventDefault();
      this.go(row, true);
      events.menu(this.rows[row]!.at, event.clientX, event.clientY);
    });
  }

  show(slice: FlameSlice, texts: Texts, matches: ReadonlySet<number>, selected: At, name: string): void {
    const { words } = texts;
    const head = el("tr", { role: "row" });
    const changes = slice.diff ? [words.base, words.change, "", words.selfChange] : [];
    const columns = [words.name, words.share, words.total, words.self, ...changes, words.calls, words.place];
    columns.forEach((column, at) => {
      const figure = at > 0 && at < columns.length - 1 ? "figure" : null;
      head.append(el("th", { scope: "col", role: "columnheader", class: figure }, column));
    });
    const body = el("tbody", { role: "rowgroup" });
    this.rows = [];
    const parts: At["part"][] = slice.callers ? ["callers", "rows"] : ["rows"];
    for (const part of parts) this.part(slice, part, texts, matches, body);
    const table = el(
      "table",
      { role: "treegrid", "aria-label": name },
      el("thead", { role: "rowgroup" }, head),
      body,
    );
    this.element.replaceChildren(table);
    this.select(selected, false);
  }

  select(at: At, focus: boolean): void {
    const row = this.rows.findIndex((other) => other.at.part === at.part && other.at.row === at.row);
    if (row >= 0) this.mark(row, focus);
  }

  focus(): void {
    this.rows[this.current]?.tr.focus();
  }

  private part(
    slice: FlameSlice,
    part: At["part"],
    texts: Texts,
    matches: ReadonlySet<number>,
    body: HTMLElement,
  ): void {
    const rows = partOf(slice, part);
    const { words } = texts;
    const depth: number[] = [];
    const flat = slice.layout === "bars";
    rows.parent.forEach((parent, row) => {
      depth.push(parent < 0 ? 0 : depth[parent]! + 1);
      const at: At = { part, row };
      const level = depth[row]!;
      const tr = el("tr", { role: "row", tabindex: -1, "aria-level": level + 1 });
      if (!flat && rows.parent[row + 1] === row) tr.setAttribute("aria-expanded", "true");
      const frame = slice.frames[rows.frame[row]!];
      tr.toggleAttribute("data-match", frame !== undefined && matches.has(frame.id));
      tr.toggleAttribute("data-hot", rows.hot[row] === 1);
      const first = el("td", { role: "rowheader" }, texts.name(at));
      if (texts.inlined(at)) first.append(el("small", {}, ` ${words.inlined}`));
      first.style.paddingInlineStart = `${0.5 + Math.min(level, deepestIndent) * 0.75}rem`;
      const figure = (text: string, title?: string): HTMLElement =>
        el("td", { role: "gridcell", class: "figure", title: title ?? null }, text);
      const self = rows.self[row] ?? null;
      tr.append(
        first,
        figure(texts.share(at)),
        figure(texts.total(at), exactAmount(rows.total[row]!, slice.unit)),
        figure(texts.self(at), exactAmount(self, slice.unit)),
        ...(slice.diff ? this.changes(texts, at, figure) : []),
        figure(texts.calls(at)),
        el("td", { role: "gridcell" }, texts.place(at)),
      );
      body.append(tr);
      this.rows.push({ at, tr, depth: level, closed: false });
    });
  }

  private changes(
    texts: Texts,
    at: At,
    figure: (text: string, title?: string) => HTMLElement,
  ): readonly HTMLElement[] {
    const exact = (of: "total" | "self"): string => {
      const delta = texts.delta(at, of);
      return exactAmount(delta === null ? null : deltaChange(delta), unit);
    };
    const { unit } = texts.slice;
    const base = texts.delta(at)?.base ?? null;
    return [
      figure(formatFigure(base, unit), exactAmount(base, unit)),
      figure(texts.changeCount(at), exact("total")),
      figure(texts.change(at)),
      figure(texts.changeCount(at, "self"), exact("self")),
    ];
  }

  /** Arrow keys of a tree grid: right opens, then goes in; left closes, then goes out. */
  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = this.rows[this.current];
    if (!row) return;
    const open = row.tr.getAttribute("aria-expanded");
    if (event.key === "ArrowDown") this.go(this.visible(this.current, 1), true);
    else if (event.key === "ArrowUp") this.go(this.visible(this.current, -1), true);
    else if (event.key === "Home") this.go(0, true);
    else if (event.key === "End") this.go(this.visible(this.rows.length, -1), true);
    else if (event.key === "ArrowRight") {
      if (open === "false") this.fold(this.current, false);
      else if (open === "true") this.go(this.current + 1, true);
    } else if (event.key === "ArrowLeft") {
      if (open === "true") this.fold(this.current, true);
      else this.go(this.parentOf(this.current), true);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private fold(at: number, closed: boolean): void {
    const row = this.rows[at]!;
    row.closed = closed;
    row.tr.setAttribute("aria-expanded", String(!closed));
    let hiddenBelow = closed ? row.depth : Infinity;
    for (let below = at + 1; below < this.rows.length && this.rows[below]!.depth > row.depth; below++) {
      const other = this.rows[below]!;
      if (other.depth <= hiddenBelow) hiddenBelow = Infinity;
      other.tr.hidden = other.depth > hiddenBelow;
      if (other.closed && hiddenBelow === Infinity) hiddenBelow = other.depth;
    }
  }

  private visible(from: number, step: 1 | -1): number {
    let at = from + step;
    while (this.rows[at]?.tr.hidden) at += step;
    return this.rows[at] ? at : Math.min(from, this.rows.length - 1);
  }

  private parentOf(at: number): number {
    let up = at;
    while (up > 0 && this.rows[up]!.depth >= this.rows[at]!.depth) up--;
    return this.rows[up]!.depth < this.rows[at]!.depth ? up : at;
  }

  private go(at: number, focus: boolean): void {
    this.mark(at, focus);
    this.events.select(this.rows[at]!.at);
  }

  private mark(at: number, focus: boolean): void {
    this.rows[this.current]?.tr.setAttribute("tabindex", "-1");
    this.rows[this.current]?.tr.removeAttribute("aria-selected");
    this.current = at;
    const { tr } = this.rows[at]!;
    tr.setAttribute("tabindex", "0");
    tr.setAttribute("aria-selected", "true");
    if (focus) tr.focus();
  }
}
