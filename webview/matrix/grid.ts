import { stateGlyphs } from "../../src/core/report/coverageWords";
import { fill } from "../../src/protocol/flameWords";
import type { CoverageWords } from "../../src/protocol/coverageWords";
import type { MatrixGuest, MatrixTable, MatrixTableCell, MatrixTableRow } from "../../src/protocol/matrix";
import { el } from "../flamegraph/dom";
import { columnHead, KeyboardGrid, type GridAt, type GridEvents } from "../grid";
import { leadingColumns } from "./rows";
import type { MatrixState } from "./state";

/** The matrix: a row an operation, a column a guest. */
export class MatrixGrid {
  private readonly grid: KeyboardGrid;

  constructor(
    private readonly words: CoverageWords,
    events: GridEvents,
  ) {
    this.grid = new KeyboardGrid(events, { row: 0, column: 0 });
  }

  get element(): HTMLElement {
    return this.grid.element;
  }

  get selected(): GridAt {
    return this.grid.selected;
  }

  show(table: MatrixTable, rows: readonly MatrixTableRow[], state: MatrixState): void {
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
    const lines = (part: HTMLElement[][]): HTMLElement[] =>
      part.map((line) => el("tr", { role: "row" }, ...line));
    this.grid.show(
      [header, ...body],
      el(
        "table",
        { role: "grid", "aria-label": words.matrix, "aria-readonly": "true" },
        el("thead", { role: "rowgroup" }, ...lines([header])),
        el("tbody", { role: "rowgroup" }, ...lines(body)),
      ),
    );
  }

  private header(text: string, column: number, state: MatrixState): HTMLElement {
    const sortable = text !== this.words.notes;
    const sort = state.sort !== column ? "none" : state.descending ? "descending" : "ascending";
    return columnHead(text, sortable ? fill(this.words.sortBy, text) : null, sortable ? sort : null);
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
}
