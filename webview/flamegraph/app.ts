import type { FlameMode, FlameSlice } from "../../src/core/analysis/flame/types";
import type { ShownComparison } from "../../src/protocol/flame";
import { fill, type FlameWords } from "../../src/protocol/flameWords";
import type { Backend } from "./backend";
import { showKeys } from "./help";
import { handleKey, type KeyActions } from "./keyboard";
import { exportMenu, frameMenu, type FrameActions } from "./menus";
import { moveFrom } from "./moves";
import { focusOutside, frameIdAt, hotEnd, placeIn, root, stackAt, zoomTarget } from "./places";
import { partOf, type At, type RendererEvents } from "./renderer";
import { Screen } from "./screen";
import { Search } from "./search";
import type { Shown } from "./stage";
import { withEdit, withoutEdit, type PageState } from "./state";
import { switched, type Toggle } from "./switches";
import { Texts } from "./texts";
import type { ToolbarEvents } from "./toolbar";

/** The flame graph: state in, questions to the backend, what comes back on screen. */
export class App {
  private readonly screen: Screen;
  private readonly search: Search;
  private shown: Shown | null = null;
  private comparison: ShownComparison | null = null;
  private selected: At = root;
  private asked = 0;

  constructor(
    private readonly words: FlameWords,
    private readonly backend: Backend,
    private state: PageState,
    private readonly save: (state: PageState) => void,
  ) {
    this.search = new Search(words, backend, () => this.state, {
      result: (text) => this.screen.toolbar.showResult(text),
      matches: () => this.redraw("highlight"),
    });
    this.screen = new Screen(
      words,
      {
        controls: this.controls,
        frames: this.events,
        zoomTo: (focus) => this.zoomTo(focus),
        resized: () => {
          if (this.shown) void this.refresh();
        },
      },
      backend.exportAs !== undefined,
    );
    // On the window: just after the tab opens, and after a click beside the chart, nothing in it has the focus.
    window.addEventListener("keydown", this.onKey);
    this.screen.toolbar.input.value = state.query;
    this.screen.toolbar.update(state, null);
  }

  /** Asks for the slice of the present state and paints it; a later question makes an earlier answer void. */
  async refresh(select: At | null = null, focus = false): Promise<void> {
    const turn = ++this.asked;
    this.keep({ ...this.state, view: { ...this.state.view, widthPx: this.screen.widthPx } });
    this.screen.toolbar.update(this.state, this.slice);
    try {
      const slice = await this.backend.slice(this.state.view);
      if (turn !== this.asked) return;
      this.show(slice, select ?? placeIn(slice, this.slice, this.selected), focus);
    } catch (error) {
      if (turn === this.asked)
        this.say(fill(this.words.failed, error instanceof Error ? error.message : String(error)));
    }
    this.search.refresh();
  }

  setState(state: PageState): void {
    this.state = state;
    this.search.forget();
    this.screen.toolbar.input.value = state.query;
    void this.refresh(root);
  }

  /** What the profile is compared with; null for nothing. */
  compare(comparison: ShownComparison | null): void {
    this.comparison = comparison;
    this.screen.toolbar.compare(comparison);
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
    this.screen.say(text);
  }

  dispose(): void {
    window.removeEventListener("keydown", this.onKey);
    this.search.dispose();
    this.screen.dispose();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (handleKey(event, this.keys)) event.preventDefault();
  };

  // --- what is asked of the page

  private readonly controls: ToolbarEvents = {
    mode: (mode) => this.setMode(mode),
    metric: (metric) => this.setMetric(metric),
    toggle: (what) => this.toggle(what),
    query: (query) => this.setQuery(query),
    match: (step) => this.nextMatch(step),
    exportMenu: (button) => {
      const compared = this.comparison?.drawn === true;
      const { left, bottom } = button.getBoundingClientRect();
      const items = exportMenu(this.words, this.backend, this.state.view, compared);
      this.screen.menu.open(items, left, bottom + 2);
    },
    undo: () => {
      if (this.state.view.edits.length > 0) this.reshape(withoutEdit(this.state.view));
    },
    comparison: (drawn) => this.backend.drawComparison?.(drawn),
    side: (side) => this.change({ side }),
    keys: () => showKeys(this.screen.element, this.words, this.backend.reveal !== undefined),
  };

  private readonly events: RendererEvents = {
    open: (at, event) => this.reveal(this.frameId(at), !event.altKey),
    select: (at) => {
      this.selected = at;
      this.screen.describe(at);
    },
    zoom: (at) => this.zoom(at),
    hover: (at) => this.screen.describe(at ?? this.selected),
    menu: (at, x, y) => this.openMenu(at, x, y),
  };

  private readonly keys: KeyActions = {
    ...this.controls,
    move: (move) => {
      if (this.slice) this.select(moveFrom(this.slice, this.selected, move), true);
    },
    zoom: () => this.zoom(this.selected),
    out: () => {
      const focus = this.slice && focusOutside(this.slice);
      if (focus) this.zoomTo(focus, true);
    },
    escape: () => this.escape(),
    search: () => this.screen.toolbar.input.select(),
    turn: (mode) => this.setMode(this.state.view.mode === mode ? "top-down" : mode),
    open: (beside) => this.reveal(this.frameId(this.selected), beside),
    copy: () => this.copy(this.selected),
    menu: () => {
      const box = this.screen.stage.focusBox;
      this.openMenu(this.selected, box.left + 8, box.bottom);
    },
  };

