import type { FlameMode, FlameSearchResult, FlameSlice } from "../../src/core/analysis/flame/types";
import { formatPercent } from "../../src/core/report/figures";
import type { FlameWords } from "../../src/protocol/flameWords";
import { fill } from "../../src/protocol/flameWords";
import { exportFormats, type ShownComparison } from "../../src/protocol/flame";
import type { Backend } from "./backend";
import { BarsRenderer } from "./barsRenderer";
import { Crumbs } from "./crumbs";
import { D3Renderer } from "./d3Renderer";
import { el } from "./dom";
import { showKeys } from "./help";
import { handleKey } from "./keyboard";
import type { KeyActions } from "./keyboard";
import { GoneList } from "./goneList";
import { Legend } from "./legend";
import { Menu } from "./menu";
import type { MenuItem } from "./menu";
import { framesTo, moveFrom } from "./moves";
import type { Move } from "./moves";
import type { At, FlameRenderer, RendererEvents } from "./renderer";
import { partOf } from "./renderer";
import type { PageState } from "./state";
import { StatusLine } from "./statusLine";
import { TableTwin } from "./tableTwin";
import { Texts } from "./texts";
import { Theme } from "./theme";
import { Toolbar } from "./toolbar";
import type { Toggle } from "./toolbar";

const root: At = { part: "rows", row: 0 };
const typingPauseMs = 120;

/** The flame graph: state in, questions to the backend, what comes back on screen. */
export class App {
  readonly element = el("main", { class: "flame" });
  private readonly crumbs: Crumbs;
  private readonly toolbar: Toolbar;
  private readonly legend: Legend;
  private readonly gone: GoneList;
  private readonly status = new StatusLine();
  private readonly note = el("p", { class: "note", role: "note" });
  private readonly stage = el("div", { class: "stage" });
  private readonly table: TableTwin;
  private readonly menu: Menu;
  private readonly theme: Theme;
  private readonly resize: ResizeObserver;
  private renderer: FlameRenderer | null = null;
  private drawnAs: FlameSlice["layout"] | null = null;
  private slice: FlameSlice | null = null;
  private texts: Texts | null = null;
  private found: FlameSearchResult | null = null;
  private comparison: ShownComparison | null = null;
  private selected: At = root;
  private match = -1;
  private asked = 0;
  private searched = 0;
  private typing = 0;
  private tableShown: FlameSlice | null = null;

  constructor(
    private readonly words: FlameWords,
    private readonly backend: Backend,
    private state: PageState,
    private readonly save: (state: PageState) => void,
  ) {
    this.crumbs = new Crumbs(words, (focus) => this.zoomTo(focus));
    this.toolbar = new Toolbar(
      words,
      {
        mode: (mode) => this.setMode(mode),
        metric: (metric) => this.setMetric(metric),
        toggle: (what) => this.toggle(what),
        query: (query) => this.setQuery(query, typingPauseMs),
        match: (step) => this.nextMatch(step),
        exportMenu: (button) => this.openExport(button),
        undo: () => this.undo(),
        comparison: (drawn) => backend.drawComparison?.(drawn),
        side: (side) => this.change({ side }, this.onGraph()),
        keys: () => showKeys(this.element, words, backend.reveal !== undefined),
      },
      backend.exportAs !== undefined,
    );
    this.legend = new Legend(words);
    this.gone = new GoneList(words);
    this.menu = new Menu(this.element, words.flameGraph);
    this.table = new TableTwin({
      select: (at) => this.select(at, false),
      zoom: (at) => this.zoom(at),
      open: () => undefined,
      menu: (at, x, y) => this.openMenu(at, x, y),
    });
    const heading = el(document.querySelector("h1") ? "h2" : "h1", { class: "unseen" }, words.flameGraph);
    this.element.append(
      el("header", {}, heading, this.crumbs.element, this.toolbar.element, this.legend.element),
      this.note,
      this.stage,
      this.table.element,
      this.gone.element,
      this.status.element,
    );
    this.note.hidden = true;
    this.table.element.hidden = true;
    document.body.append(this.element);
    this.theme = new Theme(this.element);
    // On the window: just after the tab opens, and after a click beside the chart, nothing in it has the focus.
    window.addEventListener("keydown", this.onKey);
    let width = 0;
    this.resize = new ResizeObserver(() => {
      if (this.stage.clientWidth === width || this.stage.clientWidth === 0) return;
      width = this.stage.clientWidth;
      if (this.slice) this.refresh();
    });
    this.resize.observe(this.stage);
    this.toolbar.input.value = state.query;
    this.toolbar.update(state, null);
    this.status.say(words.loading);
  }

