import type {
  FlameEdit,
  FlameSearchParams,
  FlameSearchResult,
  FlameSlice,
  FlameSliceParams,
  FlameView,
} from "../core/analysis/flame/types";
import type { Call, Notice } from "./channel";
import { isFlameSearchResult, isFlameSlice } from "./flameGuards";
import type { FlameWords } from "./flameWords";
import { isFlameWords } from "./flameWords";
import type { Guard } from "./guards";
import { isArrayOf, isFinite, isIndex, isNothing, isOneOf, isRecord, isText } from "./guards";
import type { Request } from "./requests";

//#region editor ↔ server. A profile that is no longer active is answered with an error.

/** `profile`: the id of the summary that the view shows. */
export type OfProfile<P> = P & { readonly profile: string };

export const flameSlice: Request<OfProfile<FlameSliceParams>, FlameSlice> = {
  method: "cyclelens/flameSlice",
};
export const flameSearch: Request<OfProfile<FlameSearchParams>, FlameSearchResult> = {
  method: "cyclelens/flameSearch",
};
/** The source of a frame; only the host and the server know paths. */
export const flameFrame: Request<OfProfile<{ readonly frame: number }>, FlameFrameInfo | null> = {
  method: "cyclelens/flameFrame",
};
export const flameStack: Request<OfProfile<FlameStackParams>, { readonly text: string }> = {
  method: "cyclelens/flameStack",
};
/** The slice as an SVG document. */
export const flameSvg: Request<OfProfile<FlameSliceParams>, { readonly text: string }> = {
  method: "cyclelens/flameSvg",
};

export interface FlameFrameInfo {
  readonly name: string;
  /** Row of `functions`; -1 none. */
  readonly func: number;
  readonly file: string | null;
  /** 1-based; 0 unknown. */
  readonly line: number;
}

export interface FlameStackParams extends FlameView {
  /** Call-tree node; -1: the frames are the stack. */
  readonly node: number;
  /** Frame ids, outermost first. */
  readonly frames: readonly number[];
}

//#endregion
//#region webview → host

export const sliceCall: Call<FlameSliceParams, FlameSlice> = {
  name: "slice",
  isParams: isSliceParams,
  isResult: isFlameSlice,
};
export const searchCall: Call<FlameSearchParams, FlameSearchResult> = {
  name: "search",
  isParams: isSearchParams,
  isResult: isFlameSearchResult,
};
export const ready: Notice<null> = { name: "ready", isValue: isNothing };
export const revealFrame: Notice<RevealFrame> = { name: "revealFrame", isValue: isRevealFrame };
/** Selects the function in the side bar. */
export const showInTree: Notice<number> = { name: "showInTree", isValue: isIndex };
export const copyStack: Notice<FlameStackParams> = { name: "copyStack", isValue: isStackParams };
export const exportFlame: Notice<ExportFlame> = { name: "exportFlame", isValue: isExportFlame };
export const chooseMetric: Notice<string> = {
  name: "chooseMetric",
  isValue: (value): value is string => isText(value, 64),
};

/** Draws the comparison, or the open profile alone. */
export const drawComparison: Notice<boolean> = {
  name: "drawComparison",
  isValue: (value): value is boolean => typeof value === "boolean",
};

export interface RevealFrame {
  readonly frame: number;
  readonly beside: boolean;
}
export const exportFormats = ["svg", "folded", "speedscope"] as const;
export interface ExportFlame {
  readonly format: (typeof exportFormats)[number];
  readonly view: FlameSliceParams;
}

//#endregion
//#region host → webview

/** The profile to show; null: none is open. */
export const showProfile: Notice<ShownProfile> = { name: "showProfile", isValue: isShownProfile };
/** Turns to a function: sandwich around it. */
export const showFunction: Notice<number> = { name: "showFunction", isValue: isIndex };

export interface ShownProfile {
  readonly profile: {
    readonly id: string;
    readonly title: string;
    readonly metric: string;
    /** What it is compared with; absent where nothing is. */
    readonly comparison?: ShownComparison;
  } | null;
  readonly words: FlameWords;
}

export interface ShownComparison {
  /** The base, for people. */
  readonly label: string;
  /** False while the open profile is drawn alone. */
  readonly drawn: boolean;
}

//#endregion

function isView(value: unknown): value is FlameView {
  return (
    isRecord(value) &&
    isOneOf(value["mode"], "top-down", "inverted", "sandwich") &&
    isOneOf(value["order"], "heavy", "calls") &&
    isText(value["metric"], 64) &&
    typeof value["hideLibraries"] === "boolean" &&
    typeof value["collapseRecursion"] === "boolean" &&
    (value["inlined"] === undefined || typeof value["inlined"] === "boolean") &&
    isArrayOf(value["edits"], 1000, isEdit) &&
    isIndex(value["pivot"]) &&
    (value["side"] === undefined || isOneOf(value["side"], "next", "base"))
  );
}

function isEdit(value: unknown): value is FlameEdit {
  return isRecord(value) && isOneOf(value["kind"], "merge", "drop") && isIndex(value["frame"]);
}

export function isSliceParams(value: unknown): value is FlameSliceParams {
  if (!isView(value)) return false;
  const { focus, widthPx } = value as Partial<FlameSliceParams>;
  return (
    isArrayOf(focus, 1000, isIndex as Guard<number>) &&
    isFinite(widthPx) &&
    widthPx >= 1 &&
    widthPx <= 100_000
  );
}

function isSearchParams(value: unknown): value is FlameSearchParams {
  if (!isView(value)) return false;
  const { query, regex } = value as Partial<FlameSearchParams>;
  return isText(query, 1000) && typeof regex === "boolean";
}

function isStackParams(value: unknown): value is FlameStackParams {
  if (!isView(value)) return false;
  const { node, frames } = value as Partial<FlameStackParams>;
  return isIndex(node) && isArrayOf(frames, 5000, isIndex as Guard<number>);
}

function isRevealFrame(value: unknown): value is RevealFrame {
  return isRecord(value) && isIndex(value["frame"]) && typeof value["beside"] === "boolean";
}

function isExportFlame(value: unknown): value is ExportFlame {
  return isRecord(value) && isOneOf(value["format"], ...exportFormats) && isSliceParams(value["view"]);
}

function isShownProfile(value: unknown): value is ShownProfile {
  if (!isRecord(value) || !isFlameWords(value["words"])) return false;
  const profile = value["profile"];
  if (profile === null) return true;
  return (
    isRecord(profile) &&
    ["id", "title", "metric"].every((key) => typeof profile[key] === "string") &&
    (profile["comparison"] === undefined || isShownComparison(profile["comparison"]))
  );
}

function isShownComparison(value: unknown): value is ShownComparison {
  return isRecord(value) && typeof value["label"] === "string" && typeof value["drawn"] === "boolean";
}
