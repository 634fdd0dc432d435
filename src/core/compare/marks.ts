import type { Profile } from "../profile/model";
import { isOtherToolsList, type FunctionChanges } from "./functions";
import { modelOfProfile } from "./sides";
import type { Explained, FileMatch, Mark, Side } from "./types";

/** Below this share of common functions two profiles are hardly of one guest. */
const leastCommon = 0.2;
const fewestFunctions = 8;

/** Why figures of the two sides may not mean the same; the weightiest first. */
export function marksOf(
  base: Profile,
  next: Profile,
  sides: readonly [Side, Side],
  found: {
    readonly functions: FunctionChanges;
    readonly files: readonly FileMatch[];
    readonly explained: readonly Explained[];
  },
): readonly Mark[] {
  return [
    ...outcomeMarks(sides),
    ...guestMarks(sides, found.functions.counts),
    ...engineMarks(base, next, sides),
    ...metricMarks(base, next),
    ...sampleMarks(base, next, sides),
    ...listMarks(base, next, found.functions),
    ...lineMarks(base, next, found.files),
    ...explainedMarks(found.explained),
  ];
}

function outcomeMarks(sides: readonly [Side, Side]): Mark[] {
  return sides.flatMap(({ outcome, label }): Mark[] => {
    if (outcome.status === "ok") return [];
    const why = outcome.message === null ? "" : `: ${outcome.message}`;
    return [
      {
        kind: "outcome",
        text: `${label} ended with ${outcome.status}${why}; its figures are of a part of the run`,
      },
    ];
  });
}

function guestMarks([base, next]: readonly [Side, Side], counts: FunctionChanges["counts"]): Mark[] {
  const marks: Mark[] = [];
  if (base.guest !== null && next.guest !== null && base.guest !== next.guest)
    marks.push({ kind: "guests", text: `the guests have different names: ${base.guest}, ${next.guest}` });
  const fewer = Math.min(counts.base, counts.next);
  if (fewer >= fewestFunctions && counts.both < leastCommon * fewer)
    marks.push({
      kind: "guests",
      text: `only ${String(counts.both)} of ${String(fewer)} functions are on both sides: these may be different guests`,
    });
  if (base.inputDigest !== null && next.inputDigest !== null && base.inputDigest !== next.inputDigest)
    marks.push({
      kind: "inputs",
      text: "the inputs differ: what changed may be the input's, not the program's",
    });
  return marks;
}

function engineMarks(base: Profile, next: Profile, [before, after]: readonly [Side, Side]): Mark[] {
  const marks: Mark[] = [];
  const [from, to] = [modelOfProfile(base), modelOfProfile(next)];
  if (before.machine === "zisk" && from !== null && to !== null && from !== to)
    marks.push({
      kind: "models",
      text: `cost follows different models, of ZisK ${from} and ${to}: only steps can be compared with care`,
    });
  if (base.engine.name !== next.engine.name)
    marks.push({
      kind: "engines",
      text: `the runs are of different engines, ${base.engine.name} and ${next.engine.name}: each attributes cost to functions by its own rules`,
    });
  else if (before.machine !== "zisk" && base.engine.version !== next.engine.version)
    marks.push({
      kind: "engines",
      text: `the runs are of different releases of ${base.engine.name}: ${base.engine.version ?? "unknown"} and ${next.engine.version ?? "unknown"}`,
    });
  if (before.machine !== after.machine)
    marks.push({ kind: "engines", text: "of one side nothing says which machine it ran on" });
  return marks;
}

function metricMarks(base: Profile, next: Profile): Mark[] {
  const only = (a: Profile, b: Profile): string[] =>
    a.metrics
      .filter(({ id, unit }) => !b.metrics.some((m) => m.id === id && m.unit === unit))
      .map(({ id }) => id);
  return [[only(base, next), "base"] as const, [only(next, base), "new"] as const].flatMap(
    ([ids, side]): Mark[] =>
      ids.length === 0 ? [] : [{ kind: "metrics", text: `only the ${side} run knows ${ids.join(", ")}` }],
  );
}

