import type { Page, PageCell, PageRow } from "../../src/core/openvm/view/page";
import type { Better } from "../../src/core/openvm/view/types";
import { formatPercent } from "../../src/core/report/figures";
import { fill } from "../../src/protocol/flameWords";
import type { TableHead } from "../../src/protocol/openvm";
import type { MetricsWords } from "../../src/protocol/openvmWords";
import { el } from "../flamegraph/dom";
import { columnHead, KeyboardGrid, type GridEvents } from "../grid";
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

/** One page of a table; what is before and behind it comes when the keyboard leaves it. */
export class MetricsGrid {
  private readonly grid: KeyboardGrid;
  private table = "";

  constructor(
    private readonly words: MetricsWords,
    events: GridEvents,
  ) {
    this.grid = new KeyboardGrid(events, { row: -1, column: 0 });
  }

  get element(): HTMLElement {
    return this.grid.element;
  }

  show(content: GridContent): void {
    const { head, page } = content;
    const columns = [...head.texts, ...head.figures.map(({ key }) => key)];
    const header = columns.map((key, column) => this.header(key, column, content));
    const rows = page.rows.map((row) => this.row(row, content));
    const line = (cells: HTMLElement[], index: number, state: string | null): HTMLElement =>
      el("tr", { role: "row", "aria-rowindex": index, "data-state": state }, ...cells);
    this.element.hidden = page.rows.length === 0 && head.length === 0;
    const isOther = this.table !== head.id;
    this.table = head.id;
    const hadKeyboard = this.grid.show(
      [header, ...rows],
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
      isOther ? { row: -1, column: 0 } : undefined,
    );
    if (!hadKeyboard) this.element.scrollTop = 0;
  }

  private header(key: string, column: number, { head, sorted, descending }: GridContent): HTMLElement {
    const name = this.columnName(key);
    const sort = sorted !== column ? "none" : descending ? "descending" : "ascending";
    const cell = columnHead(name, fill(this.words.sortBy, name), sort);
    if (column >= head.texts.length) cell.classList.add("figure");
    return cell;
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
}
