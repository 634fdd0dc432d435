import { figuresOfRecord, cutSchema, notice, noticeSchema, Room } from "../answer";
import type { AgentRun } from "../context";
import { dataText } from "../data";
import { pageInput, pageOf, pageSchema } from "../paging";
import { figures, input, list, number, object, orNull, text, whole, flag } from "../schema";
import { readOnly, type AgentTool } from "../tool";

const row = object({
  run: text("Run id: give it to the other tools as `run`."),
  root: text("Folder that the run belongs to."),
  guest: text(),
  machine: text("zisk, sp1, host, …"),
  engine: text("What ran the guest, with its version."),
  startedAt: text("UTC, ISO 8601."),
  durationMs: orNull(number()),
  outcome: text("ok, guest-error, step-limit, truncated, cancelled; corrupt where the run cannot be read."),
  commit: orNull(text("Git commit of the sources.")),
  dirty: orNull(flag("Whether there were changes that the commit does not have.")),
  sizeBytes: orNull(whole(0, Number.MAX_SAFE_INTEGER)),
  baselines: list(text(), "Names of baselines that point to the run."),
  totals: figures("Of the whole run, in steps, cycles, cost, …; null: unknown."),
});

export const listRuns: AgentTool = {
  name: "list_runs",
  title: "List Profiled Runs",
  description:
    "Lists the profiled runs of zkVM guests (ZisK, SP1 and others) in the workspace, newest first, with their totals, git commit " +
    "and baselines. Start here: the other tools take a `run` from this list. Answers a page at a time.",
  inputSchema: input({
    guest: text("Only runs of guests whose name has this in it.", 200),
    ...pageInput,
  }),
  outputSchema: object({
    notice: noticeSchema,
    runs: list(row),
    page: pageSchema,
    cut: cutSchema,
    next: orNull(text("What to do where there are none.")),
  }),
  hints: readOnly,
  async run({ guest, limit, cursor }, context) {
    const wanted = typeof guest === "string" ? guest.toLowerCase() : "";
    const all = (await context.runs()).filter((run) => run.guest.toLowerCase().includes(wanted));
    const page = pageOf(
      { limit: limit as number | undefined, cursor: cursor as string | undefined },
      all.length,
      ["runs", wanted],
    );
    const rows = all.slice(page.offset, page.end).map(rowOf);
    const fitting = new Room().fit(rows);
    return {
      ...notice,
      runs: fitting,
      page: page.of(fitting.length),
      cut: cutOf(rows.length - fitting.length),
      next: all.length > 0 ? null : "there are none: profile_guest makes one of a built guest",
    };
  },
};

function rowOf(run: AgentRun): object {
  return {
    run: dataText(run.id, 160),
    root: dataText(run.root, 300),
    guest: dataText(run.guest, 120),
    machine: dataText(run.machine, 20),
    engine: dataText(run.engine, 80),
    startedAt: dataText(run.startedAt, 40),
    durationMs: run.durationMs,
    outcome: dataText(run.outcome, 40),
    commit: run.commit === null ? null : dataText(run.commit, 40),
    dirty: run.dirty,
    sizeBytes: run.sizeBytes,
    baselines: run.baselines.slice(0, 8).map((name) => dataText(name, 80)),
    totals: figuresOfRecord(run.totals),
  };
}

/** The sentence for rows that did not fit. */
export function cutOf(count: number): string[] {
  return count > 0 ? [`${count} rows of this page did not fit: go on with page.nextCursor`] : [];
}
