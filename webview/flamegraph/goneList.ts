import type { FlameSlice } from "../../src/core/analysis/flame/types";
import { exactCount, formatPercent, shareOf } from "../../src/core/report/figures";
import { exactAmount, formatAmount, formatFigure, metricWord } from "../../src/core/report/metricFigures";
import type { FlameWords } from "../../src/protocol/flameWords";
import { fill } from "../../src/protocol/flameWords";
import { el } from "./dom";

const leastHeight = 480;

/** What the base ran and the newer run does not: there is no width to draw it with. */
export class GoneList {
  /** Open where there is room for it beside the graph. */
  readonly element = el("details", { class: "gone", open: innerHeight >= leastHeight });

  constructor(private readonly words: FlameWords) {
    this.element.hidden = true;
  }

  show({ diff, unit }: FlameSlice): void {
    this.element.hidden = !diff || diff.gone.length === 0;
    if (!diff || diff.gone.length === 0) return this.element.replaceChildren();
    const { words } = this;
    const sum = diff.gone.reduce((all, { base }) => all + base, 0);
    const title = diff.gone.length + diff.goneMore === 1 ? words.goneTitleOne : words.goneTitle;
    const count = exactCount(diff.gone.length + diff.goneMore);
    const text = fill(title, count, formatFigure(sum, unit));
    const more = diff.goneMore > 0 ? ` (${fill(words.goneMore, exactCount(diff.goneMore))})` : "";
    const head = [words.name, words.calledBy, `${words.base} (${metricWord(unit)})`, words.share];
    const rows = diff.gone.map(({ name, caller, base }) =>
      this.row(
        [name, caller, formatAmount(base, unit), formatPercent(shareOf(base, diff.base))],
        exactAmount(base, unit),
      ),
    );
    const table = el(
      "table",
      {},
      el("thead", {}, el("tr", {}, ...head.map((label, at) => cell("th", label, at > 1, { scope: "col" })))),
      el("tbody", {}, ...rows),
    );
    const region = el("div", { class: "gone-rows", tabindex: 0, role: "region" }, table);
    region.setAttribute("aria-label", text);
    this.element.replaceChildren(el("summary", {}, `${text}${more}`), region);
  }

  private row(texts: readonly string[], exact: string): HTMLElement {
    return el(
      "tr",
      {},
      ...texts.map((text, at) =>
        cell("td", text, at > 1, { title: at === 2 ? exact : at === 0 ? text : null }),
      ),
    );
  }
}

function cell(
  tag: "td" | "th",
  text: string,
  isFigure: boolean,
  attributes: Readonly<Record<string, string | null>>,
): HTMLElement {
  return el(tag, { ...attributes, class: isFigure ? "figure" : null }, text);
}
