import { formatPercent, shareOf } from "../../src/core/report/figures";
import { fill } from "../../src/protocol/flameWords";
import type { MetricsAnswer, Projection } from "../../src/protocol/openvm";
import type { MetricsWords } from "../../src/protocol/openvmWords";
import { el } from "../flamegraph/dom";
import type { MetricsBackend } from "./backend";
import type { MetricsState } from "./state";
import { figureText } from "./text";

/** What another number of devices would give, by the rule of the reports; the server reckons. */
export class Devices {
  readonly element: HTMLElement;
  private readonly result = el("p", { class: "result", role: "status" });
  private readonly list = el("ul", { class: "projected" });
  private readonly none = el("p", { class: "hint" });
  private readonly controls: HTMLElement;
  private readonly devices: HTMLInputElement;
  private readonly perDevice: HTMLInputElement;
  private answer: MetricsAnswer | null = null;
  private asked = 0;

  constructor(
    private readonly words: MetricsWords,
    state: MetricsState,
    private readonly backend: MetricsBackend,
    private readonly change: (part: Partial<MetricsState>) => void,
  ) {
    this.devices = el("input", {
      type: "range",
      min: 1,
      max: 64,
      step: 1,
      value: state.devices,
      id: "devices",
    });
    this.perDevice = el("input", {
      type: "number",
      min: 1,
      max: 64,
      step: 1,
      value: state.perDevice,
      id: "per-device",
    });
    for (const input of [this.devices, this.perDevice])
      input.addEventListener("input", () => {
        this.change({ devices: this.number(this.devices), perDevice: this.number(this.perDevice) });
        void this.ask();
      });
    this.controls = el(
      "div",
      { class: "controls" },
      el("label", { for: "devices" }, words.deviceCount),
      this.devices,
      el("label", { for: "per-device" }, words.perDevice),
      this.perDevice,
    );
    this.element = el(
      "section",
      { class: "devices", "aria-labelledby": "devices-head" },
      el("h2", { id: "devices-head" }, words.devices),
      this.none,
      this.controls,
      this.result,
      this.list,
      el("p", { class: "hint" }, words.deviceNote),
    );
  }

  show(answer: MetricsAnswer): void {
    this.answer = answer;
    const { projects, overview } = answer;
    this.none.textContent =
      overview.bounded === null ? fill(this.words.noDevices, overview.versions) : this.words.noGroups;
    this.none.hidden = projects;
    for (const part of [this.controls, this.result, this.list, this.element.lastElementChild as HTMLElement])
      part.hidden = !projects;
    if (projects) void this.ask();
  }

  private async ask(): Promise<void> {
    const { answer } = this;
    if (answer === null || !answer.projects) return;
    const turn = ++this.asked;
    const [devices, perDevice] = [this.number(this.devices), this.number(this.perDevice)];
    try {
      const found = await this.backend.projection({ view: answer.view, provers: devices * perDevice });
      if (turn === this.asked) this.paint(found, devices, perDevice, answer);
    } catch {
      // A newer view is under way: it asks again.
    }
  }

  private paint(
    { total, groups, more }: Projection,
    devices: number,
    perDevice: number,
    { overview }: MetricsAnswer,
  ): void {
    const { words } = this;
    const time = figureText(total, "s");
    const share = formatPercent(shareOf(total, overview.serial.now));
    this.devices.setAttribute("aria-valuetext", `${String(devices)}: ${time}`);
    this.result.textContent = fill(words.deviceResult, devices, perDevice, time, share);
    const longest = groups[0]?.seconds ?? 0;
    this.list.replaceChildren(
      ...groups.map(({ name, seconds }) => {
        const bar = el("span", { class: "bar", "aria-hidden": "true" });
        bar.style.inlineSize = `${longest > 0 ? (100 * (seconds ?? 0)) / longest : 0}%`;
        return el(
          "li",
          {},
          el("span", { class: "name" }, name),
          el("span", { class: "figure" }, figureText(seconds, "s")),
          el("span", { class: "track" }, bar),
        );
      }),
      ...(more > 0 ? [el("li", { class: "hint" }, fill(words.moreGroups, more))] : []),
    );
  }

  private number(input: HTMLInputElement): number {
    const value = Math.round(Number(input.value));
    return Number.isFinite(value) ? Math.min(64, Math.max(1, value)) : 1;
  }
}
