import { stat } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../../core/errors";
import type { Totals } from "../../core/profile/model";
import { safeName } from "../../core/profile/names";
import { commandText } from "../../core/report/commandText";
import { formatCount } from "../../core/report/figures";
import { formatFigure } from "../../core/report/metricFigures";
import { alignColumns } from "../../core/report/table";
import { findRoot, listAll, pruneRuns } from "../../runs/list";
import { requireRun } from "../../runs/pickRun";
import { count, isOn, parse, text, type ParsedArgs } from "../args";
import type { Command } from "../command";
import { emit, type CliIo } from "../io";

export const runs: Command = {
  name: "runs",
  summary: "list, show or prune the runs of this folder",
  usage: `cyclelens runs list [--root DIR] [--json] [-o FILE]
cyclelens runs show RUN [--root DIR] [--json] [-o FILE]
cyclelens runs prune [--root DIR] [--max-size-mb N] [--json] [-o FILE]

Runs stand in .cyclelens/runs of the nearest folder above that has them, or of --root. RUN is a run's id or the start
of it, a baseline's name, last, or last~1 (the run before it of the same guest). prune removes the oldest runs until all take at most N MB (default 2048);
baselines and the newest run stay.`,
  async run(args, io) {
    const parsed = parse("runs", args, {
      root: { type: "string" },
      output: { type: "string", short: "o" },
      "max-size-mb": { type: "string" },
    });
    const [verb, name, ...rest] = parsed.files;
    if (text(parsed, "max-size-mb") !== undefined && verb !== "prune")
      throw new CycleLensError("usage", "--max-size-mb belongs to runs prune", "see: cyclelens runs --help");
    const root = await rootOf(parsed, io);
    if (verb === "list" && name === undefined) return list(root, parsed, io);
    if (verb === "show" && name !== undefined && rest.length === 0) return show(root, name, parsed, io);
    if (verb === "prune" && name === undefined) return prune(root, parsed, io);
    throw new CycleLensError("usage", "runs wants list, show RUN or prune", "see: cyclelens runs --help");
  },
};

/** `--root`, else the nearest folder above with runs, else the current one. Throws `not-found` for a `--root` that is no folder. */
export async function rootOf(parsed: ParsedArgs, io: CliIo): Promise<string> {
  const named = text(parsed, "root");
  if (named === undefined) return findRoot(io.cwd);
  const root = path.resolve(io.cwd, named);
  if ((await stat(root).catch(() => null))?.isDirectory() === true) return root;
  throw new CycleLensError("not-found", `there is no folder ${root}`, "check --root");
}

async function list(root: string, parsed: ParsedArgs, io: CliIo): Promise<number> {
  const found = await listAll(root);
  const answer = isOn(parsed, "json")
    ? `${JSON.stringify(runsJson(root, found), null, 2)}\n`
    : listText(found);
  await emit(io, answer, text(parsed, "output"));
  return 0;
}

type Listing = Awaited<ReturnType<typeof listAll>>;

/** `cyclelens.runs/1` */
function runsJson(root: string, { runs: rows, broken }: Listing): unknown {
  return {
    schema: "cyclelens.runs/1",
    root,
    runs: rows.map(({ run, sizeBytes, baselines }) => ({
      id: run.id,
      guest: run.guest.name,
      machine: run.machine,
      mode: run.mode,
      engine: run.engine,
      startedAt: run.startedAt,
      durationMs: run.durationMs,
      exitCode: run.exitCode,
      outcome: run.outcome,
      git: run.git,
      totals: run.totals,
      sizeBytes,
      baselines,
    })),
    broken: broken.map(({ id, why, sizeBytes }) => ({ id, why, sizeBytes })),
  };
}

