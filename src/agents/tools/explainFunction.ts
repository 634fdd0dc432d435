import { callersCallees, type CallSide } from "../../core/analysis/callersCallees";
import { functionParts } from "../../core/analysis/costParts";
import { wholeRun } from "../../core/analysis/metrics";
import { precompileTable } from "../../core/analysis/precompiles";
import type { Profile } from "../../core/profile/model";
import { metricOf, notice, noticeSchema, percent, Room, runOf, runSchema, cutSchema } from "../answer";
import type { AgentSource } from "../context";
import { dataText, sourceText } from "../data";
import { crateNameOf, figuresOf, findFunction, handleOf, nameOf } from "../functions";
import { pageInput, pageOf, pageSchema } from "../paging";
import {
  figures,
  flag,
  input,
  list,
  number,
  object,
  orNull,
  text,
  whole,
  type ObjectSchema,
} from "../schema";
import { readOnly, type AgentTool } from "../tool";
import { lineOf, runInput } from "./hotFunctions";
import { cutOf } from "./listRuns";

const count = whole(0, Number.MAX_SAFE_INTEGER);

const side: ObjectSchema = object({
  function: orNull(text("Handle; null for an inlined function, which has none.")),
  name: text(),
  calls: orNull(count),
  value: orNull(number("What of the function's total goes through this call, in the metric of the answer.")),
  percent: orNull(number("Of the function's total.")),
});

const instance = object({ name: text("With generics."), self: orNull(number()), total: orNull(number()) });

export const explainFunction: AgentTool = {
  name: "explain_function",
  title: "Explain What a Function Costs",
  description:
    "Why one function of a profiled zkVM guest costs what it costs: self and total by metric, what its own cost is made of, its " +
    "callers and callees with their shares, precompiles that it calls, and its source lines with the cost of each. Line figures: " +
    "`self` is the line's own, `total` has what was inlined into it. Lines come a page at a time.",
  inputSchema: input(
    {
      function: text(
        "Handle of hot_functions, a full name, or the end of a path such as `Tree::root`.",
        4096,
      ),
      run: runInput,
      metric: text("Metric id; the run's primary one where it is left out.", 40),
      ...pageInput,
    },
    ["function"],
  ),
  outputSchema: object({
    notice: noticeSchema,
    run: runSchema,
    metric: text("Of callers, callees and percentages."),
    function: object({
      function: text("Handle."),
      name: text(),
      crate: orNull(text()),
      library: flag(),
      file: orNull(text()),
      line: orNull(whole(1, Number.MAX_SAFE_INTEGER)),
      calls: orNull(count),
      self: figures("By metric."),
      total: figures("By metric."),
      selfPercent: orNull(number("Of the run; 0 to 100.")),
      totalPercent: orNull(number()),
      parts: orNull(figures("What its own cost is made of (main, opcodes, precompiles, memory).")),
      instances: list(
        instance,
        "Monomorphised copies and closures, the costliest first; figures in the metric of the answer.",
      ),
    }),
    callers: list(side, "Hottest first."),
    callees: list(side, "Hottest first."),
    precompiles: list(object({ name: text(), calls: count, cost: number() }), "Called from its own code."),
    source: object({
      file: orNull(text("Relative to the workspace folder.")),
      readable: flag("Whether the text of the lines can be shown."),
      note: orNull(text("What is to be known of the figures or the text.")),
      metric: orNull(text("Of the lines' figures; null: the run has none for lines.")),
      lines: list(
        object({
          line: whole(1, Number.MAX_SAFE_INTEGER),
          text: orNull(text()),
          self: orNull(number("Null: changed since the build, or not known.")),
          total: orNull(number()),
        }),
      ),
    }),
    page: pageSchema,
    cut: cutSchema,
  }),
  hints: readOnly,
  async run(asked, context, call) {
    const opened = await context.open((asked["run"] as string | undefined) ?? "last", call);
    const { profile, library } = opened;
    const metric = metricOf(profile, asked["metric"] as string | undefined);
    const { handle, rows } = findFunction(profile, asked["function"] as string);
    const { functions } = profile;
    const first = rows[0]!;
    const { self, total, calls } = figuresOf(profile, rows);
    const all = wholeRun(profile, metric);
    const source = await context.source(opened, rows, metric);
    const page = pageOf(
      { limit: (asked["limit"] as number | undefined) ?? 60, cursor: asked["cursor"] as string | undefined },
      source.lines.length,
      ["explain", opened.ref, handle, metric],
    );
    const cut: string[] = [];
    const most = <T>(items: readonly T[], limit: number, what: string): readonly T[] => {
      if (items.length > limit) cut.push(`${items.length - limit} more ${what}`);
      return items.slice(0, limit);
    };
    const file = source.file ?? functions.file[first] ?? null;
    const { callers, callees } = callersCallees(profile, rows, metric);
    const instances = rows
      .map((row) => ({ row, ...figuresOf(profile, [row]) }))
      .map(({ row, ...of }) => ({
        name: dataText(functions.name[row]!),
        self: of.self[metric] ?? null,
        total: of.total[metric] ?? null,
      }));
    const body = {
      ...notice,
      run: runOf(opened),
      metric,
      function: {
        function: handle,
        name: nameOf(profile, rows),
        crate: crateNameOf(profile, rows),
        library: library[first] === 1,
        file: file === null ? null : dataText(file),
        line: lineOf(functions.line[first]!),
        calls,
        self,
        total,
        selfPercent: percent(self[metric] ?? null, all),
        totalPercent: percent(total[metric] ?? null, all),
        parts: partsOf(profile, rows),
        instances: most(instances, 5, "instances"),
      },
      callers: most(callers, 8, "callers").map((one) => sideOf(profile, one)),
      callees: most(callees, 12, "callees").map((one) => sideOf(profile, one)),
      precompiles: most(precompilesOf(profile, rows), 10, "precompiles"),
    };
    const lines = source.lines.slice(page.offset, page.end).map((line) => ({
      ...line,
      text: line.text === null ? null : sourceText(line.text),
    }));
    const room = new Room();
    room.take(body);
    const fitting = room.fit(lines);
    return {
      ...body,
      source: { ...headOf(source), lines: fitting },
      page: page.of(fitting.length),
      cut: [...cut, ...cutOf(lines.length - fitting.length)],
    };
  },
};

function headOf({ file, readable, note, metric }: AgentSource): object {
  return {
    file: file === null ? null : dataText(file),
    readable,
    note: note === null ? null : dataText(note),
    metric,
  };
}

function partsOf(profile: Profile, rows: readonly number[]): Readonly<Record<string, number>> | null {
  const parts = functionParts(profile, rows);
  return parts === null ? null : { ...parts };
}

function sideOf(profile: Profile, { func, name, calls, value, share }: CallSide): object {
  return {
    function: handleOf(profile, func),
    name: dataText(name),
    calls,
    value,
    percent: share === null ? null : Math.round(1e4 * share) / 100,
  };
}

function precompilesOf(profile: Profile, rows: readonly number[]): readonly object[] {
  const own = new Set(rows);
  const sites = (profile.precompiles ?? []).filter(({ func }) => own.has(func));
  return precompileTable(sites).map(({ name, calls, cost }) => ({ name: dataText(name, 80), calls, cost }));
}
