import { stateGlyphs } from "../../src/core/report/coverageWords";
import type { CoverageWords } from "../../src/protocol/coverageWords";
import type { MatrixGuest, MatrixTableCell, MatrixTableRow } from "../../src/protocol/matrix";
import { el } from "../flamegraph/dom";

export interface DetailsEvents {
  open(): void;
  fix(): void;
}

/** Below the grid: the whole of the cell that has the keyboard, and what can be done about it. */
export class Details {
  readonly element: HTMLElement;
  private readonly text = el("div", { class: "text", "aria-live": "polite" });
  private readonly openButton: HTMLButtonElement;
  private readonly fixButton: HTMLButtonElement;

  constructor(
    private readonly words: CoverageWords,
    events: DetailsEvents,
  ) {
    this.openButton = el("button", { type: "button" }, words.openPlace);
    this.fixButton = el("button", { type: "button", class: "fix" });
    this.openButton.addEventListener("click", () => events.open());
    this.fixButton.addEventListener("click", () => events.fix());
    this.element = el(
      "section",
      { class: "details", "aria-label": words.details },
      this.text,
      el("div", { class: "actions" }, this.openButton, this.fixButton),
    );
    this.clear();
  }

  clear(): void {
    this.text.replaceChildren(el("p", {}, this.words.keys));
    this.openButton.hidden = true;
    this.fixButton.hidden = true;
  }

  /** A cell of a guest. */
  cell(row: MatrixTableRow, guest: MatrixGuest, cell: MatrixTableCell): void {
    const { words } = this;
    const head = `${row.operation} · ${guest.title} (${guest.backend}): ${stateGlyphs[cell.state]} ${words[cell.state]}`;
    const lines: [string, string][] = [
      [words.crate, cell.crate],
      [words.reason, cell.note],
      [words.path, cell.path],
      [words.cost, cell.cost],
    ];
    this.text.replaceChildren(el("p", { class: "head" }, head), list(lines));
    this.openButton.hidden = cell.place < 0;
    this.fixButton.hidden = cell.fix === "";
    this.fixButton.textContent = cell.fix;
  }

  /** A column's head. */
  guest(guest: MatrixGuest): void {
    const { words } = this;
    const lines: [string, string][] = [
      [words.sdk, guest.sdk],
      [words.coverage, guest.figure],
    ];
    this.text.replaceChildren(el("p", { class: "head" }, `${guest.title} (${guest.backend})`), list(lines));
    this.openButton.hidden = guest.place < 0;
    this.fixButton.hidden = true;
  }

  /** Name of an operation, its native library, notes. */
  row(row: MatrixTableRow): void {
    const { words } = this;
    const lines: [string, string][] = [
      [words.native, row.native],
      [words.notes, row.notes],
    ];
    this.text.replaceChildren(el("p", { class: "head" }, row.operation), list(lines));
    this.openButton.hidden = true;
    this.fixButton.hidden = true;
  }
}

function list(lines: readonly (readonly [string, string])[]): HTMLElement {
  const shown = lines.filter(([, text]) => text !== "");
  if (shown.length === 0) return el("p", { hidden: true });
  return el("dl", {}, ...shown.flatMap(([name, text]) => [el("dt", {}, name), el("dd", {}, text)]));
}