  private readonly frameActions: FrameActions = {
    zoom: (at) => this.zoom(at),
    sandwich: (frame) => this.showFunction(frame),
    reveal: (frame, beside) => this.reveal(frame, beside),
    copy: (at) => this.copy(at),
    edit: (kind, frame) => this.reshape(withEdit(this.state.view, { kind, frame }), true),
  };

  // --- what is on screen

  private get slice(): FlameSlice | null {
    return this.shown?.slice ?? null;
  }

  private show(slice: FlameSlice, selected: At, focus: boolean): void {
    this.keep({ ...this.state, view: { ...this.state.view, focus: slice.focus, pivot: slice.pivot } });
    this.selected = partOf(slice, selected.part).parent[selected.row] === undefined ? root : selected;
    const texts = new Texts(slice, this.words, this.state.title);
    this.shown = { slice, texts, ...this.marks() };
    this.screen.show(this.shown);
    this.select(this.selected, focus);
    this.screen.element.dataset["painted"] = String(this.asked);
  }

  private marks(): Pick<Shown, "state" | "matches" | "selected"> {
    return { state: this.state, matches: this.search.matches, selected: this.selected };
  }

  /** The same slice, drawn in another way or with other marks. */
  private redraw(what: "paint" | "highlight"): void {
    if (!this.shown) return;
    this.shown = { ...this.shown, ...this.marks() };
    this.screen.stage[what](this.shown);
  }

  private select(at: At, focus: boolean): void {
    this.selected = at;
    this.screen.select(at, focus, this.state.table);
  }

  private keep(state: PageState): void {
    this.state = state;
    this.save(state);
  }

  // --- how the run is looked at

  private change(view: Partial<PageState["view"]>, focus = this.screen.stage.hasFocus): void {
    this.state = { ...this.state, view: { ...this.state.view, ...view } };
    this.search.rewind();
    void this.refresh(null, focus);
  }

  /** A change of the tree itself: other frames match, or with other costs. */
  private reshape(view: Partial<PageState["view"]>, focus = this.screen.stage.hasFocus): void {
    this.search.forget();
    this.change(view, focus);
  }

  private setMode(mode: FlameMode): void {
    if (this.slice?.layout === "bars" || mode === this.state.view.mode) return;
    const pivot = mode === "sandwich" ? this.frameId(this.selected) : -1;
    this.change({ mode, pivot, focus: [] });
  }

  private setMetric(metric: string): void {
    this.reshape({ metric });
    // What only the tree knows is no metric of the other surfaces.
    if (this.slice?.metrics.find(({ id }) => id === metric)?.part !== true)
      this.backend.chooseMetric?.(metric);
  }

  private toggle(what: Toggle): void {
    const { state, then } = switched(this.state, this.slice, what);
    const focus = this.screen.stage.hasFocus;
    this.keep(state);
    if (then === "tree") this.reshape({});
    else if (then === "slice") this.change({});
    else if (then === "search") this.search.askSoon(0);
    else if (then === "draw") {
      this.redraw("paint");
      const toHotEnd = what === "hotPath" && state.hotPath;
      this.select(toHotEnd ? hotEnd(this.slice) : this.selected, focus);
    }
    this.screen.toolbar.update(this.state, this.slice);
  }

  private zoom(at: At): void {
    const target = this.slice && zoomTarget(this.slice, at);
    if (!target) return;
    if ("pivot" in target) this.change({ ...target, focus: [] }, true);
    else this.zoomTo(target.focus, true);
  }

  private zoomTo(focus: readonly number[], keyboard = false): void {
    this.state = { ...this.state, view: { ...this.state.view, focus } };
    void this.refresh(root, keyboard || this.screen.stage.hasFocus);
  }

  private escape(): void {
    if (this.state.query !== "") {
      this.screen.toolbar.input.value = "";
      this.setQuery("", 0);
    } else if (this.state.view.focus.length > 0) this.zoomTo([], true);
    this.select(this.selected, true);
  }

  private setQuery(query: string, pauseMs?: number): void {
    this.keep({ ...this.state, query });
    this.search.askSoon(pauseMs);
  }

  private nextMatch(step: 1 | -1): void {
    const place = this.slice && this.search.step(this.slice, step);
    if (!place) return;
    if ("at" in place) this.select(place.at, true);
    else this.zoomTo([place.node], true);
  }

  private frameId(at: At): number {
    return this.slice ? frameIdAt(this.slice, at) : -1;
  }

  private reveal(frame: number, beside: boolean): void {
    if (frame >= 0) this.backend.reveal?.(frame, beside);
  }

  private copy(at: At): void {
    if (this.slice) this.backend.copyStack({ ...this.state.view, ...stackAt(this.slice, at) });
  }

  private openMenu(at: At, x: number, y: number): void {
    if (!this.slice) return;
    this.screen.menu.open(frameMenu(this.words, this.backend, this.slice, at, this.frameActions), x, y);
  }
}
