import type { ChoiceField, FormField, SwitchField, TextField } from "../../src/protocol/openvmRun";
import { el, listen } from "../flamegraph/dom";

export interface FieldDeeds {
  readonly change: (id: string, value: string | boolean) => void;
  readonly browse: (id: string) => void;
}

let count = 0;

/** One field: label, control, flag, explanation, what is wrong. */
export class FieldView {
  readonly element: HTMLElement;
  private readonly control: HTMLInputElement | HTMLSelectElement;
  private readonly label: HTMLLabelElement;
  private readonly flag = el("code");
  private readonly help: HTMLElement;
  private readonly problem: HTMLElement;
  private readonly note: HTMLElement;
  private readonly browse: HTMLButtonElement | null;
  private readonly suggestions: HTMLDataListElement | null;
  private options = "";

  constructor(
    readonly kind: FormField["kind"],
    id: string,
    deeds: FieldDeeds,
  ) {
    const key = `field-${++count}`;
    this.help = el("p", { class: "help", id: `${key}-help` });
    this.problem = el("p", { class: "problem", id: `${key}-problem` });
    this.note = el("p", { class: "note", id: `${key}-note` });
    this.label = el("label", { for: key });
    const control = kind === "choice" ? el("select", { id: key }) : el("input", { id: key });
    this.control = control;
    control.setAttribute("aria-describedby", `${key}-help ${key}-problem ${key}-note`);
    this.browse = kind === "text" ? el("button", { type: "button", hidden: true }) : null;
    this.suggestions = kind === "text" ? el("datalist", { id: `${key}-list` }) : null;
    if (control instanceof HTMLInputElement) control.type = kind === "switch" ? "checkbox" : "text";
    if (control instanceof HTMLInputElement && kind === "text") {
      control.spellcheck = false;
      control.autocomplete = "off";
      listen(control, "input", () => deeds.change(id, control.value));
    } else
      listen(control, "change", () =>
        deeds.change(id, control instanceof HTMLInputElement ? control.checked : control.value),
      );
    if (this.browse) listen(this.browse, "click", () => deeds.browse(id));
    const head = el("div", { class: "head" }, this.label, this.flag);
    const line = el(
      "div",
      { class: "line" },
      control,
      ...(this.browse ? [this.browse] : []),
      ...(this.suggestions ? [this.suggestions] : []),
    );
    this.element = el(
      "div",
      { class: `field ${kind}`, "data-field": id },
      ...(kind === "switch" ? [el("div", { class: "line" }, control, head)] : [head, line]),
      this.help,
      this.note,
      this.problem,
    );
  }

  show(field: FormField): void {
    this.label.textContent = field.label;
    this.flag.textContent = field.flag;
    this.flag.hidden = field.flag === "";
    set(this.help, field.help);
    set(this.note, field.note);
    set(this.problem, field.problem);
    this.control.setAttribute("aria-invalid", String(field.problem !== ""));
    if (field.kind === "text") this.showText(field);
    else if (field.kind === "switch") this.showSwitch(field);
    else this.showChoice(field);
  }

  private showText(field: TextField): void {
    const input = this.control as HTMLInputElement;
    input.placeholder = field.placeholder;
    input.inputMode = field.numeric ? "numeric" : "text";
    input.size = field.numeric ? 12 : 40;
    // What is being typed is not touched: the host's answer is a moment older.
    if (document.activeElement !== input) input.value = field.value;
    this.browse!.textContent = field.browse;
    this.browse!.hidden = field.browse === "";
    if (field.suggestions.length > 0) input.setAttribute("list", this.suggestions!.id);
    this.suggestions!.replaceChildren(...field.suggestions.map((value) => el("option", { value })));
  }

  private showSwitch(field: SwitchField): void {
    const input = this.control as HTMLInputElement;
    input.checked = field.value;
    input.disabled = field.fixed;
  }

  private showChoice(field: ChoiceField): void {
    const options = JSON.stringify(field.options);
    if (options !== this.options)
      this.control.replaceChildren(
        ...field.options.map(({ value, label }) => el("option", { value }, label)),
      );
    this.options = options;
    this.control.value = field.value;
  }
}

function set(element: HTMLElement, text: string): void {
  element.textContent = text;
  element.hidden = text === "";
}
