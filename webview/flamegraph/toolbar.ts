import type { FlameMode, FlameSide, FlameSlice } from "../../src/core/analysis/flame/types";
import type { ShownComparison } from "../../src/protocol/flame";
import type { FlameWords } from "../../src/protocol/flameWords";
import { fill } from "../../src/protocol/flameWords";
import { el } from "./dom";
import type { PageState } from "./state";
import type { Toggle } from "./switches";

/** What the controls ask for. */
export interface ToolbarEvents {
  readonly mode: (mode: FlameMode) => void;
  readonly metric: (metric: string) => void;
  readonly toggle: (what: Toggle) => void;
  readonly query: (query: string) => void;
  readonly match: (step: 1 | -1) => void;
  readonly exportMenu: (button: HTMLElement) => void;
  readonly undo: () => void;
  readonly comparison: (drawn: boolean) => void;
  readonly side: (side: FlameSide) => void;
  readonly keys: () => void;
}

/** Search, views, metric and switches. Every control is a native one: the keyboard works by itself. */
export class Toolbar {
  readonly element = el("div", { class: "toolbar", role: "toolbar" });
  readonly input: HTMLInputElement;
  private readonly result: HTMLElement;
  private readonly modes = new Map<FlameMode, HTMLButtonElement>();
  private readonly toggles = new Map<Toggle, HTMLButtonElement>();
  private readonly metric = el("select");
  private readonly undo: HTMLButtonElement;
  private readonly words: FlameWords;
  private readonly comparison: HTMLButtonElement;
  private readonly sides = new Map<FlameSide, HTMLButtonElement>();
  private readonly compared = el("div", { class: "group compared", role: "group" });

  constructor(words: FlameWords, events: ToolbarEvents, canExport: boolean) {
    this.words = words;
    this.element.setAttribute("aria-label", words.flameGraph);
    this.input = el("input", { type: "search", spellcheck: "false", maxlength: 1000, autocomplete: "off" });
    this.input.setAttribute("aria-label", words.search);
    this.input.placeholder = words.search;
    this.input.addEventListener("input", () => events.query(this.input.value));
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") events.match(event.shiftKey ? -1 : 1);
    });
    this.result = el("output", { class: "result", "aria-live": "polite" });
    const toggle = (what: Toggle, label: string, title?: string): HTMLButtonElement => {
      const button = this.button(label, () => events.toggle(what));
      if (title !== undefined) {
        button.title = title;
        button.setAttribute("aria-label", title);
      }
      this.toggles.set(what, button);
      return button;
    };
    const search = el("div", { class: "group search", role: "search" });
    search.append(this.input, toggle("regex", ".*", words.searchRegex), this.result);
    const modes = el("div", { class: "group segmented", role: "group" });
    modes.setAttribute("aria-label", words.view);
    for (const [mode, label] of [
      ["top-down", words.topDown],
      ["inverted", words.inverted],
      ["sandwich", words.sandwich],
    ] as const) {
      const button = this.button(label, () => events.mode(mode));
      this.modes.set(mode, button);
      modes.append(button);
    }
    this.metric.setAttribute("aria-label", words.metric);
    this.metric.title = words.metric;
    this.metric.addEventListener("change", () => events.metric(this.metric.value));
    this.undo = this.button("", events.undo);
    const more = el("div", { class: "group" });
    more.append(
      toggle("inlined", words.inlinedFrames),
      toggle("hideLibraries", words.hideLibraries),
      toggle("collapseRecursion", words.collapseRecursion),
      toggle("callOrder", words.callOrder),
      toggle("hotPath", words.hotPath),
      toggle("table", words.table),
      this.undo,
    );
    const last = el("div", { class: "group" });
    if (canExport) {
      const button = this.button(words.exportAs, () => events.exportMenu(button));
      button.setAttribute("aria-haspopup", "menu");
      last.append(button);
    }
    last.append(this.button("?", events.keys, words.keys));
    this.comparison = this.button(words.changes, () => events.comparison(!this.drawsComparison));
    const sides = el("div", { class: "group segmented", role: "group" });
    sides.setAttribute("aria-label", words.widths);
    sides.title = words.widths;
    for (const [side, label] of [
      ["base", words.widthsBase],
      ["next", words.widthsNext],
    ] as const) {
      const button = this.button(label, () => events.side(side));
      this.sides.set(side, button);
      sides.append(button);
    }
    this.compared.setAttribute("aria-label", words.changes);
    this.compared.append(this.comparison, sides);
    this.compared.hidden = true;
    this.element.append(modes, this.metric, this.compared, search, more, last);
  }

  /** Shows state and slice; the focus stays where it is. */
  update(state: PageState, slice: FlameSlice | null): void {
    const pressed = (button: HTMLButtonElement | undefined, on: boolean): void =>
      button?.setAttribute("aria-pressed", String(on));
    for (const [mode, button] of this.modes) {
      pressed(button, state.view.mode === mode);
      button.disabled = slice?.layout === "bars";
    }
    for (const [side, button] of this.sides) pressed(button, (state.view.side ?? "next") === side);
    const inlined = this.toggles.get("inlined")!;
    pressed(inlined, slice?.inlined === true);
    inlined.disabled = slice?.inlined === undefined;
    const { inlinedUnknown, inlinedExact, inlinedNote } = this.words;
    inlined.title =
      inlined.disabled && slice ? inlinedUnknown : slice?.exactInlined === true ? inlinedExact : inlinedNote;
    pressed(this.toggles.get("hideLibraries"), state.view.hideLibraries);
    pressed(this.toggles.get("collapseRecursion"), state.view.collapseRecursion);
    pressed(this.toggles.get("callOrder"), state.view.order === "calls");
    pressed(this.toggles.get("hotPath"), state.hotPath);
    pressed(this.toggles.get("table"), state.table);
    pressed(this.toggles.get("regex"), state.regex);
    for (const what of ["hideLibraries", "collapseRecursion", "callOrder", "hotPath"] as const)
      this.toggles.get(what)!.disabled = slice?.layout === "bars";
    const edits = state.view.edits.length;
    this.undo.hidden = edits === 0;
    this.undo.textContent = this.words.undoEdit.replace("{0}", String(edits));
    if (!slice) return;
    const options = slice.metrics.map(({ id }) => id);
    if (
      this.metric.options.length !== options.length ||
      options.some((id, i) => this.metric.options[i]!.value !== id)
    )
      this.metric.replaceChildren(...options.map((id) => el("option", { value: id }, id)));
    this.metric.value = slice.metric;
    this.metric.disabled = options.length < 2;
  }

  /** What is compared, or null: then there is nothing to switch. */
  compare(comparison: ShownComparison | null): void {
    this.compared.hidden = comparison === null;
    this.comparison.setAttribute("aria-pressed", String(comparison?.drawn ?? false));
    this.comparison.title = comparison === null ? "" : fill(this.words.comparedWith, comparison.label);
    for (const button of this.sides.values()) button.disabled = comparison?.drawn !== true;
  }

  private get drawsComparison(): boolean {
    return this.comparison.getAttribute("aria-pressed") === "true";
  }

  showResult(text: string): void {
    this.result.textContent = text;
  }

  private button(label: string, act: () => void, name?: string): HTMLButtonElement {
    const button = el("button", { type: "button" }, label);
    if (name !== undefined) {
      button.setAttribute("aria-label", name);
      button.title = name;
    }
    button.addEventListener("click", act);
    return button;
  }
}
