import { maxLine } from "./readColumns";
import * as shape from "./jsonShape";
import type { MemoryRow, OpcodeRow, PrecompileSite, Tag } from "./model";

/** Operations of the machine with their counts and costs. Throws `bad-input`. */
export function readOpcodes(value: unknown, path: string): OpcodeRow[] {
  return shape.asArray(value, path).map((item, i) => {
    const at = `${path}[${String(i)}]`;
    const row = shape.asObject(item, at);
    const frops =
      row["frops"] === null || row["frops"] === undefined
        ? null
        : shape.asObject(row["frops"], `${at}.frops`);
    return {
      name: shape.asName(row["name"], `${at}.name`),
      kind: shape.asOneOf(row["kind"], ["base", "precompile"], `${at}.kind`),
      count: shape.asNumberOrNull(row["count"], `${at}.count`),
      cost: shape.asNumberOrNull(row["cost"], `${at}.cost`),
      frops: frops && {
        count: shape.asNumber(frops["count"], `${at}.frops.count`),
        cost: shape.asNumber(frops["cost"], `${at}.frops.cost`),
      },
    };
  });
}

/** Memory accesses by class. Throws `bad-input`. */
export function readMemory(value: unknown, path: string): MemoryRow[] {
  return shape.asArray(value, path).map((item, i) => {
    const at = `${path}[${String(i)}]`;
    const row = shape.asObject(item, at);
    return {
      class: shape.asName(row["class"], `${at}.class`),
      count: shape.asNumberOrNull(row["count"], `${at}.count`),
      cost: shape.asNumberOrNull(row["cost"], `${at}.cost`),
    };
  });
}

/** Where precompiles are called: places innermost first, `func` a row of `functions` or -1. Throws `bad-input`. */
export function readPrecompiles(value: unknown, functions: number): PrecompileSite[] {
  return shape.asArray(value, "precompiles").map((item, i) => {
    const at = `precompiles[${String(i)}]`;
    const row = shape.asObject(item, at);
    return {
      name: shape.asName(row["name"], `${at}.name`),
      calls: shape.asNumber(row["calls"], `${at}.calls`),
      cost: shape.asNumber(row["cost"], `${at}.cost`),
      func: shape.asIndex(row["func"], -1, functions - 1, `${at}.func`),
      places: shape.asArray(row["places"], `${at}.places`).map((place) => {
        const { file, line } = shape.asObject(place, `${at}.places`);
        return {
          file: shape.asName(file, `${at}.places.file`),
          line: shape.asIndex(line, 0, maxLine, `${at}.places.line`),
        };
      }),
    };
  });
}

/** Row `i` of `tags`: what the guest measured of itself. Throws `bad-input`. */
export function readTag(item: unknown, i: number): Tag {
  const at = `tags[${String(i)}]`;
  const row = shape.asObject(item, at);
  return {
    name: shape.asName(row["name"], `${at}.name`),
    metric: shape.asName(row["metric"], `${at}.metric`),
    calls: shape.asNumberOrNull(row["calls"], `${at}.calls`),
    total: shape.asNumber(row["total"], `${at}.total`),
    min: shape.asNumberOrNull(row["min"], `${at}.min`),
    max: shape.asNumberOrNull(row["max"], `${at}.max`),
  };
}