/** Figures that are estimates: the importer of a sampled trace says so, and times of a host always are. */
function sampleMarks(base: Profile, next: Profile, [before, after]: readonly [Side, Side]): Mark[] {
  const jitters = ["ns", "samples"].some((id) => [base, next].some(({ metrics }) => metrics[0]?.id === id));
  if (jitters)
    return [
      {
        kind: "sampled",
        text: "times of a host program jitter from run to run: a small change says nothing",
      },
    ];
  const sampled = [
    [base, before],
    [next, after],
  ] as const;
  return sampled.flatMap(([{ warnings }, { label }]): Mark[] => {
    const rate = warnings
      .map((text) => /holds one sample every ([\d,]+) /.exec(text)?.[1])
      .find((n) => n !== undefined);
    if (rate === undefined) return [];
    return [
      {
        kind: "sampled",
        text: `${label} has one sample every ${rate} cycles: its figures are estimates, and no check of them is exact`,
      },
    ];
  });
}

function listMarks(base: Profile, next: Profile, { mayNest, cut, unknown, order }: FunctionChanges): Mark[] {
  const marks: Mark[] = [];
  if (base.listed && next.listed && base.listed.inclusive !== next.listed.inclusive && order === "total")
    marks.push({
      kind: "lists",
      text: "one list of functions is inclusive and the other exclusive (ziskemu 0.13 and 0.14): they are not set against each other",
    });
  for (const [side, list] of [
    ["base", cut.base],
    ["new", cut.next],
  ] as const)
    if (list !== null)
      marks.push({
        kind: "cut-list",
        text: `the ${side} run lists only its top ${String(list.rows)} functions: one that is not on it is unlisted, neither new nor gone`,
      });
  for (const [side, list, other] of [
    ["base", base, next],
    ["new", next, base],
  ] as const)
    if (isOtherToolsList(list, other))
      marks.push({
        kind: "lists",
        text: `the ${side} run has only the list of ${list.engine.name}, which leaves out functions that do not return to their caller: one that is not on it is unlisted, neither new nor gone`,
      });
  for (const [side, isUnknown] of [
    ["base", unknown.base],
    ["new", unknown.next],
  ] as const)
    if (isUnknown) marks.push({ kind: "lists", text: `the ${side} run names no functions` });
  if (mayNest > 0)
    marks.push({
      kind: "nesting",
      text: `totals of ${counted(mayNest)} with several instances are added up without a call tree: what nests counts twice`,
    });
  return marks;
}

function lineMarks(base: Profile, next: Profile, files: readonly FileMatch[]): Mark[] {
  if (base.lines !== null && next.lines === null)
    return [{ kind: "lines", text: "only the base run knows source lines" }];
  if (base.lines === null && next.lines !== null)
    return [{ kind: "lines", text: "only the new run knows source lines" }];
  const byNumber = files.filter(({ by }) => by === "number").length;
  if (byNumber === 0) return [];
  return [
    {
      kind: "lines",
      text: `lines of ${byNumber === files.length ? "all files" : `${String(byNumber)} of ${String(files.length)} files`} are matched by number alone: what an edit above moved looks new and gone`,
    },
  ];
}

function explainedMarks(explained: readonly Explained[]): Mark[] {
  return explained.flatMap(({ metric, unexplained, unknownFunctions }): Mark[] => {
    if (unexplained === null || unexplained === 0) return [];
    const why = unknownFunctions > 0 ? `; the self ${metric} of ${counted(unknownFunctions)} is unknown` : "";
    return [
      {
        kind: "unexplained",
        text: `no function explains ${String(unexplained)} ${metric} of the change${why}`,
      },
    ];
  });
}

function counted(functions: number): string {
  return functions === 1 ? "1 function" : `${String(functions)} functions`;
}
