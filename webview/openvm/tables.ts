import type { Page } from "../../src/core/openvm/view/page";
import type { TableId } from "../../src/core/openvm/view/types";
import { exactCount } from "../../src/core/report/figures";
import { fill } from "../../src/protocol/flameWords";
import type { MetricsAnswer, TableHead } from "../../src/protocol/openvm";
import type { MetricsWords } from "../../src/protocol/openvmWords";
import { el } from "../flamegraph/dom";
import type { MetricsBackend } from "./backend";
import { MetricsGrid } from "./grid";
import { freshTable, type MetricsState, type TableState } from "./state";

/** Rows a page. */
const pageRows = 100;
const patienceMs = 150;

/** The tables as tabs: one grid, its filter, its pages. Rows come from the server, page by page. */
export class Tables {
  readonly element: HTMLElement;
  private readonly tabs = el("div", { class: "tabs", role: "tablist" });
  private readonly panel: HTMLElement;
  private readonly filter: HTMLInputElement;
  private readonly byChange: HTMLInputElement;
  private readonly byChangeLabel: HTMLElement;
  private readonly status = el("p", { class: "status", role: "status" });
  private readonly back: HTMLButtonElement;
  private readonly on: HTMLButtonElement;
  private readonly grid: MetricsGrid;
  private answer: MetricsAnswer | null = null;
  private table: TableId;
  private states: Partial<Record<TableId, TableState>>;
  private asked = 0;
  private timer = 0;

