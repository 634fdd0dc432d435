import { compareProfiles } from "../../core/compare/compareProfiles";
import type {
  Change,
  ChangeStatus,
  Comparison,
  FunctionChange,
  LineChange,
  Mark,
  MetricChanges,
} from "../../core/compare/types";
import type { Profile } from "../../core/profile/model";
import { cutSchema, metricOf, notice, noticeSchema, Room, runOf, runSchema } from "../answer";
import type { AgentProfile } from "../context";
import { dataText } from "../data";
import { handleOf } from "../functions";
import { pageInput, pageOf, pageSchema } from "../paging";
import { input, list, number, object, orNull, text, whole, word } from "../schema";
import { readOnly, type AgentTool } from "../tool";
import { lineOf } from "./hotFunctions";
import { cutOf } from "./listRuns";

const changeSchema = object({
  base: orNull(number("Null: unknown, or nothing.")),
  next: orNull(number()),
  delta: orNull(number("next - base: less is better. Null: a side is unknown.")),
  percent: orNull(number("Of base; null for a base of 0 and where a side is missing.")),
});
const status = word(
  ["new", "gone", "changed", "same", "unlisted", "unknown"],
  "unlisted: the other side's list ends above it.",
);

const functionRow = object({
  function: orNull(text("Handle for explain_function: in `next`, in `base` for one that has gone.")),
  name: text(),
  crate: orNull(text()),
  status,
  self: changeSchema,
  total: changeSchema,
  calls: changeSchema,
  sharePercent: orNull(number("Of the whole change; may exceed 100 or be negative.")),
  file: orNull(text()),
  line: orNull(whole(1, Number.MAX_SAFE_INTEGER)),
  note: orNull(text()),
});

export const compareRuns: AgentTool = {
  name: "compare_runs",
  title: "Compare Two Runs",
  description:
    "What changed from one profiled run to another: the whole run, totals, functions (matched by path; instances added up), lines and " +
    "opcodes, sorted by absolute effect, with the share of the whole change that each explains. Figures do not vary between runs of " +
    "one program and input, so every difference is real. Use it after an edit to verify the gain. Runs of different machines are refused.",
  inputSchema: input({
    base: text(
      "The run before: run id, baseline, `last~1` (the one before the last of its guest) or a path; `last~1` where it is left out.",
      1000,
    ),
    next: text("The run after; `last` where it is left out.", 1000),
    metric: text("Metric id to sort by; the first that both runs have where it is left out.", 40),
    filter: text("Only functions whose name has this in it, any case.", 200),
    ...pageInput,
  }),
  outputSchema: object({
    notice: noticeSchema,
    base: runSchema,
    next: runSchema,
    metric: text("Of figures and shares below."),
    verdict: word(
      ["better", "worse", "same", "unknown"],
      "Of the whole run, by the metric; unknown where a mark says that the runs are not of the same work.",
    ),
    whole: changeSchema,
    unexplained: orNull(number("What of the change no function carries; null: self figures are unknown.")),
    marks: list(text(), "Why figures of the two runs may not mean the same."),
    totals: list(object({ name: text(), status, change: changeSchema }), "Those that changed."),
    functions: list(functionRow, "Those that changed."),
    lines: list(
      object({
        file: text(),
        baseLine: orNull(whole(1, Number.MAX_SAFE_INTEGER)),
        nextLine: orNull(whole(1, Number.MAX_SAFE_INTEGER)),
        status,
        self: changeSchema,
      }),
      "The lines that changed the most.",
    ),
    opcodes: list(
      object({ name: text(), status, count: changeSchema, cost: changeSchema }),
      "Opcodes and precompiles that changed the most.",
    ),
    page: pageSchema,
    cut: cutSchema,
  }),
  hints: readOnly,
  async run(asked, context, call) {
    const base = await context.open((asked["base"] as string | undefined) ?? "last~1", call);
    const next = await context.open((asked["next"] as string | undefined) ?? "last", call);
    const wanted = asked["metric"] as string | undefined;
    const { made, changed } = comparisonOf(
      base,
      next,
      wanted === undefined ? undefined : metricOf(next.profile, wanted),
    );
    const { metric } = made;
    const filter = ((asked["filter"] as string | undefined) ?? "").trim().toLowerCase();
    const functions =
      filter === ""
        ? changed
        : changed.filter((at) => made.functions.nameAt(at).toLowerCase().includes(filter));
    const page = pageOf(
      { limit: asked["limit"] as number | undefined, cursor: asked["cursor"] as string | undefined },
      functions.length,
      ["compare", base.ref, next.ref, metric, filter],
    );
    const explained = made.explained.find((one) => one.metric === metric);
    const cut: string[] = [];
    const cutTo = <T>(rows: readonly T[], of: number, what: string): readonly T[] => {
      if (of > rows.length) cut.push(`${of - rows.length} more ${what}: see cyclelens compare`);
      return rows;
    };
    const some = <T>(rows: readonly T[], most: number, what: string): readonly T[] =>
      cutTo(rows.slice(0, most), rows.length, what);
    const isChanged = (row: { readonly status: ChangeStatus }): boolean => row.status !== "same";
    const head = {
      ...notice,
      base: runOf(base),
      next: runOf(next),
      metric,
      verdict: verdictOf(made, explained?.whole.delta ?? null),
      whole: changeOf(explained?.whole),
      unexplained: explained?.unexplained ?? null,
      marks: some(made.marks, 6, "marks").map((mark) => dataText(mark.text, 300)),
      totals: some(made.totals.filter(isChanged), 16, "totals").map((row) => ({
        name: dataText(row.name, 60),
        status: row.status,
        change: changeOf(row),
      })),
    };
    const tail = {
      lines: cutTo(made.lines.rowsAt(made.lines.changed(10)), made.lines.changedCount, "lines").map((row) =>
        lineRow(row, metric),
      ),
      opcodes: some([...made.precompiles, ...made.opcodes].filter(isChanged), 8, "opcodes").map((row) => ({
        name: dataText(row.name, 60),
        status: row.status,
        count: changeOf(row.count),
        cost: changeOf(row.cost),
      })),
    };
    const room = new Room();
    room.take(head);
    room.take(tail);
    const rows = made.functions
      .rowsAt(functions.slice(page.offset, page.end))
      .map((row) => rowOf(row, metric, base.profile, next.profile));
    const fitting = room.fit(rows);
    return {
      ...head,
      functions: fitting,
      ...tail,
      page: page.of(fitting.length),
      cut: [...cut, ...cutOf(rows.length - fitting.length)],
    };
  },
};