  /** Asks for the slice of the present state and paints it; a later question makes an earlier answer void. */
  async refresh(select: At | null = null, focus = false): Promise<void> {
    const turn = ++this.asked;
    const widthPx = Math.max(100, Math.floor(this.stage.clientWidth || this.element.clientWidth || 1000));
    this.state = { ...this.state, view: { ...this.state.view, widthPx } };
    this.save(this.state);
    this.toolbar.update(this.state, this.slice);
    try {
      const slice = await this.backend.slice(this.state.view);
      if (turn !== this.asked) return;
      this.show(slice, select ?? this.stay(slice), focus);
    } catch (error) {
      if (turn === this.asked)
        this.say(fill(this.words.failed, error instanceof Error ? error.message : String(error)));
    }
    if (this.state.query !== "" && this.found?.query !== this.state.query) void this.search();
  }

  setState(state: PageState): void {
    this.state = state;
    this.found = null;
    this.toolbar.input.value = state.query;
    void this.refresh(root);
  }

  /** What the profile is compared with; null for nothing. */
  compare(comparison: ShownComparison | null): void {
    this.comparison = comparison;
    this.toolbar.compare(comparison);
  }

  get present(): PageState {
    return this.state;
  }

  /** Turns the page to one function. */
  showFunction(pivot: number): void {
    this.change({ mode: "sandwich", pivot, focus: [] });
  }

  /** Nothing to draw: a sentence in place of the graph. */
  say(text: string): void {
    this.note.hidden = false;
    this.note.textContent = text;
    this.status.say("");
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (handleKey(event, this.keys)) event.preventDefault();
  };

  dispose(): void {
    window.removeEventListener("keydown", this.onKey);
    clearTimeout(this.typing);
    this.resize.disconnect();
    this.theme.dispose();
    this.renderer?.dispose();
    this.element.remove();
  }

  private show(slice: FlameSlice, selected: At, focus: boolean): void {
    this.slice = slice;
    this.texts = new Texts(slice, this.words, this.state.title);
    this.state = { ...this.state, view: { ...this.state.view, focus: slice.focus, pivot: slice.pivot } };
    this.save(this.state);
    if (this.drawnAs !== slice.layout) {
      this.renderer?.dispose();
      this.renderer = slice.layout === "tree" ? new D3Renderer(this.events) : new BarsRenderer(this.events);
      this.drawnAs = slice.layout;
      this.stage.replaceChildren(this.renderer.element);
    }
    this.selected = partOf(slice, selected.part).parent[selected.row] === undefined ? root : selected;
    const why = this.reason(slice);
    this.note.hidden = why === "";
    this.note.textContent = why;
    this.toolbar.update(this.state, slice);
    this.crumbs.show(slice, this.state.title);
    this.legend.show(slice);
    this.gone.show(slice);
    this.element.toggleAttribute("data-compared", slice.diff !== undefined);
    this.paint();
    this.select(this.selected, focus);
    this.element.dataset["painted"] = String(this.asked);
  }

  private paint(): void {
    const { slice, texts } = this;
    if (!slice || !texts) return;
    const matches = new Set(this.found?.ids ?? []);
    this.stage.hidden = this.state.table;
    this.table.element.hidden = !this.state.table;
    this.renderer?.paint({
      slice,
      label: (at, widthPx) => texts.label(at, widthPx),
      figures: (at) => [texts.share(at), texts.total(at)],
      description: (at) => texts.description(at),
      name: (part) => {
        const pivot = texts.name(root);
        if (!slice.callers) return `${this.words.flameGraph}: ${this.state.title}`;
        return fill(part === "callers" ? this.words.callersOf : this.words.calleesOf, pivot);
      },
      hotPath: this.state.hotPath,
      matches,
      selected: this.selected,
    });
    this.tableShown = null;
    if (this.state.table) this.fillTable(matches);
  }

