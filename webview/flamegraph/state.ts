import type { FlameEdit, FlameSliceParams } from "../../src/core/analysis/flame/types";
import { defaultView } from "../../src/core/analysis/flame/types";
import { isSliceParams } from "../../src/protocol/flame";
import { isRecord, isText } from "../../src/protocol/guards";

/** What a reload of the window gives back. */
export interface PageState {
  readonly title: string;
  readonly view: FlameSliceParams;
  readonly query: string;
  readonly regex: boolean;
  readonly hotPath: boolean;
  readonly table: boolean;
}

export const freshState: PageState = {
  title: "",
  view: { ...defaultView, focus: [], widthPx: 1000 },
  query: "",
  regex: false,
  hotPath: true,
  table: false,
};

/** The state as saved, or a fresh one if it cannot be read. */
export function readState(raw: unknown): PageState {
  if (!isRecord(raw) || !isSliceParams(raw["view"]) || !isText(raw["query"], 1000)) return freshState;
  return {
    title: typeof raw["title"] === "string" ? raw["title"] : "",
    view: raw["view"],
    query: raw["query"],
    regex: raw["regex"] === true,
    hotPath: raw["hotPath"] !== false,
    table: raw["table"] === true,
  };
}

/** Another profile: ids of frames and nodes mean nothing there, the way of looking stays. */
export function forProfile(state: PageState, title: string, metric: string): PageState {
  const edits: readonly FlameEdit[] = [];
  return { ...state, title, view: { ...state.view, metric, focus: [], pivot: -1, edits } };
}

/** As many edits as the host takes; the oldest go first. */
const maxEdits = 1000;

/** One more change of the tree. */
export function withEdit(view: FlameSliceParams, edit: FlameEdit): Partial<FlameSliceParams> {
  return { edits: [...view.edits, edit].slice(-maxEdits) };
}

/** Without the last change of the tree. */
export function withoutEdit(view: FlameSliceParams): Partial<FlameSliceParams> {
  return { edits: view.edits.slice(0, -1) };
}