function listText({ runs: rows, broken }: Listing): string {
  if (rows.length + broken.length === 0) return "no runs yet: cyclelens profile makes the first\n";
  const cells = rows.map(({ run, sizeBytes, baselines }) => [
    safeName(run.id),
    run.outcome.status,
    formatCount(run.totals["steps"] ?? run.totals["cycles"] ?? null),
    costText(run.totals),
    sizeText(sizeBytes),
    run.git === null ? "" : `${run.git.commit.slice(0, 7)}${run.git.dirty === true ? "+" : ""}`,
    baselines.map(safeName).join(" "),
  ]);
  const columns = [
    { title: "run" },
    { title: "outcome" },
    { title: "steps", right: true },
    { title: "cost", right: true },
    { title: "size", right: true },
    { title: "commit" },
    { title: "baseline" },
  ];
  const corrupt = broken.map(({ id, why, sizeBytes }) => [
    safeName(id),
    "corrupt",
    formatCount(null),
    formatCount(null),
    sizeText(sizeBytes),
    "",
    why,
  ]);
  return `${alignColumns(columns, [...cells, ...corrupt], Number.POSITIVE_INFINITY).join("\n")}\n`;
}

/** The cost of a guest's run; of any other the first that its totals know, with its name: `139 s proof time`. */
function costText(totals: Totals): string {
  const known = Object.entries(totals).find(([, value]) => value !== null);
  if (known === undefined || ["steps", "cycles", "total"].some((id) => Object.hasOwn(totals, id)))
    return formatCount(totals["total"] ?? null);
  return formatFigure(known[1], safeName(known[0]));
}

function sizeText(bytes: number): string {
  return bytes < 2 ** 20 ? `${Math.ceil(bytes / 2 ** 10)} KB` : `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

async function show(root: string, name: string, parsed: ParsedArgs, io: CliIo): Promise<number> {
  const { folder, run, baselines } = await requireRun(root, name);
  if (isOn(parsed, "json")) {
    await emit(io, `${JSON.stringify(run, null, 2)}\n`, text(parsed, "output"));
    return 0;
  }
  const { git } = run;
  const rows: string[][] = [
    ["run", run.id],
    ["folder", folder],
    ["guest", run.guest.name + (run.guest.manifestPath === null ? "" : `  ${run.guest.manifestPath}`)],
    ["command", commandText(run.argv)],
    ["engine", `${run.engine.name} ${run.engine.version ?? ""}`.trim()],
    ["input", run.input === null ? "none" : `${run.input.sizeBytes} bytes  ${run.input.file ?? ""}`.trim()],
    ["commit", git === null ? "unknown" : `${git.commit}${git.dirty === true ? " (changed since)" : ""}`],
    ["started", run.startedAt],
    ["took", run.durationMs === null ? "–" : `${(run.durationMs / 1000).toFixed(2)} s`],
    ["outcome", run.outcome.status + (run.outcome.message === null ? "" : `: ${run.outcome.message}`)],
    ["baseline", baselines.join(" ") || "no"],
    ...Object.entries(run.totals).map(([key, value]) => [
      key,
      value === null ? "–" : value.toLocaleString("en-US"),
    ]),
    ...run.artefacts.map((file, i) => [
      i === 0 ? "files" : "",
      `${file.storedAs}  ${file.storedBytes} bytes`,
    ]),
  ];
  const cells = rows.map((row) => row.map(safeName));
  const lines = alignColumns([{ title: "" }, { title: "" }], cells, Number.POSITIVE_INFINITY).slice(1);
  await emit(io, `${lines.join("\n")}\n`, text(parsed, "output"));
  return 0;
}

async function prune(root: string, parsed: ParsedArgs, io: CliIo): Promise<number> {
  const removed = await pruneRuns(root, (count(parsed, "max-size-mb") ?? 2048) * 2 ** 20);
  const answer = isOn(parsed, "json")
    ? `${JSON.stringify({ schema: "cyclelens.prune/1", removed })}\n`
    : removed.length === 0
      ? "nothing to remove\n"
      : `${removed.map((id) => `removed ${id}`).join("\n")}\n`;
  await emit(io, answer, text(parsed, "output"));
  return 0;
}
