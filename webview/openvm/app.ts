import { fill } from "../../src/protocol/flameWords";
import type { MetricsAnswer, MetricsAction, ShownMetrics } from "../../src/protocol/openvm";
import type { MetricsWords } from "../../src/protocol/openvmWords";
import { el } from "../flamegraph/dom";
import type { MetricsBackend } from "./backend";
import { Devices } from "./devices";
import { memoryCurve } from "./memoryCurve";
import { pipelineSection } from "./pipelineSection";
import type { MetricsState } from "./state";
import { summarySection } from "./summarySection";
import { Tables } from "./tables";

/** The page: what file it is, its figures, the pipeline, the tables, other numbers of devices. */
export class MetricsApp {
  private readonly main = el("main", { class: "metrics" });
  private readonly title = el("h1", {});
  private readonly told = el("p", { class: "told" });
  private readonly problem = el("p", { class: "problem", role: "alert", hidden: true });
  private readonly note = el("p", { class: "note", role: "status" });
  private readonly version: HTMLSelectElement;
  private readonly clear: HTMLButtonElement;
  private readonly body = el("div", { class: "body" });
  private readonly overview = el("div", { class: "overview" });
  private readonly tables: Tables;
  private readonly devices: Devices;
  private turn = 0;

  constructor(
    private readonly words: MetricsWords,
    private state: MetricsState,
    private readonly backend: MetricsBackend,
  ) {
    const change = (part: Partial<MetricsState>): void => {
      this.state = { ...this.state, ...part };
      backend.save(this.state);
    };
    this.tables = new Tables(words, state, backend, change);
    this.devices = new Devices(words, state, backend, change);
    this.version = el("select", { "aria-label": words.version });
    this.version.addEventListener("change", () =>
      backend.chooseVersion(this.version.value === "" ? null : this.version.value),
    );
    this.clear = this.button(words.clearCompare, "clearCompare");
    this.body.append(this.overview, this.tables.element, this.devices.element);
    this.main.append(
      el(
        "header",
        {},
        this.title,
        this.told,
        el(
          "div",
          { class: "toolbar", role: "group", "aria-label": words.title },
          this.button(words.compare, "compare"),
          this.clear,
          this.button(words.flame, "flame"),
          this.button(words.refresh, "refresh"),
          this.button(words.asText, "asText"),
          el("label", { class: "version" }, el("span", {}, words.version), this.version),
        ),
      ),
      this.problem,
      this.note,
      this.body,
    );
    document.body.append(this.main);
  }

  show({ answer, problem, compares, version, versions }: ShownMetrics): void {
    const { words } = this;
    this.versions(version, versions);
    this.problem.textContent = problem ?? "";
    this.problem.hidden = problem === null;
    this.note.textContent = answer === null && problem === null ? words.reading : "";
    this.note.hidden = this.note.textContent === "";
    this.body.hidden = answer === null;
    // A comparison can be ended where it failed as well.
    this.clear.hidden = !compares;
    if (answer === null) this.title.textContent = words.title;
    else this.paint(answer);
    this.main.dataset["painted"] = String(++this.turn);
  }

  private paint(answer: MetricsAnswer): void {
    const { words } = this;
    const { overview } = answer;
    this.title.textContent = overview.file;
    this.told.textContent = this.toldText(answer);
    const notes = [...(overview.problem === null ? [] : [overview.problem]), ...overview.warnings];
    this.overview.replaceChildren(
      ...(notes.length === 0
        ? []
        : [
            el(
              "section",
              { class: "notes", "aria-label": words.warnings },
              el("ul", {}, ...notes.map((text) => el("li", {}, text))),
            ),
          ]),
      summarySection(overview, words),
      el(
        "div",
        { class: "pair" },
        pipelineSection(overview, words),
        ...(answer.curve === null ? [] : [memoryCurve(answer.curve, words)]),
      ),
    );
    this.tables.show(answer);
    this.devices.show(answer);
  }

  private toldText({ overview }: MetricsAnswer): string {
    const { words } = this;
    const parts = [fill(words.era, overview.versions)];
    if (overview.toldBy !== "")
      parts.push(fill(overview.decided ? words.eraTold : words.eraGuess, overview.toldBy));
    if (overview.settings !== null) parts.push(fill(words.withSettings, overview.settings));
    if (overview.previous !== null) parts.push(fill(words.comparedWith, overview.previous));
    return parts.join(" · ");
  }

  private versions(version: string | null, versions: readonly string[]): void {
    const option = (value: string, text: string): HTMLOptionElement =>
      el("option", { value, selected: value === (version ?? "") }, text);
    this.version.replaceChildren(
      option("", this.words.versionAuto),
      ...versions.map((one) => option(one, one)),
    );
  }

  private button(label: string, action: MetricsAction): HTMLButtonElement {
    const button = el("button", { type: "button" }, label);
    button.addEventListener("click", () => this.backend.act(action));
    return button;
  }
}