  private highlight(): void {
    const matches = new Set(this.found?.ids ?? []);
    this.renderer?.highlight(matches);
    this.tableShown = null;
    if (this.state.table) this.fillTable(matches);
  }

  private fillTable(matches: ReadonlySet<number>): void {
    if (!this.slice || !this.texts || this.tableShown === this.slice) return;
    const name = `${this.words.flameGraph}: ${this.state.title}`;
    this.table.show(this.slice, this.texts, matches, this.selected, name);
    this.tableShown = this.slice;
  }

  private reason(slice: FlameSlice): string {
    if (slice.layout === "tree") return "";
    if (slice.reason === "nothing-recorded") return this.words.barsNothing;
    const why =
      slice.reason === "no-call-tree" ? this.words.barsNoTree : fill(this.words.barsNoMetric, slice.unit);
    return `${why} ${slice.inclusive ? this.words.barsInclusive : this.words.barsExclusive}`;
  }

  /** After a repaint of the same place the same frame stays selected. */
  private stay(slice: FlameSlice): At {
    const before = this.slice;
    if (!before || before.mode !== slice.mode || before.layout !== slice.layout) return root;
    const node = partOf(before, this.selected.part).node[this.selected.row] ?? -1;
    const row = node < 0 ? -1 : slice.rows.node.indexOf(node);
    return row < 0 ? root : { part: "rows", row };
  }

  private select(at: At, focus: boolean): void {
    this.selected = at;
    if (this.state.table) this.table.select(at, focus);
    else this.renderer?.select(at, focus);
    if (this.texts) this.status.show(this.texts, at);
  }

  private readonly events: RendererEvents = {
    open: (at, event) => this.reveal(at, !event.altKey),
    select: (at) => {
      this.selected = at;
      if (this.texts) this.status.show(this.texts, at);
    },
    zoom: (at) => this.zoom(at),
    hover: (at) => {
      if (this.texts) this.status.show(this.texts, at ?? this.selected);
    },
    menu: (at, x, y) => this.openMenu(at, x, y),
  };

  private readonly keys: KeyActions = {
    move: (move: Move) => {
      if (!this.slice) return;
      const bars = this.slice.layout === "bars";
      const as: Move = bars && move === "up" ? "left" : bars && move === "down" ? "right" : move;
      this.select(moveFrom(this.slice, this.selected, as), true);
    },
    zoom: () => this.zoom(this.selected),
    out: () => this.out(),
    escape: () => this.escape(),
    search: () => this.toolbar.input.select(),
    match: (step) => this.nextMatch(step),
    hotPath: () => this.toggle("hotPath"),
    invert: () => this.setMode(this.state.view.mode === "inverted" ? "top-down" : "inverted"),
    sandwich: () => this.setMode(this.state.view.mode === "sandwich" ? "top-down" : "sandwich"),
    libraries: () => this.toggle("hideLibraries"),
    inlined: () => this.toggle("inlined"),
    table: () => this.toggle("table"),
    open: (beside) => this.reveal(this.selected, beside),
    copy: () => this.copy(this.selected),
    undo: () => this.undo(),
    help: () => showKeys(this.element, this.words, this.backend.reveal !== undefined),
    menu: () => {
      const box = (document.activeElement ?? this.stage).getBoundingClientRect();
      this.openMenu(this.selected, box.left + 8, box.bottom);
    },
  };

  private change(view: Partial<PageState["view"]>, focus = false): void {
    this.state = { ...this.state, view: { ...this.state.view, ...view } };
    this.match = -1;
    void this.refresh(null, focus);
  }

  private setMode(mode: FlameMode): void {
    if (this.slice?.layout === "bars" || mode === this.state.view.mode) return;
    const frame = this.frameId(this.selected);
    const pivot = mode === "sandwich" ? frame : -1;
    this.found = this.found && { ...this.found };
    this.change({ mode, pivot, focus: [] }, this.onGraph());
  }

  private setMetric(metric: string): void {
    this.found = null;
    this.change({ metric });
    // What only the tree knows is no metric of the other surfaces.
    if (this.slice?.metrics.find(({ id }) => id === metric)?.part !== true)
      this.backend.chooseMetric?.(metric);
  }