  constructor(
    private readonly words: MetricsWords,
    state: MetricsState,
    private readonly backend: MetricsBackend,
    private readonly change: (part: Partial<MetricsState>) => void,
  ) {
    this.table = state.table;
    this.states = { ...state.tables };
    this.grid = new MetricsGrid(words, {
      sort: (column) => this.sort(column),
      turn: (pages) => this.turn(pages),
    });
    this.filter = el("input", { type: "search", placeholder: words.filter, "aria-label": words.filter });
    this.filter.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(
        () => this.set({ filter: this.filter.value.slice(0, 1000), from: 0 }),
        patienceMs,
      );
    });
    this.byChange = el("input", { type: "checkbox" });
    this.byChange.addEventListener("change", () => this.set({ byChange: this.byChange.checked, from: 0 }));
    this.byChangeLabel = el("label", { class: "check" }, this.byChange, words.byChange);
    this.back = this.pageButton("◀", words.previousPage, -1);
    this.on = this.pageButton("▶", words.nextPage, 1);
    this.panel = el(
      "div",
      { role: "tabpanel", id: "table-panel" },
      el(
        "div",
        { class: "tools" },
        this.filter,
        this.byChangeLabel,
        el("div", { class: "pager" }, this.back, this.status, this.on),
      ),
      this.grid.element,
      el("p", { class: "hint" }, words.keys),
    );
    this.tabs.addEventListener("keydown", (event) => this.key(event));
    this.element = el(
      "section",
      { class: "tables", "aria-labelledby": "tables-head" },
      el("h2", { id: "tables-head", class: "unseen" }, words.tables),
      this.tabs,
      this.panel,
    );
  }

  show(answer: MetricsAnswer): void {
    this.answer = answer;
    if (!answer.tables.some(({ id }) => id === this.table)) this.table = answer.tables[0]?.id ?? "groups";
    this.byChangeLabel.hidden = answer.overview.previous === null;
    this.paintTabs();
    this.open();
  }

  private get head(): TableHead | null {
    return this.answer?.tables.find(({ id }) => id === this.table) ?? null;
  }

  private get state(): TableState {
    return this.states[this.table] ?? freshTable;
  }

  private paintTabs(): void {
    const had = this.tabs.contains(document.activeElement);
    this.tabs.replaceChildren(
      ...(this.answer?.tables ?? []).map(({ id, length }) => {
        const isOpen = id === this.table;
        const tab = el(
          "button",
          {
            type: "button",
            role: "tab",
            id: `tab-${id}`,
            "aria-selected": String(isOpen),
            "aria-controls": "table-panel",
            tabindex: isOpen ? 0 : -1,
          },
          this.words[`table_${id}`],
          " ",
          el("span", { class: "count" }, exactCount(length)),
        );
        tab.addEventListener("click", () => this.choose(id));
        return tab;
      }),
    );
    this.tabs.setAttribute("aria-label", this.words.tables);
    this.panel.setAttribute("aria-labelledby", `tab-${this.table}`);
    if (had) this.tabs.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  }

  private choose(id: TableId): void {
    if (id === this.table) return;
    this.table = id;
    this.change({ table: id });
    this.paintTabs();
    this.open();
  }

  private key(event: KeyboardEvent): void {
    const ids = this.answer?.tables.map(({ id }) => id) ?? [];
    const at = ids.indexOf(this.table);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    if (to === undefined) return;
    this.choose(ids[(to + ids.length) % ids.length]!);
    this.tabs.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
    event.preventDefault();
  }

  /** The table in its stored state. */
  private open(): void {
    clearTimeout(this.timer);
    this.filter.value = this.state.filter;
    this.byChange.checked = this.state.byChange;
    void this.ask();
  }

  private set(part: Partial<TableState>): void {
    this.states = { ...this.states, [this.table]: { ...this.state, ...part } };
    this.change({ tables: this.states });
    void this.ask();
  }

  /** Down, then up, then the table's own order: figures are looked at from the largest. */
  private sort(column: number): void {
    const { head } = this;
    if (head === null) return;
    const { column: sorted, descending } = this.order(head);
    const isText = column < head.texts.length;
    if (sorted !== column) this.set({ sort: column, descending: !isText, from: 0 });
    else if (descending !== isText) this.set({ sort: column, descending: isText, from: 0 });
    else this.set({ sort: head.sort < 0 ? null : -1, descending: true, from: 0 });
  }

  private order(head: TableHead): { readonly column: number; readonly descending: boolean } {
    const { sort, descending } = this.state;
    const columns = head.texts.length + head.figures.length;
    if (sort !== null && sort < columns) return { column: sort, descending };
    return { column: head.sort < 0 ? -1 : head.texts.length + head.sort, descending: true };
  }

  private turn(pages: number): void {
    const from = Math.max(0, this.state.from + pages * pageRows);
    if (from !== this.state.from) this.set({ from });
  }

  private async ask(): Promise<void> {
    const { answer, head, table, state } = this;
    if (answer === null || head === null) return;
    const turn = ++this.asked;
    const { column, descending } = this.order(head);
    try {
      const page = await this.backend.page({
        view: answer.view,
        table,
        sort: column,
        descending,
        byChange: state.byChange && answer.overview.previous !== null,
        filter: state.filter,
        from: state.from,
        count: pageRows,
      });
      if (turn === this.asked) this.paint(page, head, column, descending);
    } catch {
      // A newer view is under way: it asks again.
    }
  }

  private paint(page: Page, head: TableHead, column: number, descending: boolean): void {
    const { words } = this;
    const { from, matches, rows } = page;
    const last = from + rows.length;
    const none =
      head.length > 0
        ? words.noRows
        : head.id === "opcodes" || head.id === "spans" || head.id === "airs"
          ? words[`empty_${head.id}`]
          : words.emptyTable;
    const left = head.more > 0 ? ` ${fill(words.leftOut, exactCount(head.more))}` : "";
    this.status.textContent =
      (matches === 0 ? none : fill(words.rows, exactCount(from + 1), exactCount(last), exactCount(matches))) +
      left;
    this.back.disabled = from === 0;
    this.on.disabled = last >= matches;
    this.grid.show({
      head,
      page,
      sorted: column,
      descending,
      compares: this.answer?.overview.previous !== null,
    });
    this.element.dataset["painted"] = String(this.asked);
  }

  private pageButton(text: string, label: string, pages: number): HTMLButtonElement {
    const button = el(
      "button",
      { type: "button", "aria-label": label, title: label },
      el("span", { "aria-hidden": "true" }, text),
    );
    button.addEventListener("click", () => this.turn(pages));
    return button;
  }
}
