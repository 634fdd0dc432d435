import { el } from "./dom";
import type { At } from "./renderer";
import type { Texts } from "./texts";

/** The bottom line: the frame under the pointer, else the one with the focus. */
export class StatusLine {
  readonly element = el("footer", { class: "status" });
  private readonly name = el("span", { class: "status-name" });
  private readonly figures = el("span", { class: "status-figures" });

  constructor() {
    this.element.append(this.name, this.figures);
  }

  show(texts: Texts, at: At): void {
    const { words, slice } = texts;
    this.name.textContent = texts.name(at);
    const bars = slice.layout === "bars" && !slice.inclusive;
    const parts = [...(texts.inlined(at) ? [words.inlined] : []), texts.share(at)];
    const change = texts.change(at);
    if (change !== "" && change !== "=") parts.push(`${texts.changeCount(at)} ${change}`);
    else if (change === "=") parts.push(words.noChange);
    if (!texts.self(at).startsWith("–")) parts.push(`${texts.self(at)} ${words.self}`);
    if (!bars) parts.push(`${texts.total(at)} ${words.total}`);
    const calls = texts.calls(at);
    if (calls !== "–") parts.push(`${calls} ${calls === "1" ? words.call : words.calls}`);
    const place = texts.place(at);
    if (place !== "") parts.push(place);
    this.figures.textContent = parts.join(" · ");
  }

  say(text: string): void {
    this.name.textContent = text;
    this.figures.textContent = "";
  }
}