  private toggle(what: Toggle): void {
    const { view } = this.state;
    if (what === "hideLibraries" || what === "collapseRecursion") {
      this.found = null;
      this.change({ [what]: !view[what] }, this.onGraph());
    } else if (what === "inlined") this.toggleInlined();
    else if (what === "callOrder") this.change({ order: view.order === "calls" ? "heavy" : "calls" });
    else if (what === "regex") {
      this.state = { ...this.state, regex: !this.state.regex };
      this.setQuery(this.state.query, 0);
    } else {
      const focus = this.onGraph();
      this.state = { ...this.state, [what]: !this.state[what] };
      this.save(this.state);
      this.paint();
      if (what === "hotPath" && this.state.hotPath) this.select(this.hotEnd(), focus);
      else this.select(this.selected, focus);
    }
    this.toolbar.update(this.state, this.slice);
  }

  /** A function that is no frame any more is in the middle of no sandwich either. */
  private toggleInlined(): void {
    const { slice, state } = this;
    if (slice?.inlined === undefined) return;
    const inlined = !slice.inlined;
    const isGone = !inlined && slice.frames.some(({ id, inlined: was }) => was && id === state.view.pivot);
    this.found = null;
    this.change({ inlined, ...(isGone ? { pivot: -1 } : {}) }, this.onGraph());
  }

  private hotEnd(): At {
    return { part: "rows", row: Math.max(0, this.slice?.rows.hot.lastIndexOf(1) ?? 0) };
  }

  private onGraph(): boolean {
    const active = document.activeElement;
    return this.stage.contains(active) || this.table.element.contains(active);
  }

  private zoom(at: At): void {
    const { slice } = this;
    if (!slice || slice.layout === "bars") return;
    const frame = this.frameId(at);
    if (slice.mode === "sandwich") {
      if (frame >= 0) this.change({ pivot: frame, focus: [] }, true);
      return;
    }
    const rows = slice.rows;
    // A row that stands for many leads to its parent, where there is room for them.
    const row = rows.frame[at.row]! < 0 && at.row > 0 ? rows.parent[at.row]! : at.row;
    if (row <= 0) return;
    if (slice.mode === "inverted") {
      const within = framesTo(slice, { part: "rows", row });
      this.zoomTo(slice.focus.length > 0 ? [...slice.focus, ...within.slice(1)] : within, true);
    } else if (rows.node[row]! >= 0) this.zoomTo([rows.node[row]!], true);
  }

  private zoomTo(focus: readonly number[], keyboard = false): void {
    this.state = { ...this.state, view: { ...this.state.view, focus } };
    void this.refresh(root, keyboard || this.onGraph());
  }

  private out(): void {
    if (!this.slice) return;
    const crumbs = this.slice.path.filter((crumb, at) => at === 0 || crumb.focus.length > 0);
    if (crumbs.length > 1) this.zoomTo(crumbs.at(-2)!.focus, true);
  }

  private escape(): void {
    if (this.state.query !== "") {
      this.toolbar.input.value = "";
      this.setQuery("", 0);
    } else if (this.state.view.focus.length > 0) this.zoomTo([], true);
    this.select(this.selected, true);
  }

  private setQuery(query: string, pauseMs: number): void {
    this.state = { ...this.state, query };
    this.save(this.state);
    clearTimeout(this.typing);
    this.typing = window.setTimeout(() => void this.search(), pauseMs);
  }

  private async search(): Promise<void> {
    const { query, regex, view } = this.state;
    const turn = ++this.searched;
    this.match = -1;
    if (query === "") {
      this.found = null;
      this.toolbar.showResult("");
      this.highlight();
      return;
    }
    try {
      const found = await this.backend.search({ ...view, query, regex });
      if (turn !== this.searched) return;
      this.found = found;
      const text = fill(this.words.searchResult, formatPercent(found.share), found.frames.toLocaleString());
      const { patternSyntax, patternTooLong, patternTooSlow, searchNone } = this.words;
      const problems = { syntax: patternSyntax, "too-long": patternTooLong, "too-slow": patternTooSlow };
      this.toolbar.showResult(found.problem ? problems[found.problem] : found.frames > 0 ? text : searchNone);
      this.highlight();
    } catch (error) {
      if (turn === this.searched)
        this.toolbar.showResult(error instanceof Error ? error.message : String(error));
    }
  }

