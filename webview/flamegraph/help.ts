import type { FlameWords } from "../../src/protocol/flameWords";
import { el } from "./dom";

/** The list of keys, as a modal dialog (`?`). */
export function showKeys(root: HTMLElement, words: FlameWords, canReveal: boolean): void {
  const rows: readonly (readonly [string, string])[] = [
    ["← → ↑ ↓", words.keyMove],
    ["Enter", words.keyZoom],
    ["Backspace", words.keyOut],
    ["Esc", words.keyEscape],
    ["/  Ctrl/Cmd+F", words.keySearch],
    ["F3  Shift+F3", words.keyMatches],
    ["h", words.keyHot],
    ["i", words.keyInvert],
    ["s", words.keySandwich],
    ["l", words.keyLibraries],
    ["n", words.keyInlined],
    ["t", words.keyTable],
    ...(canReveal ? ([["o  Alt+O", words.keySource]] as const) : []),
    ["c", words.keyCopy],
    ["Ctrl/Cmd+Z", words.keyUndo],
    ["?", words.keyHelp],
  ];
  const table = el("table");
  for (const [key, what] of rows)
    table.append(el("tr", {}, el("th", { scope: "row" }, el("kbd", {}, key)), el("td", {}, what)));
  const close = el("button", { type: "button" }, words.close);
  const dialog = el(
    "dialog",
    { class: "keys", "aria-label": words.keysTitle },
    el("h2", {}, words.keysTitle),
    table,
    close,
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  root.append(dialog);
  dialog.showModal();
}
