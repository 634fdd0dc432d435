import { readFileSync } from "node:fs";
import path from "node:path";
import { compareProfiles } from "../../src/core/compare/compareProfiles";
import { compareTrees } from "../../src/core/compare/compareTrees";
import { functionKey } from "../../src/core/compare/functionKey";
import type { Comparison } from "../../src/core/compare/types";
import type { Profile } from "../../src/core/profile/model";
import { loadFiles } from "../../src/server/loadFiles";
import { same, truth, type Check } from "./compareChecks";
import { bytesOf, runGuest } from "./engineGuest";

interface Truth {
  readonly steps: number;
  readonly cost: Readonly<Record<string, number>>;
  readonly opcodes: Readonly<Record<string, { count: number; cost: number }>>;
  readonly precompiles: Readonly<Record<string, { count: number; cost: number }>>;
  readonly functions: readonly { name: string; steps: number; cost: number; calls: number }[];
}

/** The guest `evm` before and after its crypto was moved to precompiles, as the real machine saw both, and as our engine does. */
export async function realPair(root: string): Promise<Check[]> {
  const folders = ["evm", "evm-accel"].map((name) => path.join(root, name));
  const truths = folders.map(
    (at) => JSON.parse(readFileSync(path.join(at, "expected.json"), "utf8")) as Truth,
  );
  const load = (files: readonly string[]): Promise<Profile[]> =>
    Promise.all(folders.map((at) => loadFiles({ files: files.map((file) => path.join(at, file)) }, {})));
  const [report, merged] = [
    await load(["report.txt.gz"]),
    await load(["report.txt.gz", "profile.json.gz", "guest.elf.gz"]),
  ];
  const embedded = folders.map(
    (at) =>
      runGuest(bytesOf(path.join(at, "guest.elf.gz")), bytesOf(path.join(at, "input.bin")), "main").profile,
  );
  return [
    pairCheck("evm → evm-accel, the emulator's report", report, truths, "list"),
    pairCheck("evm → evm-accel, its report and call tree", merged, truths, "list"),
    pairCheck("evm → evm-accel, the embedded engine", embedded, truths, "engine"),
  ];
}

function pairCheck(
  what: string,
  [base, next]: readonly Profile[],
  [before, after]: readonly Truth[],
  by: "list" | "engine",
): Check {
  const c = compareProfiles(base!, next!);
  const factor = before!.steps / after!.steps;
  const cost = c.explained.find(({ metric }) => metric === "cost")!;
  const problems = [
    ...truth(`steps ÷${factor.toFixed(2)}, not ÷4.8`, factor.toFixed(1) === "4.8"),
    ...same("steps", deltaOf(c, "steps"), after!.steps - before!.steps),
    ...Object.keys(after!.cost).flatMap((key) =>
      same(key, deltaOf(c, key), after!.cost[key]! - before!.cost[key]!),
    ),
    ...same(
      "the parts add up",
      sum(["main", "opcodes", "precompiles", "memory"].map((key) => deltaOf(c, key)!)),
      deltaOf(c, "variable"),
    ),
    ...tableProblems(c, before!, after!),
    ...(by === "list" ? listProblems(c, before!, after!) : []),
    ...(by === "engine" ? engineProblems(c, base!, next!) : []),
    ...(cost.functions === null || cost.unexplained === null
      ? []
      : truth(
          `${String(cost.unexplained)} of ${String(cost.whole.delta)} not explained, but no function is unknown`,
          cost.unexplained === 0 || cost.unknownFunctions > 0,
        )),
  ];
  const explained =
    cost.functions === null
      ? "selfs unknown"
      : `${cost.functions.toLocaleString("en-US")} by functions, ${String(cost.unexplained)} left`;
  return {
    what,
    said: `steps ÷${factor.toFixed(2)}, cost ${cost.whole.delta!.toLocaleString("en-US")}: ${explained}`,
    problems,
  };
}

function tableProblems(c: Comparison, before: Truth, after: Truth): string[] {
  return (["opcodes", "precompiles"] as const).flatMap((kind) =>
    [...new Set([...Object.keys(before[kind]), ...Object.keys(after[kind])])].flatMap((name) => {
      const [from, to] = [before[kind][name], after[kind][name]];
      const row = [...c.opcodes, ...c.precompiles].find((r) => r.name === name);
      const wanted = [(to?.count ?? 0) - (from?.count ?? 0), (to?.cost ?? 0) - (from?.cost ?? 0)];
      if (row === undefined)
        return wanted.every((value) => value === 0) ? [] : [`${kind} ${name} is missing`];
      return same(`${kind} ${name}`, [row.count.delta, row.cost.delta], wanted);
    }),
  );
}

/** Functions with one instance a side, straight from the emulator's own lists. */
function listProblems(c: Comparison, before: Truth, after: Truth): string[] {
  const lists = [before, after].map(({ functions }) => {
    const found = new Map<string, { cost: number; calls: number }[]>();
    for (const f of functions) found.set(functionKey(f.name), [...(found.get(functionKey(f.name)) ?? []), f]);
    return found;
  });
  let checked = 0;
  const problems = c.functions.flatMap((row) => {
    const [from = [], to = []] = lists.map((list) => list.get(row.key));
    if (from.length > 1 || to.length > 1 || from.length + to.length === 0) return [];
    checked++;
    const status = from.length === 0 ? "new" : to.length === 0 ? "gone" : null;
    return [
      ...same(`${row.key} delta`, row.total["cost"]?.delta, (to[0]?.cost ?? 0) - (from[0]?.cost ?? 0)),
      ...same(`${row.key} calls`, row.calls.delta, (to[0]?.calls ?? 0) - (from[0]?.calls ?? 0)),
      ...(status === null
        ? truth(`${row.key} is ${row.status}`, row.status === "changed" || row.status === "same")
        : same(`${row.key} status`, row.status, status)),
    ];
  });
  return [...problems, ...truth(`only ${String(checked)} functions were checked`, checked > 150)];
}

function engineProblems(c: Comparison, base: Profile, next: Profile): string[] {
  const cost = c.explained.find(({ metric }) => metric === "cost")!;
  const tree = compareTrees(base, next)!;
  const [from, to] = [tree.base, tree.next].map(({ self }) => sum([...self["cost"]!]));
  const lines = sum(c.lines.map(({ self }) => self["cost"]?.delta ?? 0));
  const unattributed = (next.unattributed["cost"] ?? 0) - (base.unattributed["cost"] ?? 0);
  return [
    ...same(
      "functions explain",
      [cost.functions, cost.unexplained, cost.unknownFunctions],
      [cost.whole.delta, 0, 0],
    ),
    ...same("steps explained", c.explained.find(({ metric }) => metric === "steps")!.unexplained, 0),
    ...same(
      "the joined tree adds up",
      to! - from!,
      sum([...next.callTree!.self["cost"]!]) - sum([...base.callTree!.self["cost"]!]),
    ),
    ...same("lines and what has none add up", lines + unattributed, cost.whole.delta),
    ...same(
      "the largest gain",
      [c.functions.at(0)!.key, c.functions.at(0)!.status],
      ["keccak::backends::soft::keccak_p", "gone"],
    ),
  ];
}

function deltaOf(c: Comparison, key: string): number | null {
  return c.totals.find((row) => row.key === key)?.delta ?? null;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
