import { el } from "./flamegraph/dom";

/** A place in the grid: row -1 is the header. */
export interface GridAt {
  readonly row: number;
  readonly column: number;
}

export interface GridEvents {
  /** A header was clicked, or chosen by Enter or Space. */
  sort(column: number): void;
  /** A cell below the header was clicked twice, or chosen by Enter. */
  open?(at: GridAt): void;
  /** The cell that has the keyboard changed. */
  select?(at: GridAt): void;
  /** PageDown (1) and PageUp (-1); without it they move by a few rows. */
  turn?(pages: number): void;
}

/** Rows that PageUp and PageDown move by where all rows are there. */
const pageRows = 8;

/** A table as an ARIA grid: one cell is in the tab order, arrows move it. What stands in the cells is its owner's. */
export class KeyboardGrid {
  readonly element = el("div", { class: "scroll" });
  private cells: readonly (readonly HTMLElement[])[] = [];

  /** `at` is the cell that is in the tab order first. */
  constructor(
    private readonly events: GridEvents,
    private at: GridAt,
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
      if (at && at.row >= 0) this.events.open?.(at);
    });
    this.element.addEventListener("focusin", (event) => {
      const at = this.find(event.target);
      if (at) this.mark(at);
    });
  }

  get selected(): GridAt {
    return this.at;
  }

  /**
   * Shows a table whose cells these are, the header's first. The keyboard stays where it was, or comes to `at`, as near
   * as the new table has it. True where the grid had it.
   */
  show(cells: readonly (readonly HTMLElement[])[], table: HTMLElement, at = this.at): boolean {
    const had = this.element.contains(document.activeElement);
    this.cells = cells;
    this.element.replaceChildren(table);
    this.mark(this.near(at));
    if (had) this.cellAt(this.at)?.focus();
    return had;
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey) return;
    const far = event.ctrlKey || event.metaKey;
    const { row, column } = this.at;
    const next = this.target(event.key, far);
    if (next) this.go(this.near(next));
    else if (!far && event.key === "PageDown") this.turn(1);
    else if (!far && event.key === "PageUp") this.turn(-1);
    else if (row < 0 && (event.key === "Enter" || event.key === " ")) this.events.sort(column);
    else if (row >= 0 && event.key === "Enter" && this.events.open) this.events.open(this.at);
    else return;
    event.preventDefault();
  }

  /** Where a key leads to; null for one that does not move. With Ctrl only Home and End do. */
  private target(key: string, far: boolean): GridAt | null {
    const { row, column } = this.at;
    if (key === "Home") return { row: far ? -1 : row, column: 0 };
    if (key === "End") return { row: far ? Infinity : row, column: Infinity };
    if (far) return null;
    if (key === "ArrowDown") return { row: row + 1, column };
    if (key === "ArrowUp") return { row: row - 1, column };
    if (key === "ArrowRight") return { row, column: column + 1 };
    if (key === "ArrowLeft") return { row, column: column - 1 };
    return null;
  }

  private turn(pages: number): void {
    const { row, column } = this.at;
    if (this.events.turn) this.events.turn(pages);
    else this.go(this.near({ row: Math.max(0, row + pages * pageRows), column }));
  }

  private go(at: GridAt): void {
    this.mark(at);
    const cell = this.cellAt(at);
    cell?.focus();
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  private mark(at: GridAt): void {
    const old = this.cellAt(this.at);
    old?.setAttribute("tabindex", "-1");
    old?.removeAttribute("aria-selected");
    this.at = at;
    const now = this.cellAt(at);
    now?.setAttribute("tabindex", "0");
    if (at.row >= 0) now?.setAttribute("aria-selected", "true");
    this.events.select?.(at);
  }

  private near({ row, column }: GridAt): GridAt {
    return {
      row: Math.max(-1, Math.min(row, this.cells.length - 2)),
      column: Math.max(0, Math.min(column, (this.cells[0]?.length ?? 1) - 1)),
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

/** A column's head; `sort` is null where its column cannot be sorted by. */
export function columnHead(
  text: string,
  title: string | null,
  sort: "ascending" | "descending" | "none" | null,
): HTMLElement {
  const arrow = sort === "ascending" ? " ▲" : sort === "descending" ? " ▼" : "";
  return el(
    "th",
    { scope: "col", role: "columnheader", tabindex: -1, "aria-sort": sort, title },
    text,
    el("span", { class: "arrow", "aria-hidden": "true" }, arrow),
  );
}
