import type { CoverageWords } from "../../src/protocol/coverageWords";
import { fill } from "../../src/protocol/flameWords";
import {
  matrixFormats,
  type CellOfRevision,
  type MatrixFormat,
  type MatrixTable,
  type MatrixTableRow,
  type OfRevision,
} from "../../src/protocol/matrix";
import { el } from "../flamegraph/dom";
import type { GridAt } from "../grid";
import { Details } from "./details";
import { MatrixGrid } from "./grid";
import { leadingColumns, shownRows } from "./rows";
import type { MatrixState } from "./state";

export interface MatrixBackend {
  open(what: OfRevision): void;
  fix(what: CellOfRevision): void;
  exportAs(format: MatrixFormat): void;
  refresh(): void;
  save(state: MatrixState): void;
}

/** The page: a toolbar, the grid, the details of the cell. */
export class MatrixApp {
  private readonly main = el("main", { class: "matrix" });
  private readonly note = el("p", { class: "note", role: "status" });
  private readonly figures = el("p", { class: "figures" });
  private readonly onlyOpen: HTMLButtonElement;
  private readonly grid: MatrixGrid;
  private readonly details: Details;
  private table: MatrixTable | null = null;
  private rows: readonly MatrixTableRow[] = [];
  private turn = 0;

  constructor(
    private readonly words: CoverageWords,
    private state: MatrixState,
    private readonly backend: MatrixBackend,
  ) {
    this.grid = new MatrixGrid(words, {
      sort: (column) => this.sort(column),
      open: (at) => this.open(at),
      select: (at) => this.select(at),
    });
    this.details = new Details(words, {
      open: () => this.open(this.grid.selected),
      fix: () => this.fix(this.grid.selected),
    });
    this.onlyOpen = this.button(words.onlyOpen, () =>
      this.change({ ...this.state, onlyOpen: !this.state.onlyOpen }),
    );
    const labels = { md: words.exportMd, csv: words.exportCsv, json: words.exportJson };
    const exports = matrixFormats.map((format) =>
      this.button(labels[format], () => this.backend.exportAs(format)),
    );
    this.main.append(
      el(
        "header",
        {},
        el("h1", {}, words.matrix),
        this.figures,
        el(
          "div",
          { class: "toolbar" },
          this.onlyOpen,
          el(
            "div",
            { class: "group", role: "group", "aria-label": words.exportAs },
            el("span", {}, words.exportAs),
            ...exports,
          ),
          this.button(words.refresh, () => this.backend.refresh()),
        ),
      ),
      this.note,
      this.grid.element,
      this.details.element,
    );
    document.body.append(this.main);
  }

  show(table: MatrixTable | null, problem: string | null): void {
    if (table) this.table = table;
    this.paint(problem);
  }

  private paint(problem: string | null = null): void {
    const { table, words, state } = this;
    const empty = table === null || table.guests.length === 0;
    this.rows = table ? shownRows(table, state) : [];
    this.onlyOpen.setAttribute("aria-pressed", String(state.onlyOpen));
    this.say(
      problem ??
        (table === null ? words.waiting : empty ? words.nothing : this.rows.length === 0 ? words.noRows : ""),
    );
    this.grid.element.hidden = empty || this.rows.length === 0;
    this.details.element.hidden = this.grid.element.hidden;
    this.figures.textContent = empty ? "" : this.summary(table);
    if (table && !empty) this.grid.show(table, this.rows, state);
    this.main.dataset["painted"] = String(++this.turn);
  }

  /** `4 guests · 2 unpatched`: guests have their own figures in the heads. */
  private summary({ guests, unpatched }: MatrixTable): string {
    return `${fill(this.words.guests, guests.length)} · ${fill(this.words.toDo, unpatched)}`;
  }

  private say(text: string): void {
    this.note.textContent = text;
    this.note.hidden = text === "";
  }

  private button(label: string, act: () => void): HTMLButtonElement {
    const button = el("button", { type: "button" }, label);
    button.addEventListener("click", act);
    return button;
  }

  private change(state: MatrixState): void {
    this.state = state;
    this.backend.save(state);
    this.paint();
  }

  /** Up, then down, then the contract's order again. The notes do not sort. */
  private sort(column: number): void {
    if (!this.table || column >= this.table.guests.length + leadingColumns) return;
    const { sort, descending } = this.state;
    if (sort !== column) this.change({ ...this.state, sort: column, descending: false });
    else if (!descending) this.change({ ...this.state, descending: true });
    else this.change({ ...this.state, sort: -1, descending: false });
  }

  private select({ row, column }: GridAt): void {
    const guest = this.table?.guests[column - leadingColumns];
    const line = this.rows[row];
    const cell = line?.cells[column - leadingColumns];
    if (line && guest && cell) this.details.cell(line, guest, cell);
    else if (line) this.details.row(line);
    else if (guest) this.details.guest(guest);
    else this.details.clear();
  }

  private open({ row, column }: GridAt): void {
    const { table } = this;
    const at = column - leadingColumns;
    const place = row < 0 ? table?.guests[at]?.place : this.rows[row]?.cells[at]?.place;
    if (table && place !== undefined && place >= 0) this.backend.open({ revision: table.revision, place });
  }

  private fix({ row, column }: GridAt): void {
    const line = this.rows[row];
    if (this.table && line)
      this.backend.fix({ revision: this.table.revision, order: line.order, guest: column - leadingColumns });
  }
}
