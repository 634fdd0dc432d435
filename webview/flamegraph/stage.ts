import type { FlameSlice } from "../../src/core/analysis/flame/types";
import { metricWord } from "../../src/core/report/metricFigures";
import type { FlameWords } from "../../src/protocol/flameWords";
import { fill } from "../../src/protocol/flameWords";
import { BarsRenderer } from "./barsRenderer";
import { D3Renderer } from "./d3Renderer";
import { el } from "./dom";
import { root } from "./places";
import type { At, FlameRenderer, RendererEvents } from "./renderer";
import type { PageState } from "./state";
import { TableTwin } from "./tableTwin";
import type { Texts } from "./texts";

/** A slice on screen: its texts, how the page looks at it, and its marks. */
export interface Shown {
  readonly slice: FlameSlice;
  readonly texts: Texts;
  readonly state: PageState;
  readonly matches: ReadonlySet<number>;
  readonly selected: At;
}

/** Where a slice is seen: the graph, or the table that says the same, with a sentence above or in their place. */
export class Stage {
  private readonly note = el("p", { class: "note", role: "note" });
  private readonly graph = el("div", { class: "stage" });
  private readonly table: TableTwin;
  private readonly resize: ResizeObserver;
  private renderer: FlameRenderer | null = null;
  private drawnAs: FlameSlice["layout"] | null = null;
  /** What the page is made of, from top to bottom. */
  readonly elements: readonly HTMLElement[];

  constructor(
    private readonly words: FlameWords,
    private readonly events: RendererEvents,
    resized: () => void,
  ) {
    this.table = new TableTwin({
      select: (at) => {
        this.table.select(at, false);
        events.select(at);
      },
      zoom: events.zoom,
      open: () => undefined,
      menu: events.menu,
    });
    this.elements = [this.note, this.graph, this.table.element];
    this.note.hidden = true;
    this.table.element.hidden = true;
    let width = 0;
    this.resize = new ResizeObserver(() => {
      if (this.graph.clientWidth === width || this.graph.clientWidth === 0) return;
      width = this.graph.clientWidth;
      resized();
    });
    this.resize.observe(this.graph);
  }

  /** 0 while the graph is not seen. */
  get widthPx(): number {
    return this.graph.clientWidth;
  }

  get hasFocus(): boolean {
    const active = document.activeElement;
    return this.graph.contains(active) || this.table.element.contains(active);
  }

  /** Where a menu opens that was not asked for by the pointer. */
  get focusBox(): DOMRect {
    return (document.activeElement ?? this.graph).getBoundingClientRect();
  }

  /** A sentence about what is drawn, or why nothing is; none for the empty text. */
  say(text: string): void {
    this.note.hidden = text === "";
    this.note.textContent = text;
  }

  /** Draws another slice, by whatever draws its layout. */
  show(shown: Shown): void {
    const { slice } = shown;
    if (this.drawnAs !== slice.layout) {
      this.renderer?.dispose();
      this.renderer = slice.layout === "tree" ? new D3Renderer(this.events) : new BarsRenderer(this.events);
      this.drawnAs = slice.layout;
      this.graph.replaceChildren(this.renderer.element);
    }
    this.say(this.reason(slice));
    this.paint(shown);
  }

  /** Draws the same slice in another way. */
  paint(shown: Shown): void {
    const { slice, texts, state, matches, selected } = shown;
    this.graph.hidden = state.table;
    this.table.element.hidden = !state.table;
    const graphName = `${this.words.flameGraph}: ${state.title}`;
    this.renderer?.paint({
      slice,
      label: (at, widthPx) => texts.label(at, widthPx),
      figures: (at) => [texts.share(at), texts.total(at)],
      description: (at) => texts.description(at),
      name: (part) => {
        if (!slice.callers) return graphName;
        return fill(part === "callers" ? this.words.callersOf : this.words.calleesOf, texts.name(root));
      },
      hotPath: state.hotPath,
      matches,
      selected,
    });
    this.fillTable(shown);
  }

  /** Other frames match the search. */
  highlight(shown: Shown): void {
    this.renderer?.highlight(shown.matches);
    this.fillTable(shown);
  }

  /** Marks a frame; with `focus` the keyboard goes there. */
  select(at: At, focus: boolean, inTable: boolean): void {
    if (inTable) this.table.select(at, focus);
    else this.renderer?.select(at, focus);
  }

  dispose(): void {
    this.resize.disconnect();
    this.renderer?.dispose();
  }

  private fillTable({ slice, texts, state, matches, selected }: Shown): void {
    if (state.table)
      this.table.show(slice, texts, matches, selected, `${this.words.flameGraph}: ${state.title}`);
  }

  private reason(slice: FlameSlice): string {
    if (slice.layout === "tree") return "";
    if (slice.reason === "nothing-recorded") return this.words.barsNothing;
    const why =
      slice.reason === "no-call-tree"
        ? this.words.barsNoTree
        : fill(this.words.barsNoMetric, metricWord(slice.unit));
    return `${why} ${slice.inclusive ? this.words.barsInclusive : this.words.barsExclusive}`;
  }
}
