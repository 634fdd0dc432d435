import type { FlameEdit, FlameSlice } from "../../src/core/analysis/flame/types";
import { exportFormats, type ExportFlame } from "../../src/protocol/flame";
import type { FlameWords } from "../../src/protocol/flameWords";
import type { Backend } from "./backend";
import type { MenuItem } from "./menu";
import { frameIdAt } from "./places";
import type { At } from "./renderer";

/** What the menu of a frame does. */
export interface FrameActions {
  readonly zoom: (at: At) => void;
  readonly sandwich: (frame: number) => void;
  readonly reveal: (frame: number, beside: boolean) => void;
  readonly copy: (at: At) => void;
  readonly edit: (kind: FlameEdit["kind"], frame: number) => void;
}

/** What can be done with a row: less where it stands for many frames, for bars, and by what the backend can. */
export function frameMenu(
  words: FlameWords,
  backend: Backend,
  slice: FlameSlice,
  at: At,
  act: FrameActions,
): MenuItem[] {
  const frame = frameIdAt(slice, at);
  const isFrame = frame >= 0;
  const isTree = slice.layout === "tree";
  const items: MenuItem[] = [];
  if (isTree) items.push({ label: words.focusHere, key: "Enter", act: () => act.zoom(at) });
  if (isTree && isFrame) items.push({ label: words.sandwichHere, key: "s", act: () => act.sandwich(frame) });
  if (backend.reveal && isFrame)
    items.push(
      { label: words.openSource, key: "o", act: () => act.reveal(frame, false) },
      { label: words.openBeside, key: "Alt+O", act: () => act.reveal(frame, true) },
    );
  if (backend.showInTree && isFrame)
    items.push({ label: words.showInTree, act: () => backend.showInTree?.(frame) });
  items.push({ label: words.copyStack, key: "c", act: () => act.copy(at) });
  if (isTree && isFrame)
    items.push(
      { label: words.mergeFunction, act: () => act.edit("merge", frame) },
      { label: words.dropFunction, act: () => act.edit("drop", frame) },
    );
  return items;
}

/** The formats that the backend writes; of a comparison, folded stacks and speedscope files hold both sides. */
export function exportMenu(
  words: FlameWords,
  backend: Backend,
  view: ExportFlame["view"],
  compared: boolean,
): MenuItem[] {
  const labels = {
    svg: words.exportSvg,
    folded: compared ? words.exportFoldedBoth : words.exportFolded,
    speedscope: compared ? words.exportSpeedscopeBoth : words.exportSpeedscope,
  };
  return (backend.exportFormats ?? exportFormats).map((format) => ({
    label: labels[format],
    act: () => backend.exportAs?.({ format, view }),
  }));
}
