import type { Page, PageCell, PageRow } from "../../src/core/openvm/view/page";
import type { Better } from "../../src/core/openvm/view/types";
import { formatPercent } from "../../src/core/report/figures";
import { fill } from "../../src/protocol/flameWords";
import type { TableHead } from "../../src/protocol/openvm";
import type { MetricsWords } from "../../src/protocol/openvmWords";
import { el } from "../flamegraph/dom";
import { changeOf, exactText, figureText } from "./text";

/** Figures that are looked at side by side: these columns have bars, and shares where they add up. */
const barred = new Set([
  "serial",
  "parallel",
  "bounded",
  "proofTime",
  "cells",
  "cellsUsed",
  "instructions",
  "peak",
]);
const shared = new Set(["serial", "cells", "cellsUsed", "instructions"]);

export interface GridContent {
  readonly head: TableHead;
  readonly page: Page;
  /** Column, texts first; -1: none. */
  readonly sorted: number;
  readonly descending: boolean;
  readonly compares: boolean;
}

export interface GridEvents {
  sort(column: number): void;
  /** Pages forward; negative: back. */
  turn(pages: number): void;
}

interface At {
  /** -1 is the header. */
  readonly row: number;
  readonly column: number;
}

/** One page of a table as an ARIA grid: one cell is in the tab order, arrows move it. */
export class MetricsGrid {
  readonly element = el("div", { class: "scroll" });
  private cells: HTMLElement[][] = [];
  private at: At = { row: -1, column: 0 };
  private table = "";

  constructor(
    private readonly words: MetricsWords,
    private readonly events: GridEvents,
  ) {
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("click", (event) => {
      const at = this.find(event.target);
      if (!at) return;
      this.go(at);
      if (at.row < 0) this.events.sort(at.column);
    });
    this.element.addEventListener("focusin", (event) => {
      const at = this.find(event.target);
      if (at) this.mark(at);
    });
  }

  show(content: GridContent): void {
    const { head, page } = content;
    const had = this.element.contains(document.activeElement);
    const columns = [...head.texts, ...head.figures.map(({ key }) => key)];
    const header = columns.map((key, column) => this.header(key, column, content));
    const rows = page.rows.map((row) => this.row(row, content));
    this.cells = [header, ...rows];
    const line = (cells: HTMLElement[], index: number, state: string | null): HTMLElement =>
      el("tr", { role: "row", "aria-rowindex": index, "data-state": state }, ...cells);
    this.element.hidden = page.rows.length === 0 && head.length === 0;
    this.element.replaceChildren(
      el(
        "table",
        {
          role: "grid",
          "aria-label": this.words[`table_${head.id}`],
          "aria-readonly": "true",
          "aria-rowcount": page.matches + 1,
          "aria-colcount": columns.length,
        },
        el("thead", { role: "rowgroup" }, line(header, 1, null)),
        el(
          "tbody",
          { role: "rowgroup" },
          ...rows.map((cells, i) => line(cells, page.from + i + 2, page.rows[i]!.state)),
        ),
      ),
    );
    if (this.table !== head.id) this.at = { row: -1, column: 0 };
    this.table = head.id;
    this.mark(this.near(this.at));
    if (had) this.cellAt(this.at)?.focus();
    else this.element.scrollTop = 0;
  }

  private header(key: string, column: number, { head, sorted, descending }: GridContent): HTMLElement {
    const name = this.columnName(key);
    const isSorted = sorted === column;
    return el(
      "th",
      {
        scope: "col",
        role: "columnheader",
        tabindex: -1,
        class: column >= head.texts.length ? "figure" : null,
        "aria-sort": isSorted ? (descending ? "descending" : "ascending") : "none",
        title: fill(this.words.sortBy, name),
      },
      name,
      el("span", { class: "arrow", "aria-hidden": "true" }, isSorted ? (descending ? " ▼" : " ▲") : ""),
    );
  }

  private columnName(key: string): string {
    const words: Readonly<Record<string, string>> = this.words;
    return words[`column_${key}`] ?? key;
  }

  private row(row: PageRow, content: GridContent): HTMLElement[] {
    const { head } = content;
    const texts = row.texts.map((text, at) => this.text(text, at, row, head));
    const figures = row.cells.map((cell, at) =>
      this.figure(
        cell,
        head.figures[at]?.key ?? "",
        row.unit[at] ?? "",
        (row.better[at] ?? "none") as Better,
        content,
      ),
    );
    return [...texts, ...figures];
  }

