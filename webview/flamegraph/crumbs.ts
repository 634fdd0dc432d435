import type { FlameSlice } from "../../src/core/analysis/flame/types";
import { shortName } from "../../src/core/profile/names";
import type { FlameWords } from "../../src/protocol/flameWords";
import { el } from "./dom";

/** From the whole run to the focus; a click goes back there. */
export class Crumbs {
  readonly element = el("nav", { class: "crumbs" });

  constructor(
    private readonly words: FlameWords,
    private readonly go: (focus: readonly number[]) => void,
  ) {
    this.element.setAttribute("aria-label", words.focusPath);
  }

  show(slice: FlameSlice, title: string): void {
    const list = el("ol");
    slice.path.forEach((crumb, at) => {
      const item = el("li");
      const name = at === 0 ? title || this.words.wholeRun : crumb.name;
      const last = at === slice.path.length - 1;
      const between = at > 0 && crumb.focus.length === 0;
      if (between || last) {
        const text = el(
          "span",
          last ? { "aria-current": "location" } : {},
          last || between ? shortName(name) : name,
        );
        text.title = name;
        item.append(text);
      } else {
        const button = el("button", { type: "button" }, at === 0 ? name : shortName(name));
        button.title = name;
        button.addEventListener("click", () => this.go(crumb.focus));
        item.append(button);
      }
      list.append(item);
    });
    this.element.replaceChildren(list);
  }
}
