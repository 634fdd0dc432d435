import { isTyping } from "./dom";
import type { Move } from "./moves";
import type { ToolbarEvents } from "./toolbar";

/** What the keys of docs/ui.md do, beside what the controls do. */
export interface KeyActions extends Pick<ToolbarEvents, "toggle" | "match" | "undo" | "keys"> {
  readonly move: (direction: Move) => void;
  readonly zoom: () => void;
  readonly out: () => void;
  readonly escape: () => void;
  readonly search: () => void;
  /** To a view, or back from it. */
  readonly turn: (mode: "inverted" | "sandwich") => void;
  readonly open: (beside: boolean) => void;
  readonly copy: () => void;
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
      return done(() => actions.toggle("hotPath"));
    case "i":
      return done(() => actions.turn("inverted"));
    case "s":
      return done(() => actions.turn("sandwich"));
    case "l":
      return done(() => actions.toggle("hideLibraries"));
    case "n":
      return done(() => actions.toggle("inlined"));
    case "t":
      return done(() => actions.toggle("table"));
    case "o":
      return done(() => actions.open(false));
    case "c":
      return done(actions.copy);
    case "?":
      return done(actions.keys);
    default:
      return false;
  }
}

function done(act: () => void): true {
  act();
  return true;
}