  private text(text: string, at: number, { state }: PageRow, head: TableHead): HTMLElement {
    const words: Readonly<Record<string, string>> = this.words;
    const shown = head.texts[at] === "stage" ? (words[`stage_${text}`] ?? text) : text;
    const cell = el(
      at === 0 ? "th" : "td",
      {
        role: at === 0 ? "rowheader" : "gridcell",
        scope: at === 0 ? "row" : null,
        tabindex: -1,
        title: shown,
      },
      el("span", { class: "text" }, shown === "" ? "–" : shown),
    );
    if (at === 0 && state !== "both")
      cell.append(el("span", { class: "badge", "data-state": state }, this.words[state]));
    return cell;
  }

  private figure(
    cell: PageCell,
    key: string,
    unit: string,
    better: Better,
    { compares }: GridContent,
  ): HTMLElement {
    const gone = cell.now === null && cell.before !== null;
    const title = [
      exactText(cell.now, unit),
      ...(cell.before === null ? [] : [fill(this.words.before, exactText(cell.before, unit))]),
    ].join("\n");
    const td = el("td", { role: "gridcell", tabindex: -1, class: "figure", title });
    const line = el("span", { class: "value" }, figureText(cell.now, unit));
    if (shared.has(key) && cell.share !== null)
      line.append(" ", el("span", { class: "share" }, formatPercent(cell.share)));
    td.append(line);
    if (barred.has(key) && cell.now !== null) {
      const bar = el("span", { class: "bar", "aria-hidden": "true" });
      bar.style.inlineSize = `${(100 * cell.bar).toFixed(2)}%`;
      td.append(el("span", { class: "track", "aria-hidden": "true" }, bar));
    }
    if (compares) {
      const change = changeOf(cell, better, this.words);
      const text = gone ? fill(this.words.before, figureText(cell.before, unit)) : change.text;
      if (text !== "") td.append(el("span", { class: "change", "data-mood": change.mood }, text));
    }
    return td;
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey) return;
    const far = event.ctrlKey || event.metaKey;
    const { row, column } = this.at;
    const lastRow = this.cells.length - 2;
    const lastColumn = (this.cells[0]?.length ?? 1) - 1;
    const to: Readonly<Record<string, At>> = {
      ArrowDown: { row: row + 1, column },
      ArrowUp: { row: row - 1, column },
      ArrowRight: { row, column: column + 1 },
      ArrowLeft: { row, column: column - 1 },
      Home: { row: far ? -1 : row, column: 0 },
      End: { row: far ? lastRow : row, column: lastColumn },
    };
    const next = to[event.key];
    if (next && (!far || event.key === "Home" || event.key === "End")) this.go(this.near(next));
    else if (event.key === "PageDown" || event.key === "PageUp")
      this.events.turn(event.key === "PageDown" ? 1 : -1);
    else if ((event.key === "Enter" || event.key === " ") && row < 0) this.events.sort(column);
    else return;
    event.preventDefault();
  }

  private go(at: At): void {
    this.mark(at);
    const cell = this.cellAt(at);
    cell?.focus();
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  private mark(at: At): void {
    const old = this.cellAt(this.at);
    old?.setAttribute("tabindex", "-1");
    old?.removeAttribute("aria-selected");
    this.at = at;
    const now = this.cellAt(at);
    now?.setAttribute("tabindex", "0");
    if (at.row >= 0) now?.setAttribute("aria-selected", "true");
  }

  private near({ row, column }: At): At {
    return {
      row: Math.max(-1, Math.min(row, this.cells.length - 2)),
      column: Math.max(0, Math.min(column, (this.cells[0]?.length ?? 1) - 1)),
    };
  }

  private cellAt({ row, column }: At): HTMLElement | undefined {
    return this.cells[row + 1]?.[column];
  }

  private find(target: EventTarget | null): At | null {
    const cell = target instanceof Element ? target.closest("th, td") : null;
    for (const [line, cells] of this.cells.entries()) {
      const column = cells.findIndex((one) => one === cell);
      if (column >= 0) return { row: line - 1, column };
    }
    return null;
  }
}
