import { isTyping } from "./dom";

/** What the keys of docs/ui.md do. */
export interface KeyActions {
  readonly move: (direction: "left" | "right" | "up" | "down" | "first" | "last") => void;
  readonly zoom: () => void;
  readonly out: () => void;
  readonly escape: () => void;
  readonly search: () => void;
  readonly match: (step: 1 | -1) => void;
  readonly hotPath: () => void;
  readonly invert: () => void;
  readonly sandwich: () => void;
  readonly libraries: () => void;
  readonly inlined: () => void;
  readonly table: () => void;
  readonly open: (beside: boolean) => void;
  readonly copy: () => void;
  readonly undo: () => void;
  readonly help: () => void;
  readonly menu: () => void;
}

/** Handles one key; true if it was one of ours. */
export function handleKey(event: KeyboardEvent, actions: KeyActions): boolean {
  const command = event.ctrlKey || event.metaKey;
  const typing = isTyping(event.target);
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "F3") return done(() => actions.match(event.shiftKey ? -1 : 1));
  if (command && !event.altKey && key === "f") return done(actions.search);
  if (key === "Escape") return done(actions.escape);
  if (typing) return false;
  if (command && !event.altKey && key === "z") return done(actions.undo);
  if (command) return false;
  // Alt+O may arrive as another character (on macOS ø): the physical key says what was meant.
  if (event.altKey) return event.code === "KeyO" || key === "o" ? done(() => actions.open(true)) : false;
  if (key === "ContextMenu" || (key === "F10" && event.shiftKey)) return done(actions.menu);
  const onControl = event.target instanceof HTMLButtonElement;
  switch (key) {
    case "ArrowLeft":
      return done(() => actions.move("left"));
    case "ArrowRight":
      return done(() => actions.move("right"));
    case "ArrowUp":
      return done(() => actions.move("up"));
    case "ArrowDown":
      return done(() => actions.move("down"));
    case "Home":
      return done(() => actions.move("first"));
    case "End":
      return done(() => actions.move("last"));
    case "Enter":
      return onControl ? false : done(actions.zoom);
    case "Backspace":
      return done(actions.out);
    case "/":
      return done(actions.search);
    case "h":
      return done(actions.hotPath);
    case "i":
      return done(actions.invert);
    case "s":
      return done(actions.sandwich);
    case "l":
      return done(actions.libraries);
    case "n":
      return done(actions.inlined);
    case "t":
      return done(actions.table);
    case "o":
      return done(() => actions.open(false));
    case "c":
      return done(actions.copy);
    case "?":
      return done(actions.help);
    default:
      return false;
  }
}

function done(act: () => void): true {
  act();
  return true;
}
