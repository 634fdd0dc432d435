import { metricNamed } from "../analysis/metrics";
import type { Metric, OpcodeRow, Profile } from "../profile/model";
import { shortName } from "../profile/names";
import { largestRows, metricOf, valueAt, wholeOf } from "./whole";

/** What the text forms of a report show, taken from the profile once; figures are not yet printed. */
export interface Answer {
  readonly title: string;
  readonly outcome: string;
  readonly totals: readonly {
    readonly label: string;
    readonly value: number | null;
    readonly whole: number | null;
  }[];
  readonly functions: {
    readonly selfMetric: Metric | null;
    readonly totalMetric: Metric | null;
    readonly rows: readonly FunctionAnswer[];
    readonly more: number;
  };
  readonly lines: {
    readonly metric: Metric | null;
    readonly rows: readonly LineAnswer[];
    readonly more: number;
  };
  readonly opcodes: {
    readonly whole: number | null;
    readonly rows: readonly OpcodeRow[];
    readonly more: number;
  };
  readonly tags: Profile["tags"];
  readonly warnings: readonly string[];
}

export interface FunctionAnswer {
  readonly name: string;
  readonly self: number | null;
  readonly selfWhole: number | null;
  readonly total: number | null;
  readonly totalWhole: number | null;
  readonly calls: number | null;
  /** `file:line`; null unknown. */
  readonly place: string | null;
}

export interface LineAnswer {
  readonly place: string;
  /** Short name of a function that is declared nearest above in the same file; null unknown. */
  readonly near: string | null;
  /** What its own code costs. */
  readonly self: number | null;
  /** With what was inlined there. */
  readonly total: number | null;
  readonly whole: number | null;
}

const totalOrder = [
  "steps",
  "cycles",
  "gas",
  "main",
  "opcodes",
  "precompiles",
  "memory",
  "variable",
  "base",
  "total",
  "frops",
];
const parts = new Set(["main", "opcodes", "precompiles", "memory"]);

/** Picks what people want to see first: totals, hot functions, hot lines, opcodes, tags, warnings. */
export function answerOf(profile: Profile, limit: number, title?: string): Answer {
  const { totals, functions, lines } = profile;
  const known = Object.keys(totals);
  const order = [
    ...totalOrder.filter((key) => known.includes(key)),
    ...known.filter((key) => !totalOrder.includes(key)),
  ];
  const variable = totals["variable"] ?? null;
  const selfMetric = metricOf(profile, functions, "self");
  const totalMetric = metricOf(profile, functions, "total");
  const hot =
    totalMetric === null
      ? largestRows(functions.self[selfMetric ?? ""], functions.length)
      : largestRows(functions.total[totalMetric], functions.length);
  const lineMetric = metricOf(profile, lines, "self");
  // By what was inlined into a line: else the lines of the standard library stand above their causes.
  const lineColumns = { self: lines?.self[lineMetric ?? ""], total: lines?.total[lineMetric ?? ""] };
  const hotLines = largestRows(lineColumns.total ?? lineColumns.self, lines?.length ?? 0);
  const opcodes = [...profile.opcodes].sort((a, b) => (b.cost ?? b.count ?? 0) - (a.cost ?? a.count ?? 0));
  const near = declarations(profile);
  const named = (id: string | null): Metric | null => (id === null ? null : metricNamed(profile, id));
  return {
    title: [title ?? profile.source.files[0] ?? profile.source.format, engineText(profile)].join(" · "),
    outcome:
      profile.outcome.status + (profile.outcome.message === null ? "" : `: ${profile.outcome.message}`),
    totals: order.map((label) => ({
      label,
      value: totals[label] ?? null,
      whole: parts.has(label) ? variable : null,
    })),
    functions: {
      selfMetric: named(selfMetric),
      totalMetric: named(totalMetric),
      rows: hot.slice(0, limit).map((row) => ({
        name: functions.name[row] ?? "?",
        self: selfMetric === null ? null : valueAt(functions.self[selfMetric], row),
        selfWhole: selfMetric === null ? null : wholeOf(profile, selfMetric),
        total: totalMetric === null ? null : valueAt(functions.total[totalMetric], row),
        totalWhole: totalMetric === null ? null : wholeOf(profile, totalMetric),
        calls: valueAt(functions.calls, row),
        place: placeOf(functions.file[row] ?? null, functions.line[row] ?? 0),
      })),
      more: Math.max(0, hot.length - limit),
    },
    lines: {
      metric: named(lineMetric),
      rows: hotLines.slice(0, limit).map((row) => {
        const file = lines?.files[lines.file[row] ?? -1] ?? "?";
        const line = lines?.line[row] ?? 0;
        return {
          place: placeOf(file, line) ?? file,
          near: near(file, line),
          self: valueAt(lineColumns.self, row),
          total: valueAt(lineColumns.total, row),
          whole: lineMetric === null ? null : wholeOf(profile, lineMetric),
        };
      }),
      more: Math.max(0, hotLines.length - limit),
    },
    opcodes: { whole: variable, rows: opcodes.slice(0, limit), more: Math.max(0, opcodes.length - limit) },
    tags: profile.tags,
    warnings: profile.warnings,
  };
}

/** `ziskemu 1.4.0-alpha` */
export function engineText(profile: Profile): string {
  const { name, version } = profile.engine;
  return version === null ? name : `${name} ${version}`;
}

function placeOf(file: string | null, line: number): string | null {
  if (file === null || file === "") return null;
  return line > 0 ? `${file}:${line}` : file;
}

/** Finds the function declared nearest above a line of the same file: a help to the eye, no attribution. */
function declarations(profile: Profile): (file: string, line: number) => string | null {
  const { functions } = profile;
  const byFile = new Map<string, { line: number; name: string }[]>();
  for (let row = 0; row < functions.length; row++) {
    const file = functions.file[row];
    const line = functions.line[row] ?? 0;
    if (file === null || file === undefined || line <= 0) continue;
    const list = byFile.get(file) ?? [];
    list.push({ line, name: functions.name[row] ?? "" });
    byFile.set(file, list);
  }
  for (const list of byFile.values()) list.sort((a, b) => a.line - b.line);
  return (file, line) => {
    const above = byFile.get(file)?.findLast((fn) => fn.line <= line);
    return above === undefined ? null : shortName(above.name);
  };
}
