import { stateGlyphs } from "../../src/core/report/coverageWords";
import { fill } from "../../src/protocol/flameWords";
import type { CoverageWords } from "../../src/protocol/coverageWords";
import type { MatrixGuest, MatrixTable, MatrixTableCell, MatrixTableRow } from "../../src/protocol/matrix";
import { el } from "../flamegraph/dom";
import { leadingColumns } from "./rows";
import type { MatrixState } from "./state";

/** A place in the grid: row -1 is the header. */
export interface GridAt {
  readonly row: number;
  readonly column: number;
}

export interface GridEvents {
  sort(column: number): void;
  open(at: GridAt): void;
  /** The cell that has the keyboard changed. */
  select(at: GridAt): void;
}

/** Rows that PageUp and PageDown move by. */
const page = 8;

/** The table as an ARIA grid: one cell is in the tab order, arrows move it. */
export class MatrixGrid {
  readonly element = el("div", { class: "scroll" });
  private cells: HTMLElement[][] = [];
  private at: GridAt = { row: 0, column: 0 };

  constructor(
    private readonly words: CoverageWords,
    private readonly events: GridEvents,
  ) {
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("click", (event) => {
      const at = this.find(event.target);
      if (!at) return;
      this.go(at);
      if (at.row < 0) this.events.sort(at.column);
    });
    this.element.addEventListener("dblclick", (event) => {
      const at = this.find(event.target);
      if (at && at.row >= 0) this.events.open(at);
    });
    this.element.addEventListener("focusin", (event) => {
      const at = this.find(event.target);
      if (at) this.mark(at);
    });
  }

  get selected(): GridAt {
    return this.at;
  }

  show(table: MatrixTable, rows: readonly MatrixTableRow[], state: MatrixState): void {
    const had = this.element.contains(document.activeElement);
    const { words } = this;
    const header = [
      this.header(words.operation, 0, state),
      this.header(words.native, 1, state),
      ...table.guests.map((guest, at) => this.guestHeader(guest, at + leadingColumns, state)),
      this.header(words.notes, table.guests.length + leadingColumns, state),
    ];
    const body = rows.map((row) => [
      el("th", { scope: "row", role: "rowheader", tabindex: -1 }, row.operation),
      el("td", { role: "gridcell", tabindex: -1, class: "native" }, row.native),
      ...row.cells.map((cell) => this.cell(cell)),
      el("td", { role: "gridcell", tabindex: -1, class: "notes" }, el("div", {}, row.notes)),
    ]);
    this.cells = [header, ...body];
    const lines = (part: HTMLElement[][]): HTMLElement[] =>
      part.map((line) => el("tr", { role: "row" }, ...line));
    this.element.replaceChildren(
      el(
        "table",
        { role: "grid", "aria-label": words.matrix, "aria-readonly": "true" },
        el("thead", { role: "rowgroup" }, ...lines([header])),
        el("tbody", { role: "rowgroup" }, ...lines(body)),
      ),
    );
    this.mark(this.near(this.at));
    if (had) this.focus();
  }

  focus(): void {
    this.cellAt(this.at)?.focus();
  }

  private header(text: string, column: number, state: MatrixState): HTMLElement {
    const sortable = text !== this.words.notes;
    const sorted = state.sort === column;
    const arrow = sorted ? (state.descending ? " ▼" : " ▲") : "";
    return el(
      "th",
      {
        scope: "col",
        role: "columnheader",
        tabindex: -1,
        "aria-sort": sortable ? (sorted ? (state.descending ? "descending" : "ascending") : "none") : null,
        title: sortable ? fill(this.words.sortBy, text) : null,
      },
      text,
      el("span", { class: "arrow", "aria-hidden": "true" }, arrow),
    );
  }

  private guestHeader(guest: MatrixGuest, column: number, state: MatrixState): HTMLElement {
    const head = this.header(guest.title, column, state);
    head.classList.add("guest");
    head.title = [guest.title, guest.sdk, guest.figure].join("\n");
    head.append(
      el("span", { class: "backend" }, `${guest.backend} · ${guest.sdk}`),
      el("span", { class: "figure" }, guest.figure),
    );
    return head;
  }

  private cell(cell: MatrixTableCell): HTMLElement {
    const state = el(
      "span",
      { class: "state" },
      el("span", { class: "glyph", "aria-hidden": "true" }, stateGlyphs[cell.state]),
      ` ${this.words[cell.state]}`,
    );
    const td = el("td", { role: "gridcell", tabindex: -1, class: "cell", "data-state": cell.state }, state);
    for (const text of [cell.crate, cell.cost])
      if (text !== "" && cell.state !== "absent") td.append(el("span", { class: "crate" }, text));
    return td;
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey) return;
    const far = event.ctrlKey || event.metaKey;
    const { row, column } = this.at;
    const lastRow = this.cells.length - 2;
    const lastColumn = (this.cells[0]?.length ?? 1) - 1;
    const to: Readonly<Record<string, GridAt>> = {
      ArrowDown: { row: row + 1, column },
      ArrowUp: { row: row - 1, column },
      ArrowRight: { row, column: column + 1 },
      ArrowLeft: { row, column: column - 1 },
      PageDown: { row: row + page, column },
      PageUp: { row: Math.max(0, row - page), column },
      Home: { row: far ? -1 : row, column: 0 },
      End: { row: far ? lastRow : row, column: lastColumn },
    };
    const next = to[event.key];
    if (next && (!far || event.key === "Home" || event.key === "End")) this.go(this.near(next));
    else if (event.key === "Enter" || (event.key === " " && row < 0)) {
      if (row < 0) this.events.sort(column);
      else this.events.open(this.at);
    } else return;
    event.preventDefault();
  }

  private go(at: GridAt): void {
    this.mark(at);
    this.focus();
    this.cellAt(at)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  private mark(at: GridAt): void {
    const old = this.cellAt(this.at);
    old?.setAttribute("tabindex", "-1");
    old?.removeAttribute("aria-selected");
    this.at = at;
    const now = this.cellAt(at);
    now?.setAttribute("tabindex", "0");
    if (at.row >= 0) now?.setAttribute("aria-selected", "true");
    this.events.select(at);
  }

  private near({ row, column }: GridAt): GridAt {
    const clamp = (value: number, least: number, most: number): number =>
      Math.max(least, Math.min(value, Math.max(least, most)));
    return {
      row: clamp(row, -1, this.cells.length - 2),
      column: clamp(column, 0, (this.cells[0]?.length ?? 1) - 1),
    };
  }

  private cellAt({ row, column }: GridAt): HTMLElement | undefined {
    return this.cells[row + 1]?.[column];
  }

  private find(target: EventTarget | null): GridAt | null {
    const cell = target instanceof Element ? target.closest<HTMLElement>("th, td") : null;
    if (!cell) return null;
    const line = this.cells.findIndex((all) => all.includes(cell));
    return line < 0 ? null : { row: line - 1, column: this.cells[line]!.indexOf(cell) };
  }
}
