import type { FlameSlice } from "../../src/core/analysis/flame/types";
import type { PageState } from "./state";

/** The switches of the page. */
export type Toggle =
  "hideLibraries" | "inlined" | "collapseRecursion" | "callOrder" | "hotPath" | "table" | "regex";

/**
 * What is to be done after a switch: ask for a slice of another tree (other frames match a search), for another
 * slice of the same tree, search anew, draw the same slice in another way, or nothing.
 */
export type Then = "tree" | "slice" | "search" | "draw" | null;

/** The state with one switch turned. */
export function switched(
  state: PageState,
  slice: FlameSlice | null,
  what: Toggle,
): { readonly state: PageState; readonly then: Then } {
  const { view } = state;
  switch (what) {
    case "hideLibraries":
    case "collapseRecursion":
      return { state: { ...state, view: { ...view, [what]: !view[what] } }, then: "tree" };
    case "callOrder":
      return {
        state: { ...state, view: { ...view, order: view.order === "calls" ? "heavy" : "calls" } },
        then: "slice",
      };
    case "inlined": {
      if (slice?.inlined === undefined) return { state, then: null };
      const inlined = !slice.inlined;
      // A function that is no frame any more is in the middle of no sandwich either.
      const isGone = !inlined && slice.frames.some((frame) => frame.inlined && frame.id === view.pivot);
      const pivot = isGone ? -1 : view.pivot;
      return { state: { ...state, view: { ...view, inlined, pivot } }, then: "tree" };
    }
    case "regex":
      return { state: { ...state, regex: !state.regex }, then: "search" };
    case "hotPath":
    case "table":
      return { state: { ...state, [what]: !state[what] }, then: "draw" };
  }
}
