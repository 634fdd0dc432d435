import type {
  FlameDiff,
  FlameDiffRows,
  FlameGone,
  FlameRows,
  FlameSearchResult,
  FlameSlice,
} from "../core/analysis/flame/types";
import type { Guard } from "./guards";
import { isArrayOf, isFinite, isIndex, isOneOf, isRecord } from "./guards";

/** Larger than any slice (`flameLimits`), small enough to hold. */
const manyRows = 20_000;
const manyIds = 2_000_000;

export const isFlameSlice: Guard<FlameSlice> = (value): value is FlameSlice =>
  isRecord(value) &&
  (value["layout"] === "tree" || value["layout"] === "bars") &&
  isFinite(value["widthPx"]) &&
  isFinite(value["runTotal"]) &&
  isRows(value["rows"]) &&
  (value["callers"] === null || isRows(value["callers"])) &&
  isArrayOf(value["frames"], manyRows, isNamed) &&
  isArrayOf(value["crates"], manyRows, isNamed) &&
  isArrayOf(value["path"], 100, isNamed) &&
  isArrayOf(value["metrics"], 100, isRecord) &&
  isArrayOf(value["focus"], 1000, isIndex) &&
  (value["inlined"] === undefined || typeof value["inlined"] === "boolean") &&
  (value["diff"] === undefined || isDiff(value["diff"]));

export const isFlameSearchResult: Guard<FlameSearchResult> = (value): value is FlameSearchResult =>
  isRecord(value) &&
  typeof value["query"] === "string" &&
  isFinite(value["frames"]) &&
  isFinite(value["total"]) &&
  isArrayOf(value["ids"], manyIds, isIndex) &&
  isArrayOf(value["nodes"], manyRows, isIndex) &&
  (value["problem"] === null || isOneOf(value["problem"], "syntax", "too-long", "too-slow"));

function isDiff(value: unknown): value is FlameDiff {
  return (
    isRecord(value) &&
    isOneOf(value["side"], "next", "base") &&
    isFinite(value["base"]) &&
    isFinite(value["next"]) &&
    isFinite(value["goneMore"]) &&
    isArrayOf(value["gone"], 1000, isGone)
  );
}

function isGone(value: unknown): value is FlameGone {
  return (
    isNamed(value) && typeof value["caller"] === "string" && isFinite(value["base"]) && isIndex(value["id"])
  );
}

function isDiffRows(value: unknown, length: number): value is FlameDiffRows {
  return (
    isRecord(value) &&
    ["base", "next", "baseSelf", "nextSelf", "sides"].every((name) => {
      const column = value[name];
      return isArrayOf(column, manyRows, isFinite) && column.length === length;
    })
  );
}

function isNamed(value: unknown): value is Readonly<Record<string, unknown>> & { readonly name: string } {
  return isRecord(value) && typeof value["name"] === "string";
}

/** Columns of one length; every parent stands before its row. */
function isRows(value: unknown): value is FlameRows {
  if (!isRecord(value)) return false;
  const parent = value["parent"];
  if (!isArrayOf(parent, manyRows, isIndex) || parent.length === 0) return false;
  const column = (name: string, each: Guard<unknown>): boolean => {
    const items = value[name];
    return isArrayOf(items, manyRows, each) && items.length === parent.length;
  };
  return (
    parent.every((above, row) => (row === 0 ? above === -1 : above >= 0 && above < row)) &&
    column("frame", isIndex) &&
    column("node", isIndex) &&
    column("total", isFinite) &&
    column("self", (item): item is unknown => item === null || isFinite(item)) &&
    column("more", isFinite) &&
    column("levels", isFinite) &&
    column("hot", isFinite) &&
    (value["diff"] === undefined || isDiffRows(value["diff"], parent.length))
  );
}