interface Kept {
  readonly wanted: string | undefined;
  readonly made: Comparison;
  /** Positions of the functions that changed. */
  readonly changed: readonly number[];
}

/** By the newer profile, then the older one, the comparison that was asked for last: pages follow one another. */
const cache = new WeakMap<Profile, WeakMap<Profile, Kept>>();

/** Throws what cannot be compared. */
function comparisonOf(base: AgentProfile, next: AgentProfile, wanted: string | undefined): Kept {
  const known = cache.get(next.profile)?.get(base.profile);
  if (known !== undefined && known.wanted === wanted) return known;
  const made = compareProfiles(base.profile, next.profile, {
    ...(wanted === undefined ? {} : { metric: wanted }),
    base: base.side,
    next: next.side,
  });
  const kept: Kept = { wanted, made, changed: made.functions.changed() };
  // In place of any other: comparisons of large profiles are large.
  cache.set(next.profile, new WeakMap([[base.profile, kept]]));
  return kept;
}

const otherRuns = new Set<Mark["kind"]>(["outcome", "inputs", "guests", "metrics"]);

/** A run that was cut short, or of another input, costs less without being better. */
function verdictOf({ marks }: Comparison, delta: number | null): string {
  if (delta === null || marks.some(({ kind }) => otherRuns.has(kind))) return "unknown";
  return delta < 0 ? "better" : delta > 0 ? "worse" : "same";
}

function rowOf(row: FunctionChange, metric: string, base: Profile, next: Profile): object {
  const share = (row.self[metric] ?? row.total[metric])?.share ?? null;
  return {
    function:
      row.nextRows.length > 0 ? handleOf(next, row.nextRows[0]!) : handleOf(base, row.baseRows[0] ?? -1),
    name: dataText(row.name),
    crate: row.crate === null ? null : dataText(row.crate, 80),
    status: row.status,
    self: figureOf(row.self, metric),
    total: figureOf(row.total, metric),
    calls: changeOf(row.calls),
    sharePercent: share === null ? null : hundredths(100 * share),
    file: row.file === null ? null : dataText(row.file),
    line: lineOf(row.line),
    note: row.inlinedElsewhere
      ? "on the other side it is only there inlined into its callers"
      : row.mayNest
        ? "totals of instances that nest may be counted twice"
        : null,
  };
}

function lineRow(row: LineChange, metric: string): object {
  return {
    file: dataText(row.file),
    baseLine: lineOf(row.baseLine),
    nextLine: lineOf(row.nextLine),
    status: row.status,
    self: changeOf(row.self[metric]),
  };
}

function figureOf(changes: MetricChanges, metric: string): object {
  return changeOf(changes[metric]);
}

function changeOf(change: Change | undefined): object {
  const { base = null, next = null, delta = null, percent = null } = change ?? {};
  return { base, next, delta, percent: percent === null ? null : hundredths(percent) };
}

function hundredths(value: number): number {
  return Math.round(100 * value) / 100;
}