  /** The next match: top-down through all nodes, the heaviest first (zooming where it is not drawn), else what is drawn. */
  private nextMatch(step: 1 | -1): void {
    const { slice, found } = this;
    if (!slice || !found || found.ids.length === 0) return;
    const ids = new Set(found.ids);
    const drawn: At[] = [];
    for (const part of slice.callers ? (["callers", "rows"] as const) : (["rows"] as const)) {
      const rows = partOf(slice, part);
      rows.frame.forEach((frame, row) => {
        if (slice.frames[frame] && ids.has(slice.frames[frame].id)) drawn.push({ part, row });
      });
    }
    const all = slice.mode === "top-down" && slice.layout === "tree" ? found.nodes : null;
    const count = all?.length ?? drawn.length;
    if (count === 0) return;
    this.match = this.match < 0 ? (step > 0 ? 0 : count - 1) : (this.match + step + count) % count;
    if (!all) return this.select(drawn[this.match]!, true);
    const row = slice.rows.node.findIndex(
      (node, at) => node === all[this.match] && slice.rows.frame[at]! >= 0,
    );
    if (row >= 0) this.select({ part: "rows", row }, true);
    else this.zoomTo([all[this.match]!], true);
  }

  private frameId(at: At): number {
    const { slice } = this;
    return slice ? (slice.frames[partOf(slice, at.part).frame[at.row]!]?.id ?? -1) : -1;
  }

  private reveal(at: At, beside: boolean): void {
    const frame = this.frameId(at);
    if (frame >= 0) this.backend.reveal?.(frame, beside);
  }

  private copy(at: At): void {
    const { slice } = this;
    if (!slice) return;
    const node = slice.mode === "top-down" ? (slice.rows.node[at.row] ?? -1) : -1;
    // Merged trees are drawn from the inside out: callers come first in a stack.
    const within = framesTo(slice, at);
    const inwards = slice.mode === "inverted" ? [...slice.focus.slice(0, -1), ...within] : within;
    const frames = slice.mode === "inverted" || at.part === "callers" ? inwards.reverse() : inwards;
    this.backend.copyStack({ ...this.state.view, node, frames });
  }

  private undo(): void {
    const edits = this.state.view.edits.slice(0, -1);
    if (edits.length === this.state.view.edits.length) return;
    this.found = null;
    this.change({ edits }, this.onGraph());
  }

  private openMenu(at: At, x: number, y: number): void {
    const { words, backend, slice } = this;
    const frame = this.frameId(at);
    const tree = slice?.layout === "tree";
    const items: MenuItem[] = [];
    const edit = (kind: "merge" | "drop"): void => {
      this.found = null;
      this.change({ edits: [...this.state.view.edits, { kind, frame }].slice(-1000) }, true);
    };
    if (tree) items.push({ label: words.focusHere, key: "Enter", act: () => this.zoom(at) });
    if (tree && frame >= 0)
      items.push({ label: words.sandwichHere, key: "s", act: () => this.showFunction(frame) });
    if (backend.reveal && frame >= 0)
      items.push(
        { label: words.openSource, key: "o", act: () => this.reveal(at, false) },
        { label: words.openBeside, key: "Alt+O", act: () => this.reveal(at, true) },
      );
    if (backend.showInTree && frame >= 0)
      items.push({ label: words.showInTree, act: () => backend.showInTree?.(frame) });
    items.push({ label: words.copyStack, key: "c", act: () => this.copy(at) });
    if (tree && frame >= 0)
      items.push(
        { label: words.mergeFunction, act: () => edit("merge") },
        { label: words.dropFunction, act: () => edit("drop") },
      );
    this.menu.open(items, x, y);
  }

  private openExport(button: HTMLElement): void {
    const { words } = this;
    const compared = this.comparison?.drawn === true;
    const labels = {
      svg: words.exportSvg,
      folded: compared ? words.exportFoldedBoth : words.exportFolded,
      speedscope: compared ? words.exportSpeedscopeBoth : words.exportSpeedscope,
    };
    const box = button.getBoundingClientRect();
    const items = (this.backend.exportFormats ?? exportFormats).map((format) => ({
      label: labels[format],
      act: () => this.backend.exportAs?.({ format, view: this.state.view }),
    }));
    this.menu.open(items, box.left, box.bottom + 2);
  }
}
