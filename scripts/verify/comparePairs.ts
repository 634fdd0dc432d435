import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { compareProfiles } from "../../src/core/compare/compareProfiles";
import { recordedRunOf } from "../../src/core/compare/recordedRun";
import { profileFromJson } from "../../src/core/profile/fromJson";
import type { Check } from "./compareChecks";
import { same } from "./compareChecks";

/** Our own pairs against the answers that stand beside them, computed by hand. */
export function ownPairs(root: string): Check[] {
  return readdirSync(root)
    .sort()
    .map((name) => onePair(path.join(root, name), name));
}

function onePair(folder: string, name: string): Check {
  const read = (file: string): Record<string, unknown> =>
    JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Record<string, unknown>;
  const [base, next, expected] = [read("base.json"), read("new.json"), read("expected.json")];
  const c = compareProfiles(profileFromJson(base), profileFromJson(next), {
    base: recordedRunOf(base),
    next: recordedRunOf(next),
  });
  const cost = c.explained[0]!;
  const problems = [
    ...same(
      "whole",
      [cost.whole.base, cost.whole.next, cost.whole.delta, cost.whole.percent],
      expected["whole"],
    ),
    ...same("unexplained", cost.unexplained, expected["unexplained"]),
    ...same(
      "functions",
      c.functions.map(({ key, status, self: { cost } }) => [
        key,
        status,
        cost?.base ?? null,
        cost?.next ?? null,
        cost?.delta ?? null,
        cost?.percent ?? null,
        cost?.share ?? null,
      ]),
      expected["functions"],
    ),
    ...same(
      "totals",
      c.totals.map(({ key, delta, share }) => [key, delta, share]),
      expected["totals"],
    ),
    ...same(
      "lines",
      c.lines.map(({ key, status, self }) => [key, status, self["cost"]?.delta ?? null]),
      expected["lines"],
    ),
    ...same(
      "opcodes",
      c.opcodes.map((o) => [o.name, o.status, o.count.delta, o.cost.delta]),
      expected["opcodes"],
    ),
    ...same(
      "precompiles",
      c.precompiles.map((o) => [o.name, o.status, o.count.delta, o.cost.delta]),
      expected["precompiles"],
    ),
    ...same(
      "tags",
      c.tags.map((t) => [t.name, t.status, t.total.delta]),
      expected["tags"],
    ),
    ...(expected["inclusive"] === undefined
      ? []
      : same(
          "inclusive",
          c.functions.map(({ key, total: { cost } }) => [key, cost?.base, cost?.next, cost?.delta]),
          expected["inclusive"],
        )),
  ];
  return {
    what: `own pair: ${name}`,
    said: `${String(cost.whole.delta)} cost by ${String(c.functions.length)} functions`,
    problems,
  };
}
