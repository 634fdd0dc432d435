import { el } from "./dom";

export interface MenuItem {
  readonly label: string;
  readonly key?: string;
  readonly act: () => void;
}

/** A menu at a point: arrows, Home, End, Enter, Escape; the focus goes back where it came from. */
export class Menu {
  private element: HTMLElement | null = null;
  private back: HTMLElement | SVGElement | null = null;
  private readonly outside = (event: Event): void => {
    if (!this.element?.contains(event.target as Node)) this.close(false);
  };

  constructor(
    private readonly root: HTMLElement,
    private readonly label: string,
  ) {}

  open(items: readonly MenuItem[], x: number, y: number): void {
    this.close(false);
    const back = document.activeElement;
    this.back = back instanceof HTMLElement || back instanceof SVGElement ? back : null;
    const menu = el("div", { class: "menu", role: "menu", "aria-label": this.label });
    for (const item of items) {
      const row = el("button", { type: "button", role: "menuitem", tabindex: -1 }, item.label);
      if (item.key !== undefined) row.append(el("kbd", { "aria-hidden": "true" }, item.key));
      row.addEventListener("click", () => {
        this.close(true);
        item.act();
      });
      menu.append(row);
    }
    menu.addEventListener("keydown", (event) => this.key(event));
    this.root.append(menu);
    this.element = menu;
    menu.style.left = `${Math.max(0, Math.min(x, innerWidth - menu.offsetWidth - 4))}px`;
    menu.style.top = `${Math.max(0, Math.min(y, innerHeight - menu.offsetHeight - 4))}px`;
    menu.querySelector("button")?.focus();
    addEventListener("pointerdown", this.outside, true);
    addEventListener("blur", this.outside);
  }

  close(focusBack: boolean): void {
    if (!this.element) return;
    removeEventListener("pointerdown", this.outside, true);
    removeEventListener("blur", this.outside);
    this.element.remove();
    this.element = null;
    if (focusBack) this.back?.focus();
  }

  private key(event: KeyboardEvent): void {
    const rows = [...(this.element?.querySelectorAll("button") ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") this.close(true);
    else if (to !== undefined) rows[(to + rows.length) % rows.length]?.focus();
    else return event.stopPropagation();
    event.preventDefault();
    event.stopPropagation();
  }
}
