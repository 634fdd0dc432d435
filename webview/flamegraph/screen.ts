import type { FlameWords } from "../../src/protocol/flameWords";
import { Crumbs } from "./crumbs";
import { el } from "./dom";
import { GoneList } from "./goneList";
import { Legend } from "./legend";
import { Menu } from "./menu";
import type { At, RendererEvents } from "./renderer";
import { Stage } from "./stage";
import type { Shown } from "./stage";
import { StatusLine } from "./statusLine";
import type { Texts } from "./texts";
import { Theme } from "./theme";
import { Toolbar } from "./toolbar";
import type { ToolbarEvents } from "./toolbar";

/** Who is told of what happens on the screen. */
export interface ScreenEvents {
  readonly controls: ToolbarEvents;
  readonly frames: RendererEvents;
  readonly zoomTo: (focus: readonly number[]) => void;
  readonly resized: () => void;
}

/** The parts of the page from the path down to the status line; it knows what it shows and decides nothing. */
export class Screen {
  readonly element = el("main", { class: "flame" });
  readonly toolbar: Toolbar;
  readonly stage: Stage;
  readonly menu: Menu;
  private readonly crumbs: Crumbs;
  private readonly legend: Legend;
  private readonly gone: GoneList;
  private readonly status = new StatusLine();
  private readonly theme: Theme;
  private texts: Texts | null = null;

  constructor(words: FlameWords, events: ScreenEvents, canExport: boolean) {
    this.crumbs = new Crumbs(words, events.zoomTo);
    this.toolbar = new Toolbar(words, events.controls, canExport);
    this.legend = new Legend(words);
    this.gone = new GoneList(words);
    this.menu = new Menu(this.element, words.flameGraph);
    this.stage = new Stage(words, events.frames, events.resized);
    const heading = el(document.querySelector("h1") ? "h2" : "h1", { class: "unseen" }, words.flameGraph);
    this.element.append(
      el("header", {}, heading, this.crumbs.element, this.toolbar.element, this.legend.element),
      ...this.stage.elements,
      this.gone.element,
      this.status.element,
    );
    document.body.append(this.element);
    this.theme = new Theme(this.element);
    this.status.say(words.loading);
  }

  /** Room for the graph, also while it is not seen. */
  get widthPx(): number {
    return Math.max(100, Math.floor(this.stage.widthPx || this.element.clientWidth || 1000));
  }

  /** Another slice. */
  show(shown: Shown): void {
    const { slice, texts, state } = shown;
    this.texts = texts;
    this.toolbar.update(state, slice);
    this.crumbs.show(slice, state.title);
    this.legend.show(slice);
    this.gone.show(slice);
    this.element.toggleAttribute("data-compared", slice.diff !== undefined);
    this.stage.show(shown);
  }

  /** Marks a frame and says what it is; with `focus` the keyboard goes there. */
  select(at: At, focus: boolean, inTable: boolean): void {
    this.stage.select(at, focus, inTable);
    this.describe(at);
  }

  /** What the status line is of. */
  describe(at: At): void {
    if (this.texts) this.status.show(this.texts, at);
  }

  /** Nothing to draw: a sentence in place of the graph. */
  say(text: string): void {
    this.stage.say(text);
    this.status.say("");
  }

  dispose(): void {
    this.theme.dispose();
    this.stage.dispose();
    this.element.remove();
  }
}
