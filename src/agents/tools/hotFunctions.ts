import { cell, wholeRun } from "../../core/analysis/metrics";
import type { Profile } from "../../core/profile/model";
import { metricOf, notice, noticeSchema, percent, Room, runOf, runSchema, cutSchema } from "../answer";
import { dataText } from "../data";
import { crateNameOf, figuresOf, nameOf, sourceFunctions, type SourceFunction } from "../functions";
import { pageInput, pageOf, pageSchema } from "../paging";
import { figures, flag, input, list, number, object, orNull, text, whole, word } from "../schema";
import { readOnly, type AgentTool } from "../tool";
import { cutOf } from "./listRuns";

export const runInput = text(
  "Run id of list_runs, a baseline's name, `last`, or the path of a profile or report in the workspace; `last` where it is left out.",
  1000,
);

const row = object({
  function: text("Handle, stable between runs: give it to explain_function."),
  name: text(),
  crate: orNull(text()),
  library: flag("Whether it is a library's, not the guest's own."),
  instances: whole(1, Number.MAX_SAFE_INTEGER, "Monomorphised copies and closures that are added up here."),
  self: figures("By metric: the function's own."),
  total: figures("By metric: with all that it calls, recursion counted once."),
  selfPercent: orNull(number("Of the run, by the metric of the list; 0 to 100.")),
  totalPercent: orNull(number()),
  calls: orNull(whole(0, Number.MAX_SAFE_INTEGER)),
  file: orNull(text("As the profile names it.")),
  line: orNull(whole(1, Number.MAX_SAFE_INTEGER)),
});

export const hotFunctions: AgentTool = {
  name: "hot_functions",
  title: "Hot Functions of a Run",
  description:
    "The functions of a profiled zkVM guest that cost the most to prove, hottest first, with self and total figures, share of the " +
    "run and place in the source. Instances of one generic function are added up. Use `order: total` for the functions under " +
    "which the cost lies, `self` for where it is spent. Next: explain_function with a row's handle.",
  inputSchema: input({
    run: runInput,
    metric: text("Metric id; the run's primary one where it is left out.", 40),
    order: word(["self", "total"], "What the list is ordered by; self where it is left out."),
    filter: text("Only functions whose name has this in it, any case.", 200),
    ownOnly: flag("Without the functions of libraries."),
    ...pageInput,
  }),
  outputSchema: object({
    notice: noticeSchema,
    run: runSchema,
    metric: text("Of the order and the percentages."),
    order: word(["self", "total"]),
    functions: list(row),
    page: pageSchema,
    warnings: list(text(), "What the source of the figures says against them."),
    cut: cutSchema,
  }),
  hints: readOnly,
  async run(asked, context, call) {
    const opened = await context.open((asked["run"] as string | undefined) ?? "last", call);
    const { profile, library } = opened;
    const metric = metricOf(profile, asked["metric"] as string | undefined);
    const order = orderOf(profile, metric, asked["order"] as "self" | "total" | undefined);
    const filter = ((asked["filter"] as string | undefined) ?? "").trim().toLowerCase();
    const ownOnly = asked["ownOnly"] === true;
    const found = ranked(profile, metric, order).filter(
      ({ rows }) =>
        (!ownOnly || library[rows[0]!] !== 1) &&
        (filter === "" || rows.some((one) => profile.functions.name[one]!.toLowerCase().includes(filter))),
    );
    const page = pageOf(
      { limit: asked["limit"] as number | undefined, cursor: asked["cursor"] as string | undefined },
      found.length,
      ["hot", opened.ref, metric, order, filter, ownOnly],
    );
    const head = { ...notice, run: runOf(opened), metric, order };
    const { shown, cut } = warningsOf(profile);
    const room = new Room();
    room.take(head);
    room.take(shown);
    const rows = found.slice(page.offset, page.end).map((fn) => rowOf(profile, fn, metric, library));
    const fitting = room.fit(rows);
    return {
      ...head,
      functions: fitting,
      page: page.of(fitting.length),
      warnings: shown,
      cut: [...cutOf(rows.length - fitting.length), ...cut],
    };
  },
};

/** The hottest functions by what the source knows of the metric. */
export function hottest(profile: Profile, metric: string, most: number): readonly SourceFunction[] {
  return ranked(profile, metric, orderOf(profile, metric, undefined)).slice(0, most);
}

/** Self unless asked otherwise; total where the source has no self figures, and the reverse. */
function orderOf(profile: Profile, metric: string, wanted: "self" | "total" | undefined): "self" | "total" {
  const { self, total } = profile.functions;
  if (wanted === "total") return total[metric] ? "total" : "self";
  return self[metric] || !total[metric] ? "self" : "total";
}

const cache = new WeakMap<Profile, Map<string, readonly SourceFunction[]>>();

/**
 * Functions with cost, hottest first. By total a function of several instances stands by its largest one: those that nest
 * are not added.
 */
function ranked(profile: Profile, metric: string, order: "self" | "total"): readonly SourceFunction[] {
  let lists = cache.get(profile);
  if (!lists) cache.set(profile, (lists = new Map()));
  const key = `${order} ${metric}`;
  const known = lists.get(key);
  if (known) return known;
  const { functions } = profile;
  const heats = new Map<SourceFunction, number>();
  for (const fn of sourceFunctions(profile)) {
    let heat = 0;
    let largest = 0;
    for (const one of fn.rows) {
      const self = cell(functions.self, metric, one) ?? 0;
      const total = cell(functions.total, metric, one) ?? 0;
      largest = Math.max(largest, self, total);
      heat = order === "self" ? heat + self : Math.max(heat, total);
    }
    if (largest > 0) heats.set(fn, heat);
  }
  const name = (fn: SourceFunction): string => functions.name[fn.rows[0]!]!;
  const list = [...heats.keys()].sort(
    (a, b) => heats.get(b)! - heats.get(a)! || (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0),
  );
  lists.set(key, list);
  return list;
}

function rowOf(
  profile: Profile,
  { handle, rows }: SourceFunction,
  metric: string,
  library: Uint8Array,
): object {
  const first = rows[0]!;
  const { self, total, calls } = figuresOf(profile, rows);
  const all = wholeRun(profile, metric);
  return {
    function: handle,
    name: nameOf(profile, rows),
    crate: crateNameOf(profile, rows),
    library: library[first] === 1,
    instances: rows.length,
    self,
    total,
    selfPercent: percent(self[metric] ?? null, all),
    totalPercent: percent(total[metric] ?? null, all),
    calls,
    ...placeOf(profile, rows),
  };
}

/** Where a function is declared: its first instance. */
export function placeOf(
  { functions }: Pick<Profile, "functions">,
  rows: readonly number[],
): { readonly file: string | null; readonly line: number | null } {
  const first = rows[0] ?? -1;
  const file = functions.file[first] ?? null;
  return { file: file === null ? null : dataText(file), line: lineOf(functions.line[first] ?? 0) };
}

/** 1-based, or null for 0, which is unknown. */
export function lineOf(line: number): number | null {
  return line > 0 ? line : null;
}

const mostWarnings = 5;

/** The first warnings of a profile; how many there are more. */
export function warningsOf({ warnings }: Profile): { shown: readonly string[]; cut: readonly string[] } {
  const more = warnings.length - mostWarnings;
  return {
    shown: warnings.slice(0, mostWarnings).map((warning) => dataText(warning, 300)),
    cut: more > 0 ? [`${more} more warnings: see cyclelens report`] : [],
  };
}
