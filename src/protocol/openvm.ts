import type { Page, PageQuery } from "../core/openvm/view/page";
import type { Better, FigureUnit, Overview, TableId } from "../core/openvm/view/types";
import { phaseIds, rowStates, tableIds } from "../core/openvm/view/types";
import type { Call, Notice } from "./channel";
import { isArrayOf, isFinite, isIndex, isNothing, isOneOf, isRecord, isText, type Guard } from "./guards";
import { isMetricsWords, type MetricsWords } from "./openvmWords";
import type { Request } from "./requests";

//#region editor ↔ server. A view that is gone is answered with an error.

export interface OpenMetricsParams {
  readonly file: string;
  /** To compare with. */
  readonly previous: string | null;
  /** As `--openvm-version`; null: told by the file. */
  readonly version: string | null;
  /** The view that this one takes the place of; null for none. */
  readonly replaces: number | null;
}

/** What a table looks like without its rows. */
export interface TableHead {
  readonly id: TableId;
  readonly length: number;
  readonly texts: readonly string[];
  readonly figures: readonly { readonly key: string; readonly unit: FigureUnit; readonly better: Better }[];
  /** Column of `figures`; -1: as it stands. */
  readonly sort: number;
  readonly more: number;
}

export interface MetricsAnswer {
  readonly view: number;
  readonly overview: Omit<Overview, "curve">;
  /** Columns as plain numbers. */
  readonly curve: {
    readonly time: readonly number[];
    readonly current: readonly number[];
    readonly localPeak: readonly number[];
    readonly reserved: readonly number[];
  } | null;
  readonly tables: readonly TableHead[];
  /** Whether another number of provers can be asked for. */
  readonly projects: boolean;
  /** A file of the guest's symbols lies beside: `<stem>.syms`. */
  readonly symbols: boolean;
}

export const openMetrics: Request<OpenMetricsParams, MetricsAnswer> = { method: "cyclelens/openMetrics" };
/** Whether a file is OpenVM metrics, by its first bytes. */
export const isMetricsFile: Request<{ readonly file: string }, boolean> = {
  method: "cyclelens/isMetricsFile",
};
export const metricsPage: Request<MetricsPageParams & { readonly view: number }, Page> = {
  method: "cyclelens/metricsPage",
};
export const metricsProjection: Request<ProjectionParams & { readonly view: number }, Projection> = {
  method: "cyclelens/metricsProjection",
};
export const closeMetrics: Request<{ readonly view: number }, null> = { method: "cyclelens/closeMetrics" };

export interface MetricsPageParams extends PageQuery {
  readonly table: TableId;
}

export interface ProjectionParams {
  readonly provers: number;
}
export interface Projection {
  /** Seconds; null where the file's times are no finite numbers. */
  readonly total: number | null;
  /** The groups that take longest, at most `mostProjected`. */
  readonly groups: readonly { readonly name: string; readonly seconds: number | null }[];
  readonly more: number;
}
export const mostProjected = 50;
export const mostProvers = 100_000;

//#endregion
//#region webview ↔ host

/** Which view the page asks of: an answer to another one is not wanted. */
export interface OfView {
  readonly view: number;
}

export const pageCall: Call<MetricsPageParams & OfView, Page> = {
  name: "page",
  isParams: (value): value is MetricsPageParams & OfView =>
    isRecord(value) &&
    isIndex(value["view"]) &&
    isOneOf(value["table"], ...tableIds) &&
    isIndex(value["sort"]) &&
    typeof value["descending"] === "boolean" &&
    typeof value["byChange"] === "boolean" &&
    isText(value["filter"], 1000) &&
    isIndex(value["from"]) &&
    isIndex(value["count"]),
  isResult: isPage,
};
export const projectionCall: Call<ProjectionParams & OfView, Projection> = {
  name: "projection",
  isParams: (value): value is ProjectionParams & OfView =>
    isRecord(value) && isIndex(value["view"]) && isIndex(value["provers"]) && value["provers"] >= 1,
  isResult: (value): value is Projection =>
    isRecord(value) &&
    isFigure(value["total"]) &&
    isIndex(value["more"]) &&
    isArrayOf(
      value["groups"],
      mostProjected,
      (group): group is Projection["groups"][number] =>
        isRecord(group) && isText(group["name"], 5000) && isFigure(group["seconds"]),
    ),
};

export interface ShownMetrics {
  readonly words: MetricsWords;
  /** Null while the file is read. */
  readonly answer: MetricsAnswer | null;
  /** Why there is none; null otherwise. */
  readonly problem: string | null;
  /** Whether a file to compare with was chosen, also where it cannot be read any more. */
  readonly compares: boolean;
  /** Asked for; null: told by the file. */
  readonly version: string | null;
  readonly versions: readonly string[];
}
/** Host → webview: another file, another version, or a newer state of the file. */
export const showMetrics: Notice<ShownMetrics> = {
  name: "showMetrics",
  isValue: (value): value is ShownMetrics =>
    isRecord(value) &&
    isMetricsWords(value["words"]) &&
    (value["answer"] === null || isAnswer(value["answer"])) &&
    isNullOr(value["problem"], 20_000) &&
    typeof value["compares"] === "boolean" &&
    isNullOr(value["version"], 40) &&
    isArrayOf(value["versions"], 40, isShort),
};

