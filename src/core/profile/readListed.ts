import { readOpcodes } from "./readCosts";
import * as shape from "./jsonShape";
import type { FunctionDetail, Listed } from "./model";

/** The functions as the machine's own tool lists them; null where the file has no list. Throws `bad-input`. */
export function readListed(value: unknown): Listed | null {
  if (value === undefined || value === null) return null;
  const listed = shape.asObject(value, "listed");
  const rule = shape.asOneOf(
    listed["rule"],
    ["ziskemu-0.13", "ziskemu-0.15", "ziskemu-1.4", "sp1-gecko"],
    "listed.rule",
  );
  return {
    rule,
    disabled: listed["disabled"] === true,
    inclusive: typeof listed["inclusive"] === "boolean" ? listed["inclusive"] : rule !== "ziskemu-0.13",
    functions: shape.asArray(listed["functions"], "listed.functions").map((item, i) => {
      const at = `listed.functions[${String(i)}]`;
      const row = shape.asObject(item, at);
      return {
        name: shape.asName(row["name"], `${at}.name`),
        calls: shape.asNumberOrNull(row["calls"], `${at}.calls`),
        steps: shape.asNumberOrNull(row["steps"], `${at}.steps`),
        cost: shape.asNumberOrNull(row["cost"], `${at}.cost`),
        ...(row["self"] === undefined ? {} : { self: shape.asNumberOrNull(row["self"], `${at}.self`) }),
        ...(row["total"] === undefined ? {} : { total: shape.asNumberOrNull(row["total"], `${at}.total`) }),
      };
    }),
  };
}

/** Row `i` of `details`: one function's own report. Throws `bad-input`. */
export function readDetail(item: unknown, i: number): FunctionDetail {
  const at = `details[${String(i)}]`;
  const row = shape.asObject(item, at);
  const number = (key: string): number | null => shape.asNumberOrNull(row[key], `${at}.${key}`);
  return {
    name: shape.asName(row["name"], `${at}.name`),
    steps: number("steps"),
    cost: number("cost"),
    main: number("main"),
    opcodesCost: number("opcodesCost"),
    precompiles: number("precompiles"),
    memory: number("memory"),
    opcodes: readOpcodes(row["opcodes"], `${at}.opcodes`),
    callers: shape.asArray(row["callers"], `${at}.callers`).map((item2, k) => {
      const caller = shape.asObject(item2, `${at}.callers[${String(k)}]`);
      return {
        name: shape.asName(caller["name"], `${at}.callers[${String(k)}].name`),
        calls: shape.asNumber(caller["calls"], `${at}.callers[${String(k)}].calls`),
        steps: shape.asNumber(caller["steps"], `${at}.callers[${String(k)}].steps`),
      };
    }),
  };
}
