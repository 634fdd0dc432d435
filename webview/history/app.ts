import { deltaChange, deltaFigure } from "../../src/core/report/delta";
import { exactAmount, exactFigure, formatAmount, metricWord } from "../../src/core/report/metricFigures";
import { shortName } from "../../src/core/profile/names";
import { fill } from "../../src/protocol/flameWords";
import type { HistoryChoice, HistoryPoint, ShownHistory } from "../../src/protocol/history";
import type { HistoryWords } from "../../src/protocol/historyWords";
import { el } from "../flamegraph/dom";
import { chartSvg } from "./svg";

export interface HistoryEvents {
  readonly choose: (choice: HistoryChoice) => void;
  readonly open: (point: number) => void;
}

const chartHeight = 240;

/** One guest's runs over time: a chart, and a table that says the same. */
export class HistoryApp {
  private readonly main = el("main", { class: "history" });
  private readonly heading = el("h1");
  private readonly metric = el("select");
  private readonly name = el("select");
  private readonly note = el("p", { class: "note", role: "status" });
  private readonly stage = el("div", { class: "stage" });
  private readonly table = el("table");
  private history: ShownHistory | null = null;
  private width = 0;

  constructor(
    private readonly words: HistoryWords,
    private readonly events: HistoryEvents,
  ) {
    this.metric.addEventListener("change", () =>
      events.choose({ kind: "metric", metric: this.metric.value }),
    );
    this.name.addEventListener("change", () =>
      events.choose({ kind: "name", name: this.name.value === "" ? null : this.name.value }),
    );
    const label = (text: string, control: HTMLElement): HTMLElement => el("label", {}, `${text} `, control);
    this.main.append(
      el(
        "header",
        {},
        this.heading,
        el("div", { class: "controls" }, label(words.what, this.name), label(words.metric, this.metric)),
      ),
      this.note,
      this.stage,
      el("div", { class: "rows" }, this.table),
    );
    document.body.append(this.main);
    new ResizeObserver(() => {
      if (this.stage.clientWidth !== this.width) this.draw();
    }).observe(this.stage);
    this.note.textContent = words.loading;
  }

  show(history: ShownHistory | null, problem: string | null): void {
    if (history !== null) this.history = history;
    this.say(problem ?? (history === null ? this.words.loading : ""));
    if (history === null) return;
    this.heading.textContent = fill(this.words.historyOf, history.guest);
    choices(this.metric, history.metrics, history.metric, metricWord);
    const names = ["", ...history.functions];
    if (history.name !== null && !names.includes(history.name)) names.push(history.name);
    choices(this.name, names, history.name ?? "", (name) =>
      name === "" ? this.words.wholeRun : fill(this.words.selfOf, shortName(name)),
    );
    this.metric.disabled = history.metrics.length < 2;
    if (history.most > 0) this.say(fill(this.words.left, history.most));
    this.draw();
    this.fillTable(history);
    this.main.dataset["painted"] = String(Number(this.main.dataset["painted"] ?? "0") + 1);
  }

  private say(text: string): void {
    this.note.textContent = text;
    this.note.hidden = text === "";
  }

  private draw(): void {
    const { history } = this;
    this.width = this.stage.clientWidth;
    if (!history || this.width === 0) return;
    const known = history.points.flatMap(({ value }) => (value === null ? [] : [value]));
    if (known.length === 0) return this.stage.replaceChildren(el("p", {}, this.words.chartNothing));
    const what = history.name === null ? this.words.wholeRun : shortName(history.name);
    const name = fill(
      this.words.chart,
      `${what}, ${metricWord(history.metric)}`,
      known.length,
      formatAmount(known[0]!, history.metric),
      formatAmount(known.at(-1)!, history.metric),
    );
    const size = { width: Math.max(280, this.width), height: chartHeight };
    const title = (at: number): string => this.pointText(history, at);
    this.stage.replaceChildren(
      chartSvg(history.points, size, { name, unit: history.metric, title }, (at) => this.events.open(at)),
    );
  }

  private pointText({ points, metric }: ShownHistory, at: number): string {
    const point = points[at]!;
    return [
      [point.time, point.commit].filter((text) => text !== "").join(" · "),
      exactFigure(point.value, metric),
      this.change(point, metric),
      ...(point.isBaseline ? [this.words.baseline] : []),
      ...(point.outcome === "ok" ? [] : [point.ended]),
    ]
      .filter((text) => text !== "")
      .join("\n");
  }

  /** `▲ +4.2 % worse`; empty for the first. */
  private change({ value, before, otherInput }: HistoryPoint, metric: string): string {
    if (otherInput) return this.words.otherInput;
    if (value === null || before === null) return "";
    const delta = { base: before, next: value };
    const change = deltaChange(delta) ?? 0;
    if (change === 0) return "=";
    return `${change > 0 ? "▲" : "▼"} ${deltaFigure(delta, metric)} ${change > 0 ? this.words.worse : this.words.better}`;
  }

  /** The newest first, as in the runs view. */
  private fillTable(history: ShownHistory): void {
    const { words } = this;
    const head = [
      words.run,
      words.commit,
      metricWord(history.metric),
      words.change,
      words.outcome,
      words.open,
    ];
    const rows = history.points.map((point, at) => {
      const marks = [
        ...(point.isBaseline ? [`★ ${words.baseline}`] : []),
        ...(point.isOpen ? [`● ${words.isOpen}`] : []),
      ];
      const button = el("button", { type: "button" }, words.open);
      button.setAttribute("aria-label", fill(words.openRun, point.time));
      button.addEventListener("click", () => this.events.open(at));
      return el(
        "tr",
        { "data-point": at },
        el("th", { scope: "row" }, [point.time, ...marks].join("  ")),
        el("td", {}, point.commit),
        el(
          "td",
          { class: "figure", title: exactAmount(point.value, history.metric) },
          formatAmount(point.value, history.metric),
        ),
        el("td", { class: "figure" }, this.change(point, history.metric)),
        el("td", {}, point.ended),
        el("td", {}, button),
      );
    });
    this.table.replaceChildren(
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ...head.map((text, at) =>
            el("th", { scope: "col", class: at === 2 || at === 3 ? "figure" : null }, text),
          ),
        ),
      ),
      el("tbody", {}, ...rows.reverse()),
    );
    this.table.setAttribute("aria-label", this.heading.textContent ?? "");
  }
}

function choices(
  select: HTMLSelectElement,
  values: readonly string[],
  chosen: string,
  label: (value: string) => string,
): void {
  const now = [...select.options].map(({ value }) => value);
  if (now.length !== values.length || values.some((value, at) => now[at] !== value))
    select.replaceChildren(...values.map((value) => el("option", { value, title: value }, label(value))));
  select.value = chosen;
}