export const metricsReady: Notice<null> = { name: "metricsReady", isValue: isNothing };
const metricsActions = ["compare", "clearCompare", "flame", "refresh", "asText"] as const;
export type MetricsAction = (typeof metricsActions)[number];
export const metricsAction: Notice<MetricsAction> = {
  name: "metricsAction",
  isValue: (value): value is MetricsAction => isOneOf(value, ...metricsActions),
};
/** Null: told by the file. */
export const chooseVersion: Notice<string | null> = {
  name: "chooseVersion",
  isValue: (value): value is string | null => isNullOr(value, 40),
};

//#endregion

const isLine: Guard<string> = (value): value is string => isText(value, 20_000);
const isShort: Guard<string> = (value): value is string => isText(value, 40);

function isNullOr(value: unknown, longest: number): value is string | null {
  return value === null || isText(value, longest);
}

function isFigure(value: unknown): value is number | null {
  return value === null || isFinite(value);
}

function isPair(value: unknown): boolean {
  return isRecord(value) && isFigure(value["now"]) && isFigure(value["before"]);
}

const isPageRow: Guard<Page["rows"][number]> = (value): value is Page["rows"][number] =>
  isRecord(value) &&
  isArrayOf(value["texts"], 8, isLine) &&
  isOneOf(value["state"], ...rowStates) &&
  isArrayOf(value["better"], 32, isShort) &&
  isArrayOf(value["unit"], 32, isShort) &&
  isArrayOf(
    value["cells"],
    32,
    (cell): cell is Page["rows"][number]["cells"][number] =>
      isPair(cell) && isRecord(cell) && isFinite(cell["bar"]) && isFigure(cell["share"]),
  );

function isPage(value: unknown): value is Page {
  return (
    isRecord(value) &&
    isIndex(value["from"]) &&
    isIndex(value["matches"]) &&
    isArrayOf(value["rows"], 500, isPageRow)
  );
}

const isHead: Guard<TableHead> = (value): value is TableHead =>
  isRecord(value) &&
  isOneOf(value["id"], ...tableIds) &&
  isIndex(value["length"]) &&
  isArrayOf(value["texts"], 8, isShort) &&
  isIndex(value["sort"]) &&
  isIndex(value["more"]) &&
  isArrayOf(
    value["figures"],
    32,
    (one): one is TableHead["figures"][number] =>
      isRecord(one) && isLine(one["key"]) && isShort(one["unit"]) && isShort(one["better"]),
  );

function isAnswer(value: unknown): value is MetricsAnswer {
  return (
    isRecord(value) &&
    isIndex(value["view"]) &&
    isOverview(value["overview"]) &&
    (value["curve"] === null || isCurve(value["curve"])) &&
    isArrayOf(value["tables"], 16, isHead) &&
    typeof value["projects"] === "boolean" &&
    typeof value["symbols"] === "boolean"
  );
}

function isOverview(value: unknown): boolean {
  return (
    isRecord(value) &&
    isLine(value["file"]) &&
    isNullOr(value["previous"], 20_000) &&
    isNullOr(value["settings"], 20_000) &&
    isNullOr(value["era"], 40) &&
    isLine(value["versions"]) &&
    isLine(value["toldBy"]) &&
    typeof value["decided"] === "boolean" &&
    isNullOr(value["problem"], 20_000) &&
    isIndex(value["provers"]) &&
    ["serial", "parallel", "instructions", "cells"].every((key) => isPair(value[key])) &&
    (value["bounded"] === null || isPair(value["bounded"])) &&
    isArrayOf(
      value["phases"],
      phaseIds.length,
      (phase): phase is Overview["phases"][number] =>
        isRecord(phase) &&
        isOneOf(phase["id"], ...phaseIds) &&
        isPair(phase["time"]) &&
        isFigure(phase["share"]),
    ) &&
    isArrayOf(
      value["facts"],
      200,
      (fact): fact is Overview["facts"][number] =>
        isRecord(fact) &&
        isShort(fact["kind"]) &&
        isLine(fact["metric"]) &&
        isLine(fact["group"]) &&
        isShort(fact["unit"]) &&
        isPair(fact["value"]),
    ) &&
    isArrayOf(value["warnings"], 1000, isLine)
  );
}

function isCurve(value: unknown): boolean {
  return (
    isRecord(value) &&
    ["time", "current", "localPeak", "reserved"].every((key) =>
      isArrayOf(value[key], 4000, isFinite as Guard<number>),
    )
  );
}
