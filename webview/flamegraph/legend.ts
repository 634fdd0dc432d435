import type { FlameSlice } from "../../src/core/analysis/flame/types";
import { formatPercent } from "../../src/core/report/figures";
import type { FlameWords } from "../../src/protocol/flameWords";
import { colourCount } from "./colours";
import { el } from "./dom";

/** Which colour is which crate, with its share of the run; the same for every slice of a profile. */
export class Legend {
  readonly element = el("div", { class: "legend", role: "list" });
  private shown = "";

  constructor(private readonly words: FlameWords) {
    this.element.setAttribute("aria-label", words.legend);
  }

  show(slice: FlameSlice): void {
    const key = slice.diff ? "changes" : JSON.stringify(slice.crates.slice(0, colourCount + 1));
    if (key === this.shown) return;
    this.shown = key;
    if (slice.diff) return this.changes();
    this.element.setAttribute("aria-label", this.words.legend);
    const items: HTMLElement[] = [];
    slice.crates.slice(0, colourCount).forEach((crate, at) => {
      if (crate.share === 0) return;
      const text = crate.share === null ? crate.name : `${crate.name} ${formatPercent(crate.share)}`;
      items.push(this.item(at, crate.library ? `${text} (${this.words.libraries})` : text));
    });
    items.push(this.item(colourCount, this.words.otherCrates));
    this.element.replaceChildren(...items);
  }

  private changes(): void {
    const { words } = this;
    this.element.setAttribute("aria-label", words.changes);
    const item = (change: string, text: string, hatched = false): HTMLElement =>
      el(
        "span",
        { role: "listitem" },
        el("span", {
          class: `swatch${hatched ? " hatched" : ""}`,
          "data-change": change,
          "aria-hidden": "true",
        }),
        text,
      );
    this.element.replaceChildren(
      item("worse3", `▲ ${words.worse}`),
      item("better3", `▼ ${words.better}`),
      item("worse3", `▲ ${words.newFrame}`, true),
      item("better3", `▼ ${words.goneFrame}`, true),
      item("same", `= ${words.noChange}`),
    );
  }

  private item(colour: number, text: string): HTMLElement {
    return el(
      "span",
      { role: "listitem" },
      el("span", { class: "swatch", "data-crate": colour, "aria-hidden": "true" }),
      text,
    );
  }
}
