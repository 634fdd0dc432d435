import type { Notice } from "./channel";
import type { Guard } from "./guards";
import { isArrayOf, isFinite, isIndex, isNothing, isOneOf, isRecord, isText } from "./guards";
import { isHistoryWords, type HistoryWords } from "./historyWords";

/** Host ↔ history tab. The tab names runs by number; only the host knows the folder behind one. */

/** What the tab shows: one guest on one machine. */
export interface ShownHistory {
  readonly guest: string;
  /** Metrics to choose from, and the one that is shown. */
  readonly metrics: readonly string[];
  readonly metric: string;
  /** Functions to choose from, the dearest first. */
  readonly functions: readonly string[];
  /** The function that is shown; null for the whole run. */
  readonly name: string | null;
  /** Oldest first. */
  readonly points: readonly HistoryPoint[];
  /** So many runs are shown at most; 0 where none is left out. */
  readonly most: number;
}

export interface HistoryPoint {
  /** As the user writes time. */
  readonly time: string;
  /** `abc1234`, with `*` for changes that were not committed; empty for none. */
  readonly commit: string;
  readonly outcome: string;
  /** The same in the user's words. */
  readonly ended: string;
  readonly isBaseline: boolean;
  readonly isOpen: boolean;
  /** Null where the run does not know it. */
  readonly value: number | null;
  /** Of the comparable run before; null for the first, and where the input is another. */
  readonly before: number | null;
  /** It read another input than the run before: the difference says nothing of the guest. */
  readonly otherInput: boolean;
}

const most = { points: 1000, names: 1000, text: 8192 };

const isLine: Guard<string> = (value): value is string => isText(value, most.text);
const isNumber = (value: unknown): value is number | null => value === null || isFinite(value);

const isPoint: Guard<HistoryPoint> = (value): value is HistoryPoint =>
  isRecord(value) &&
  isLine(value["time"]) &&
  isLine(value["commit"]) &&
  isLine(value["outcome"]) &&
  isLine(value["ended"]) &&
  typeof value["isBaseline"] === "boolean" &&
  typeof value["isOpen"] === "boolean" &&
  typeof value["otherInput"] === "boolean" &&
  isNumber(value["value"]) &&
  isNumber(value["before"]);

export const isShownHistory: Guard<ShownHistory> = (value): value is ShownHistory =>
  isRecord(value) &&
  isLine(value["guest"]) &&
  isArrayOf(value["metrics"], most.names, isLine) &&
  isLine(value["metric"]) &&
  isArrayOf(value["functions"], most.names, isLine) &&
  (value["name"] === null || isLine(value["name"])) &&
  isArrayOf(value["points"], most.points, isPoint) &&
  isIndex(value["most"]);

export interface ShowHistory {
  readonly words: HistoryWords;
  /** Null while the runs are read. */
  readonly history: ShownHistory | null;
  /** What went wrong; what was shown stays. */
  readonly problem: string | null;
}

/** Host → tab. */
export const showHistory: Notice<ShowHistory> = {
  name: "showHistory",
  isValue: (value): value is ShowHistory =>
    isRecord(value) &&
    isHistoryWords(value["words"]) &&
    (value["history"] === null || isShownHistory(value["history"])) &&
    (value["problem"] === null || isLine(value["problem"])),
};

/** Tab → host. */
export const historyReady: Notice<null> = { name: "historyReady", isValue: isNothing };

export type HistoryChoice =
  | { readonly kind: "metric"; readonly metric: string }
  | { readonly kind: "name"; readonly name: string | null };
export const chooseHistory: Notice<HistoryChoice> = {
  name: "chooseHistory",
  isValue: (value): value is HistoryChoice => {
    if (!isRecord(value) || !isOneOf(value["kind"], "metric", "name")) return false;
    if (value["kind"] === "metric") return isLine(value["metric"]);
    return value["name"] === null || isLine(value["name"]);
  },
};
/** Index of a point. */
export const openHistoryRun: Notice<number> = { name: "openHistoryRun", isValue: isIndex };
