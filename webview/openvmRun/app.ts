import type { FormModel, FormSection } from "../../src/protocol/openvmRun";
import { el, listen } from "../flamegraph/dom";
import { FieldView, type FieldDeeds } from "./field";

export interface FormDeeds extends FieldDeeds {
  readonly press: (button: "start" | "reset") => void;
}

interface SectionView {
  readonly element: HTMLElement;
  readonly title: HTMLElement;
  readonly intro: HTMLElement;
  readonly list: HTMLElement;
}

/** The form. What stays from one model to the next keeps its element, so that nothing that is typed in is lost. */
export class FormApp {
  private readonly main = el("main", { class: "form" });
  private readonly title = el("h1");
  private readonly intro = el("p", { class: "intro" });
  private readonly body = el("div", { class: "sections" });
  private readonly command = el("pre", { class: "command", tabindex: 0 });
  private readonly commandTitle = el("h2", { id: "command-title" });
  private readonly outro = el("p", { class: "outro" });
  private readonly start = el("button", { type: "button", class: "primary" });
  private readonly reset = el("button", { type: "button" });
  private readonly blocked = el("p", { class: "blocked", role: "status", "aria-live": "polite" });
  private readonly sections: SectionView[] = [];
  private readonly fields = new Map<string, FieldView>();
  private painted = 0;

  constructor(
    parent: HTMLElement,
    private readonly deeds: FormDeeds,
  ) {
    this.command.setAttribute("aria-labelledby", "command-title");
    this.command.setAttribute("role", "region");
    const buttons = el("div", { class: "buttons" }, this.start, this.reset, this.blocked);
    const foot = el("footer", {}, this.commandTitle, this.command, buttons);
    this.main.append(el("header", {}, this.title, this.intro), this.body, this.outro, foot);
    listen(this.start, "click", () => {
      if (this.start.getAttribute("aria-disabled") !== "true") deeds.press("start");
    });
    listen(this.reset, "click", () => deeds.press("reset"));
    parent.append(this.main);
  }

  show(model: FormModel): void {
    this.title.textContent = model.title;
    this.intro.textContent = model.intro;
    this.outro.textContent = model.outro;
    this.showSections(model.sections);
    this.commandTitle.textContent = model.commandLabel;
    this.command.textContent = [...model.environment, model.command.join(" ")].join("\n").trim();
    this.start.textContent = model.start;
    // Not `disabled`: the button keeps the keyboard, and says why.
    this.start.setAttribute("aria-disabled", String(model.blocked !== ""));
    this.reset.textContent = model.reset;
    this.blocked.textContent = model.blocked;
    this.main.dataset["painted"] = String(++this.painted);
  }

  private showSections(sections: readonly FormSection[]): void {
    while (this.sections.length > sections.length) this.sections.pop()!.element.remove();
    const seen = new Set<string>();
    sections.forEach((section, i) => {
      const view = (this.sections[i] ??= this.section(i));
      view.title.textContent = section.title;
      view.intro.textContent = section.intro;
      view.element.hidden = section.fields.length === 0;
      const views = section.fields.map((field) => {
        seen.add(field.id);
        let one = this.fields.get(field.id);
        if (one === undefined || one.kind !== field.kind) {
          one = new FieldView(field.kind, field.id, this.deeds);
          this.fields.set(field.id, one);
        }
        one.show(field);
        return one.element;
      });
      // Only what is not in its place is moved: an element that moves loses the keyboard.
      views.forEach((element, at) => {
        if (view.list.children[at] !== element)
          view.list.insertBefore(element, view.list.children[at] ?? null);
      });
      while (view.list.children.length > views.length) view.list.lastElementChild!.remove();
    });
    for (const id of this.fields.keys()) if (!seen.has(id)) this.fields.delete(id);
  }

  private section(at: number): SectionView {
    const title = el("h2", { id: `section-${at}` });
    const intro = el("p", { class: "intro" });
    const list = el("div", { class: "fields" });
    const element = el("section", { "aria-labelledby": `section-${at}` }, title, intro, list);
    this.body.append(element);
    return { element, title, intro, list };
  }
}
